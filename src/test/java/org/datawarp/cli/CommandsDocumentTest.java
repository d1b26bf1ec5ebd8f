package org.datawarp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.error.ExitCode;
import org.datawarp.testing.GoldenFile;
import org.junit.jupiter.api.Test;

/** {@code docs/cli.md} says what the program can do, all of it and nothing else. */
class CommandsDocumentTest {
  private static final Path DOCUMENT = Path.of("docs", "cli.md");
  private static final Pattern HEADING = Pattern.compile("###? datawarp ([a-z -]+)");
  private static final Pattern ROW = Pattern.compile("\\| `(-[^`]+)`.*");
  private static final Pattern OPTION = Pattern.compile("--?[a-zA-Z][a-zA-Z-]*");

  @Test
  void theDocumentIsTheOneMadeFromTheModel() {
    GoldenFile.checkAt(DOCUMENT, CommandModel.document());
  }

  @Test
  void everyCommandAndOptionIsInIt() throws IOException {
    Map<String, Set<String>> model = new TreeMap<>();
    for (String command : CommandModel.commands()) {
      Set<String> names = new TreeSet<>();
      CommandModel.ownOptions(CommandModel.command(command))
          .forEach(option -> names.addAll(Arrays.asList(option.names())));
      model.put(command, names);
    }

    assertThat(written(Files.readAllLines(DOCUMENT))).isEqualTo(model);
  }

  @Test
  void everyExitCodeIsInIt() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    for (ExitCode code : ExitCode.values()) {
      assertThat(lines).anyMatch(line -> line.startsWith("| " + code.status() + " |"));
    }
  }

  private static Map<String, Set<String>> written(List<String> lines) {
    Map<String, Set<String>> commands = new TreeMap<>();
    Set<String> options = new TreeSet<>();
    for (String line : lines) {
      Matcher heading = HEADING.matcher(line);
      Matcher row = ROW.matcher(line);
      if (heading.matches()) {
        options = commands.computeIfAbsent(heading.group(1), name -> new TreeSet<>());
      } else if (row.matches()) {
        OPTION.matcher(row.group(1)).results().map(match -> match.group()).forEach(options::add);
      }
    }
    return commands;
  }
}
