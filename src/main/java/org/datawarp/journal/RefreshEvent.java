package org.datawarp.journal;

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
 * @param newManifestPath the manifest now
 * @param archivedTo where the replaced export went
 * @param details what else is kept of it, as JSON's values; empty for nothing
 */
public record RefreshEvent(
    String source,
    @Nullable Long oldRowCount,
    long newRowCount,
    long rowsDeleted,
    long rowsAdded,
    @Nullable String oldManifestPath,
    String newManifestPath,
    @Nullable String archivedTo,
    Map<String, Object> details) {
  /** Makes one without details. */
  public RefreshEvent(
      String source,
      @Nullable Long oldRowCount,
      long newRowCount,
      long rowsDeleted,
      long rowsAdded,
      @Nullable String oldManifestPath,
      String newManifestPath,
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
        Map.of());
  }
}
