package org.datawarp.workflow.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workspace at a glance.
 *
 * @param root its folder
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
 */
public record WorkspaceStatus(
    String root,
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
    List<String> warnings) {
  /** Copies the warnings. */
  public WorkspaceStatus {
    warnings = List.copyOf(warnings);
  }

  /** Returns the same with one warning more, if there is one. */
  public WorkspaceStatus warnedAlso(Optional<String> warning) {
    List<String> all = new ArrayList<>(warnings);
    warning.ifPresent(all::add);
    return new WorkspaceStatus(
        root,
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
        all);
  }

  /** Returns the status as JSON's values, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("workspace", root);
    map.put("identity", identity);
    map.put("server", server);
    map.put("sources", sources);
    map.put("rows", rows);
    map.put("size_bytes", sizeBytes);
    map.put("active_manifests", activeManifests);
    map.put("pending_manifests", pendingManifests);
    map.put("failed_runs", failedRuns);
    map.put("unfinished_runs", unfinishedRuns);
    map.put("last_success", lastSuccess);
    map.put("last_run", lastRun);
    map.put("warnings", warnings);
    return map;
  }
}
