package org.datawarp.archive;

import java.util.List;
import java.util.Map;
import org.datawarp.archive.ArchivePlan.Left;
import org.jspecify.annotations.Nullable;

/**
 * What an archive run did, or would do.
 *
 * @param run the run; null for a plan that was not executed
 * @param plan what was planned, and executed but for the problems
 * @param files where files lie now, relative to the workspace; empty for a plan
 * @param problems units that were planned and stay as they are, with the reason
 * @param targets the files to be sent on, by where they go
 */
public record ArchiveReport(
    @Nullable String run,
    ArchivePlan plan,
    List<String> files,
    List<Left> problems,
    Map<String, List<String>> targets) {
  /** Copies the collections. */
  public ArchiveReport {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
    targets = Map.copyOf(targets);
  }
}
