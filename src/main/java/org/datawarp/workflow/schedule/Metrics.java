package org.datawarp.workflow.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;

/**
 * The text file that a collector of metrics reads: when each job ran and succeeded last, how long
 * it took, and its exit code. Lines of other jobs stay.
 *
 * <p>Source of the form: Prometheus, "Exposition formats", text-based format.
 */
final class Metrics {
  private static final String RAN = "datawarp_job_last_run_timestamp_seconds";
  private static final String SUCCEEDED = "datawarp_job_last_success_timestamp_seconds";
  private static final String SECONDS = "datawarp_job_duration_seconds";
  private static final String CODE = "datawarp_job_exit_code";
  private static final Map<String, String> HELP =
      Map.of(
          RAN, "When the job ended last.",
          SUCCEEDED, "When the job ended last with exit code 0.",
          SECONDS, "How long it took.",
          CODE, "Its exit code.");

  private Metrics() {}

  /** Writes the lines of a job over those before. */
  static void write(Path file, Job job, String workspace, Instant end, Duration took, int code) {
    String labels = "{job=\"" + job.word() + "\",workspace=\"" + escaped(workspace) + "\"}";
    Map<String, List<String>> lines = new TreeMap<>();
    HELP.keySet().forEach(name -> lines.put(name, new ArrayList<>()));
    for (String line : before(file)) {
      String name = line.substring(0, Math.max(0, line.indexOf('{')));
      boolean isOld = line.startsWith(name + labels) && !(name.equals(SUCCEEDED) && code != 0);
      if (lines.containsKey(name) && !isOld) {
        lines.get(name).add(line);
      }
    }
    put(lines, RAN, labels, String.valueOf(end.getEpochSecond()));
    put(lines, SECONDS, labels, String.format(Locale.ROOT, "%.3f", took.toMillis() / 1000.0));
    put(lines, CODE, labels, String.valueOf(code));
    if (code == 0) {
      put(lines, SUCCEEDED, labels, String.valueOf(end.getEpochSecond()));
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(
        (name, values) -> {
          text.append("# HELP ").append(name).append(' ').append(HELP.get(name)).append('\n');
          text.append("# TYPE ").append(name).append(" gauge\n");
          values.stream().sorted().forEach(line -> text.append(line).append('\n'));
        });
    AtomicFile.replace(file, text.toString());
  }

  private static void put(
      Map<String, List<String>> lines, String name, String labels, String value) {
    lines.computeIfAbsent(name, key -> new ArrayList<>()).add(name + labels + " " + value);
  }

  private static List<String> before(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + file + ": " + IoErrors.of(e), "it is written by 'schedule run'", e);
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
