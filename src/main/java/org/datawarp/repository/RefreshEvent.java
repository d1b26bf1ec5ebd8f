package org.datawarp.repository;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a refresh did to one source; a row of {@code tbl_refresh_events}.
 *
 * @param source the source's code
 * @param oldRowCount rows before; null when there was no such source
 * @param newRowCount rows after
 * @param rowsDeleted rows replaced
 * @param rowsAdded rows loaded
 * @param oldManifestPath where the replaced manifest went, relative to the workspace
 * @param newManifestPath the manifest now; null where it is not of one
 * @param archivedTo where the replaced export went
 * @param details what else is kept of it, as JSON's values; empty for nothing
 * @param oldRowHash the hash of the rows before; null where it was not taken
 * @param newRowHash the hash of the rows after; null where it was not taken
 */
public record RefreshEvent(
    String source,
    @Nullable Long oldRowCount,
    long newRowCount,
    long rowsDeleted,
    long rowsAdded,
    @Nullable String oldManifestPath,
    @Nullable String newManifestPath,
    @Nullable String archivedTo,
    Map<String, Object> details,
    @Nullable String oldRowHash,
    @Nullable String newRowHash) {
  /** Makes one without details and hashes. */
  public RefreshEvent(
      String source,
      @Nullable Long oldRowCount,
      long newRowCount,
      long rowsDeleted,
      long rowsAdded,
      @Nullable String oldManifestPath,
      @Nullable String newManifestPath,
      @Nullable String archivedTo) {
    this(
        source,
        oldRowCount,
        newRowCount,
        rowsDeleted,
        rowsAdded,
        oldManifestPath,
        newManifestPath,
        archivedTo,
        Map.of(),
        null,
        null);
  }

  /** Returns one event for each source, however many of its periods a run touched. */
  public static List<RefreshEvent> bySource(List<RefreshEvent> events) {
    Map<String, RefreshEvent> bySource = new LinkedHashMap<>();
    events.forEach(event -> bySource.merge(event.source(), event, RefreshEvent::and));
    return List.copyOf(bySource.values());
  }

  private RefreshEvent and(RefreshEvent other) {
    Long before = other.oldRowCount;
    return new RefreshEvent(
        source,
        oldRowCount == null || before == null ? null : Long.valueOf(oldRowCount + before),
        newRowCount + other.newRowCount,
        rowsDeleted + other.rowsDeleted,
        rowsAdded + other.rowsAdded,
        oldManifestPath,
        newManifestPath,
        archivedTo);
  }

  /** Returns it with the hashes of the rows before and after. */
  public RefreshEvent withRowHashes(@Nullable String before, @Nullable String after) {
    return new RefreshEvent(
        source,
        oldRowCount,
        newRowCount,
        rowsDeleted,
        rowsAdded,
        oldManifestPath,
        newManifestPath,
        archivedTo,
        details,
        before,
        after);
  }

  /** Returns it with more that is kept of it. */
  public RefreshEvent withDetails(Map<String, Object> more) {
    return new RefreshEvent(
        source,
        oldRowCount,
        newRowCount,
        rowsDeleted,
        rowsAdded,
        oldManifestPath,
        newManifestPath,
        archivedTo,
        more,
        oldRowHash,
        newRowHash);
  }
}
