package org.datawarp.workflow.status;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status --fix} did, or would do.
 *
 * @param run the run; null for a plan, and where there was nothing to do
 * @param recorded files that are recorded as Datawarp's again
 * @param written files that were recorded and not there, and are written again
 * @param mended manifests whose headers say again what the database does
 * @param left files that are neither, and why
 */
public record StatusRepairReport(
    @Nullable String run,
    List<Recorded> recorded,
    List<Recorded> written,
    List<Recorded> mended,
    List<Left> left) {
  /** Copies the lists. */
  public StatusRepairReport {
    recorded = List.copyOf(recorded);
    written = List.copyOf(written);
    mended = List.copyOf(mended);
    left = List.copyOf(left);
  }

  /** Tells whether there is nothing to do. */
  public boolean isEmpty() {
    return recorded.isEmpty() && written.isEmpty() && mended.isEmpty();
  }

  /**
   * A file that is put right.
   *
   * @param source its source, or its manifest; empty for the catalogue
   * @param path the file, relative to the workspace
   * @param why what proves it, or what was wrong
   */
  public record Recorded(String source, String path, String why) {}

  /**
   * A file that stays as it is, unrecorded or missing.
   *
   * @param source the source whose export has its place
   * @param path the file, relative to the workspace
   * @param why the reason
   */
  public record Left(String source, String path, String why) {}
}
