package org.datawarp.workflow.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.UnreadablePath;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * A workspace at a glance.
 *
 * @param workspace its folder
 * @param identity its UUID
 * @param server the database server's version
 * @param sources sources with an export
 * @param rows rows in all exports
 * @param sizeBytes bytes of all exports
 * @param activeManifests manifests in use
 * @param pendingManifests drafts
 * @param failedRuns runs that failed
 * @param unfinishedRuns runs at work, or interrupted
 * @param lastSuccess when the last run succeeded; null before the first
 * @param lastRun the newest run's id and command; null before the first
 * @param warnings what a person should see to
 * @param unreadable files and folders that could not be looked into, and are left out of all else
 * @param estate how everything in it stands
 * @param next commands that are sensible now, the most urgent first, at most three
 */
@JsonKeys({
  "workspace",
  "identity",
  "server",
  "sources",
  "rows",
  "size_bytes",
  "active_manifests",
  "pending_manifests",
  "failed_runs",
  "unfinished_runs",
  "last_success",
  "last_run",
  "warnings",
  "unreadable",
  "estate.*",
  "next"
})
public record WorkspaceStatus(
    String workspace,
    String identity,
    String server,
    long sources,
    long rows,
    long sizeBytes,
    int activeManifests,
    int pendingManifests,
    long failedRuns,
    long unfinishedRuns,
    @Nullable Instant lastSuccess,
    @Nullable String lastRun,
    List<String> warnings,
    List<UnreadablePath> unreadable,
    EstateStanding estate,
    List<NextCommand> next) {
  /** Copies the lists. */
  public WorkspaceStatus {
    warnings = List.copyOf(warnings);
    unreadable = List.copyOf(unreadable);
    next = List.copyOf(next);
  }

  /** Returns the same with one warning more, if there is one. */
  public WorkspaceStatus warnedAlso(Optional<String> warning) {
    List<String> all = new ArrayList<>(warnings);
    warning.ifPresent(all::add);
    return new WorkspaceStatus(
        workspace,
        identity,
        server,
        sources,
        rows,
        sizeBytes,
        activeManifests,
        pendingManifests,
        failedRuns,
        unfinishedRuns,
        lastSuccess,
        lastRun,
        all,
        unreadable,
        estate,
        next);
  }
}
