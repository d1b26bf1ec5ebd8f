package org.datawarp.lifecycle.version;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a source as they once were, in a Parquet file.
 *
 * @param source the source's code
 * @param place where it is kept
 * @param file the Parquet file
 * @param description the {@code .md} that goes with it; null where there is none
 * @param manifest the manifest's file as it was then; null where it was not kept with it
 * @param manifestName the manifest it belonged to; null where unknown
 * @param sha256 what the file's SHA-256 has to be; null where that was never recorded
 * @param sizeBytes the file's size
 * @param period the stored form of its rows' period; null for none, several, or where unknown
 * @param rows its rows; null where only the file knows
 * @param rowHash their hash; null where only the file knows
 * @param loadedAt when its rows were loaded; null where unknown
 * @param loadedBy the run that loaded them; null where unknown
 * @param keptAt when it was replaced or archived; null while it is current
 * @param keptBy the run that replaced or archived it; null where unknown
 */
public record Version(
    String source,
    Place place,
    Path file,
    @Nullable Path description,
    @Nullable Path manifest,
    @Nullable String manifestName,
    @Nullable String sha256,
    long sizeBytes,
    @Nullable String period,
    @Nullable Long rows,
    @Nullable String rowHash,
    @Nullable Instant loadedAt,
    @Nullable String loadedBy,
    @Nullable Instant keptAt,
    @Nullable String keptBy) {

  /** Where a version is kept. */
  public enum Place {
    /** The export in use. */
    CURRENT,
    /** {@code output/.versions}: what refreshes replaced; the oldest are deleted in time. */
    VERSIONS,
    /** {@code archive/}: kept for good. */
    ARCHIVE,
    /** A file that somebody named. */
    FILE;

    /** Returns the word for people and scripts. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
