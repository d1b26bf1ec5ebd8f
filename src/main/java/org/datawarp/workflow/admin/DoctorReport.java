package org.datawarp.workflow.admin;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was examined.
 *
 * @param workspace the workspace's folder
 * @param checks every check, in the order in which they were made
 */
public record DoctorReport(String workspace, List<Check> checks) {
  /** Copies the list. */
  public DoctorReport {
    checks = List.copyOf(checks);
  }

  /** How a check came out. */
  public enum Verdict {
    OK,
    WARNING,
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A check.
   *
   * @param name what was looked at
   * @param verdict how it came out
   * @param observed what was found
   * @param remedy what to do next; null where nothing is to be done
   */
  public record Check(String name, Verdict verdict, String observed, @Nullable String remedy) {}

  /** Tells whether a check failed. */
  public boolean hasFailed() {
    return checks.stream().anyMatch(check -> check.verdict() == Verdict.FAILED);
  }
}
