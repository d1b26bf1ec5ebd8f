package org.datawarp.workflow.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.datawarp.model.error.UsageException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The printed lines and units are run as cron and systemd run them: with nothing around them. */
class ScheduleTextTest {
  @TempDir Path folder;

  @Test
  void everyJobHasALineWithATime() {
    String text = text("/srv/nhs").cron();

    assertThat(text.lines().filter(line -> !line.startsWith("#")))
        .hasSize(Job.values().length)
        .allMatch(line -> line.matches("\\d+ \\d+ \\* \\* [*0-7] .*"));
    assertThat(text).contains("40 9 * * * ").contains("schedule run due --workspace /srv/nhs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nhs", "the estate", "it's 100%", "a$HOME`x`\"q\"", "ü; echo no"})
  void aLineRunsInAnEmptyEnvironmentAsItIs(String name) throws Exception {
    Path workspace = Files.createDirectories(folder.resolve(name));
    for (String line : lines(text(workspace.toString()).cron())) {
      assertThat(run("/usr/bin/env", "-i", "/bin/sh", "-c", line))
          .matches("java=/opt/java home (?s).*")
          .contains("[schedule][run]")
          .endsWith("[--workspace][" + workspace + "]\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nhs", "the estate", "it's 100%", "a$HOME\"q\""})
  void aServiceStartsItsJobWithTheSameWords(String name) throws Exception {
    Map<String, String> units = text("/srv/" + name).systemd();

    assertThat(units).hasSize(2 * Job.values().length);
    String service = units.get("datawarp-due.service");
    String start =
        service.lines().filter(line -> line.startsWith("ExecStart=")).findFirst().orElseThrow();
    assertThat(words(start.substring("ExecStart=".length())))
        .isEqualTo(
            List.of(script().toString(), "schedule", "run", "due", "--workspace", "/srv/" + name));
  }

  @Test
  void systemdFindsNoFault() throws Exception {
    Path analyze = Path.of("/usr/bin/systemd-analyze");
    Assumptions.assumeTrue(Files.isExecutable(analyze), "no systemd here");
    for (Map.Entry<String, String> unit : text("/srv/the estate").systemd().entrySet()) {
      Files.writeString(folder.resolve(unit.getKey()), unit.getValue());
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path unit : files.filter(file -> file.toString().endsWith(".timer")).toList()) {
        assertThat(run(analyze.toString(), "verify", "--man=no", unit.toString()))
            .doesNotContain("datawarp-due.service:")
            .doesNotContain("Unknown")
            .doesNotContain("Failed to parse");
      }
    }
  }

  @Test
  void aWorkflowForGitHubChecksForOrphans() {
    assertThat(ScheduleText.github())
        .contains("cleanup --dry-run --fail-if-found", "secrets.DATAWARP_DB_URL");
  }

  @Test
  void aLineBreakInAPathIsRefused() {
    ScheduleText text = new ScheduleText(List.of("datawarp"), null, "/srv/a\nb", null);

    assertThatThrownBy(text::cron).isInstanceOf(UsageException.class);
    assertThatThrownBy(text::systemd).isInstanceOf(UsageException.class);
  }

  /** A program that shows the words it gets. */
  private Path script() throws IOException {
    Path script = folder.resolve("datawarp");
    Files.writeString(
        script, "#!/bin/sh\nprintf 'java=%s ' \"$JAVA_HOME\"\nprintf '[%s]' \"$@\"\necho\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  private ScheduleText text(String workspace) {
    try {
      return new ScheduleText(List.of(script().toString()), "/opt/java home", workspace, null);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Returns the commands of cron's lines: five fields stand before each, and \% is a percent sign.
   */
  private static List<String> lines(String cron) {
    return cron.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" ", 6)[5].replace("\\%", "%"))
        .toList();
  }

  /** Reads words as systemd does. Source: systemd.service(5), "Command lines". */
  private static List<String> words(String line) {
    List<String> words = new java.util.ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inQuotes = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        inQuotes = !inQuotes;
      } else if (c == '\\') {
        word.append(line.charAt(++i));
      } else if (c == ' ' && !inQuotes) {
        words.add(word.toString());
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    words.add(word.toString());
    return words.stream().map(each -> each.replace("%%", "%").replace("$$", "$")).toList();
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return out;
  }
}
