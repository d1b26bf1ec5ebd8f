package org.datawarp.journal;

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
 */
public record RefreshEvent(
    String source,
    @Nullable Long oldRowCount,
    long newRowCount,
    long rowsDeleted,
    long rowsAdded,
    @Nullable String oldManifestPath,
    String newManifestPath,
    @Nullable String archivedTo) {}
