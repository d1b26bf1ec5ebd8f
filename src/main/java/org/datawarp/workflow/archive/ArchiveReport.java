package org.datawarp.workflow.archive;

import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.transfer.PolicyUploadReport;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.workflow.archive.ArchivePlan.Left;
import org.jspecify.annotations.Nullable;

/**
 * What an archive run did, or would do.
 *
 * @param run the run; null for a plan that was not executed
 * @param plan what was planned, and executed but for the problems
 * @param files where files lie now, relative to the workspace; empty for a plan
 * @param problems units that were planned and stay as they are, with the reason
 * @param targets the files to be sent on, by where they go
 * @param sent what became of those, and of what had waited
 */
@JsonKeys({
  "run",
  "plan.items",
  "plan.left",
  "problems",
  "plan.manifests",
  "plan.refusals",
  "plan.size_bytes",
  "plan.rows_purged",
  "files",
  "targets",
  "sent"
})
public record ArchiveReport(
    @Nullable String run,
    ArchivePlan plan,
    List<String> files,
    List<Left> problems,
    Map<String, List<String>> targets,
    List<PolicyUploadReport> sent) {
  /** Copies the collections. */
  public ArchiveReport {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
    targets = Map.copyOf(targets);
    sent = List.copyOf(sent);
  }

  /** Returns the report of a plan. */
  static ArchiveReport of(ArchivePlan plan) {
    return new ArchiveReport(null, plan, List.of(), List.of(), Map.of(), List.of());
  }

  /** Returns this report with what became of the files that policies send on. */
  ArchiveReport with(List<PolicyUploadReport> outcome) {
    return new ArchiveReport(run, plan, files, problems, targets, outcome);
  }

  /** Tells whether everything that was planned is done, but for what waits for the network. */
  public boolean isComplete() {
    return problems.isEmpty()
        && sent.stream().allMatch(each -> each.failures().isEmpty() && each.damaged().isEmpty());
  }

  /** Tells whether a store holds something else than was sent to it. */
  public boolean hasDamage() {
    return sent.stream().anyMatch(each -> !each.damaged().isEmpty());
  }
}
