package org.datawarp.repository;

import org.datawarp.model.SourcePattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule for what is kept; a row of {@code tbl_retention_policy}. A source that has one is kept as
 * long as either number says so.
 *
 * @param pattern which sources and manifests it is for
 * @param periods how many of the newest periods of a publication's table are kept
 * @param days for how many days after the last load or check a source is kept
 * @param archiveTo where what expires goes beyond {@code archive/}, such as {@code r2://bucket};
 *     null if nowhere
 * @param rows what becomes of the rows of what was archived
 * @param enabled whether it counts
 */
public record RetentionPolicy(
    SourcePattern pattern,
    int periods,
    int days,
    @Nullable String archiveTo,
    Rows rows,
    boolean enabled) {
  /** What becomes of rows in PostgreSQL once their source is archived. */
  public enum Rows {
    /** They stay. */
    KEEP,
    /** They are deleted after the archived file was compared with them. */
    PURGE
  }

  /** Checks the numbers. */
  public RetentionPolicy {
    if (periods < 0 || days < 0) {
      throw new IllegalArgumentException("a negative retention: " + periods + ", " + days);
    }
  }

  /** Tells whether it is for a source, by its code or its manifest's name. */
  public boolean isFor(String source, @Nullable String manifest) {
    return pattern.matches(source) || (manifest != null && pattern.matches(manifest));
  }
}
