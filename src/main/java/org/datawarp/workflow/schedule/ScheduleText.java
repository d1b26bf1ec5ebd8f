package org.datawarp.workflow.schedule;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What cron, systemd and GitHub are told. Each line stands alone: it needs no variable of a login.
 *
 * @param program the program with what must come before its command, such as {@code java -jar …}
 * @param javaHome the folder of the Java that the program needs; null to leave that to the PATH
 * @param workspace the workspace's folder, absolute
 * @param databaseUrl the database's address, if it is said on the command line; null else
 */
public record ScheduleText(
    List<String> program,
    @Nullable String javaHome,
    String workspace,
    @Nullable String databaseUrl) {
  /** Copies the list. */
  public ScheduleText {
    program = List.copyOf(program);
  }

  /** Returns lines for crontab. */
  public String cron() {
    StringBuilder text =
        new StringBuilder(
            "# Datawarp in "
                + oneLine(workspace)
                + ". Times are those of this machine. To put it into the crontab:\n"
                + "#   { crontab -l; datawarp schedule print --cron; } | crontab -\n");
    for (Job job : Job.values()) {
      String variable = javaHome == null ? "" : "JAVA_HOME=" + quoted(javaHome) + " ";
      String line =
          variable
              + command(job).stream().map(ScheduleText::quoted).collect(Collectors.joining(" "));
      text.append("# ").append(job.description()).append('\n');
      text.append(job.cron()).append(' ').append(line.replace("%", "\\%")).append('\n');
    }
    return text.toString();
  }

  /** Returns units by the names of their files, a service and a timer for each job. */
  public Map<String, String> systemd() {
    Map<String, String> units = new TreeMap<>();
    for (Job job : Job.values()) {
      String name = "datawarp-" + job.word();
      String variable =
          javaHome == null ? "" : "Environment=" + unitWord("JAVA_HOME=" + javaHome) + "\n";
      units.put(
          name + ".service",
          "[Unit]\nDescription=Datawarp: "
              + job.description()
              + "\nWants=network-online.target\nAfter=network-online.target\n\n"
              + "[Service]\nType=oneshot\n"
              + variable
              + "ExecStart="
              + command(job).stream().map(ScheduleText::unitWord).collect(Collectors.joining(" "))
              + "\n");
      units.put(
          name + ".timer",
          "[Unit]\nDescription=Datawarp: "
              + job.description()
              + ", at its time\n\n[Timer]\nOnCalendar="
              + job.calendar()
              + "\nPersistent=true\nRandomizedDelaySec=5m\n\n[Install]\nWantedBy=timers.target\n");
    }
    return units;
  }

  /**
   * Returns a workflow for GitHub: the program and the manifests are in the repository, the
   * database is a server that its runners reach.
   */
  public static String github() {
    return """
        # .github/workflows/datawarp.yml: needs the secret DATAWARP_DB_URL, and 'datawarp' in the repository
        name: datawarp
        on:
          schedule:
            - cron: '40 9 * * *'
            - cron: '10 5 * * 1'
          workflow_dispatch:
        concurrency: datawarp
        jobs:
          datawarp:
            runs-on: ubuntu-latest
            env:
              DATAWARP_DB_URL: ${{ secrets.DATAWARP_DB_URL }}
              DATAWARP_HOME: ${{ github.workspace }}
            steps:
              - uses: actions/checkout@v4
              - uses: actions/setup-java@v4
                with: {distribution: temurin, java-version: '17'}
              - if: github.event.schedule != '10 5 * * 1'
                run: ./datawarp schedule run due
              - if: github.event.schedule == '10 5 * * 1'
                run: ./datawarp cleanup --dry-run --fail-if-found
        """;
  }

  private List<String> command(Job job) {
    List<String> words = new java.util.ArrayList<>(program);
    words.addAll(List.of("schedule", "run", job.word(), "--workspace", workspace));
    if (databaseUrl != null) {
      words.addAll(List.of("--db-url", databaseUrl));
    }
    return words;
  }

  /** Quotes a word for a shell. */
  private static String quoted(String word) {
    boolean isPlain = word.chars().allMatch(ScheduleText::isPlain);
    return isPlain && !word.isEmpty() ? word : "'" + oneLine(word).replace("'", "'\\''") + "'";
  }

  /** Quotes a word for a unit: its specifiers and variables are not meant. */
  private static String unitWord(String word) {
    String text = oneLine(word).replace("%", "%%").replace("$", "$$");
    return word.chars().allMatch(ScheduleText::isPlain)
        ? text
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "/._-:=+,@".indexOf(c) >= 0;
  }

  private static String oneLine(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new org.datawarp.model.error.UsageException(
          "a path with a line break cannot stand in a schedule", "rename the folder");
    }
    return text;
  }
}
