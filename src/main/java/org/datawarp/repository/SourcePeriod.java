package org.datawarp.repository;

import java.time.Instant;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableName;
import org.jspecify.annotations.Nullable;

/**
 * One source's one period: the unit that is archived, purged, kept and restored. A source that a
 * manifest owns is one unit, whose export holds every row of its table.
 *
 * @param source the source's code
 * @param period what it reports on; null for reference data
 * @param publication the series; the source's code where it is not known
 * @param table its staging table
 * @param manifest the manifest that loaded it; null where none did
 * @param manifestState that manifest's state, lower case; null where it is not recorded
 * @param manifestPath that manifest's file, relative to the workspace
 * @param loadedAt when it was last loaded; null where that is not known
 * @param usedAt when it was last loaded or found unchanged; null where that is not known
 * @param export its export; null where it was never exported
 */
public record SourcePeriod(
    String source,
    @Nullable Period period,
    String publication,
    TableName table,
    @Nullable String manifest,
    @Nullable String manifestState,
    @Nullable String manifestPath,
    @Nullable Instant loadedAt,
    @Nullable Instant usedAt,
    @Nullable ExportFile export) {

  /**
   * A unit's export.
   *
   * @param id its row in {@code tbl_exports}
   * @param period what {@code tbl_exports} says; null for a file of every row of the table
   * @param path the file, relative to the workspace
   * @param descriptionPath the {@code .md} beside it, which several periods may share
   * @param sha256 the SHA-256 of the file
   * @param sizeBytes its size
   * @param rowCount its rows
   * @param rowHash the hash of its rows
   * @param archivedAt when it was archived; null while it is current
   * @param purgedAt when its rows were deleted; null while they are there
   */
  public record ExportFile(
      long id,
      @Nullable String period,
      String path,
      @Nullable String descriptionPath,
      String sha256,
      long sizeBytes,
      long rowCount,
      String rowHash,
      @Nullable Instant archivedAt,
      @Nullable Instant purgedAt) {}

  /** Returns the stored form of the period; null for reference data. */
  public @Nullable String periodLabel() {
    return period == null ? null : period.label();
  }

  /** Tells whether its export lies in the archive. */
  public boolean isArchived() {
    return export != null && export.archivedAt() != null;
  }

  /**
   * Returns which of its publication's tables it is: the code without the manifest's or the
   * publication's name, so that the same table is called the same in every issue.
   */
  public String tableLabel() {
    if (manifest != null && source.startsWith(manifest)) {
      return source.substring(manifest.length());
    }
    return source.startsWith(publication) ? source.substring(publication.length()) : source;
  }

  /** Returns the unit as a person names it: the code, and the period where the code has none. */
  @Override
  public String toString() {
    return export != null && export.period() != null ? source + " " + export.period() : source;
  }
}
