package org.datawarp.workflow.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status --fix} did, or would do.
 *
 * @param run the run; null for a plan, and where there was nothing to do
 * @param recorded files that are recorded as Datawarp's again
 * @param left files that are not, and why
 */
public record StatusRepairReport(@Nullable String run, List<Recorded> recorded, List<Left> left) {
  /** Copies the lists. */
  public StatusRepairReport {
    recorded = List.copyOf(recorded);
    left = List.copyOf(left);
  }

  /**
   * A file that is recorded again.
   *
   * @param source its source, or its manifest
   * @param path the file, relative to the workspace
   * @param why what proves it
   */
  public record Recorded(String source, String path, String why) {}

  /**
   * A file that stays as it is, unrecorded.
   *
   * @param source the source whose export has its place
   * @param path the file, relative to the workspace
   * @param why the reason
   */
  public record Left(String source, String path, String why) {}
}
