package org.datawarp.workflow.status;

import java.nio.file.Path;
import java.time.Instant;
import org.datawarp.lifecycle.version.Version;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * One version of a source's rows that can be restored, or that is in use.
 *
 * @param source the source's code
 * @param place current, versions or archive
 * @param path the Parquet file, relative to the workspace
 * @param descriptionPath the {@code .md} that goes with it; null where there is none
 * @param manifestPath the manifest's file as it was then; null where it was not kept
 * @param manifest the manifest's name; null where unknown
 * @param period the stored form of its rows' period; null for none, several, or where unknown
 * @param rowCount its rows; null where only the file knows
 * @param sizeBytes the file's size
 * @param sha256 what the file's SHA-256 has to be; null where that was never recorded
 * @param loadedAt when its rows were loaded; null where unknown
 * @param loadedBy the run that loaded them; null where unknown
 * @param keptAt when it was replaced or archived; null while it is in use
 * @param keptBy the run that replaced or archived it; null where unknown
 */
public record VersionLine(
    String source,
    String place,
    String path,
    @Nullable String descriptionPath,
    @Nullable String manifestPath,
    @Nullable String manifest,
    @Nullable String period,
    @Nullable Long rowCount,
    long sizeBytes,
    @Nullable String sha256,
    @Nullable Instant loadedAt,
    @Nullable String loadedBy,
    @Nullable Instant keptAt,
    @Nullable String keptBy) {

  static VersionLine of(Workspace workspace, Version version) {
    return new VersionLine(
        version.source(),
        version.place().text(),
        workspace.relative(version.file()),
        relative(workspace, version.description()),
        relative(workspace, version.manifest()),
        version.manifestName(),
        version.period(),
        version.rows(),
        version.sizeBytes(),
        version.sha256(),
        version.loadedAt(),
        version.loadedBy(),
        version.keptAt(),
        version.keptBy());
  }

  private static @Nullable String relative(Workspace workspace, @Nullable Path file) {
    return file == null ? null : workspace.relative(file);
  }
}
