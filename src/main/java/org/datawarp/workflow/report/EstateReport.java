package org.datawarp.workflow.report;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.datawarp.repository.EstateRepository.Revisions;
import org.datawarp.repository.EstateRepository.WithheldShare;
import org.jspecify.annotations.Nullable;

/**
 * The estate in numbers.
 *
 * @param workspace the workspace's folder
 * @param at when it was looked at
 * @param sources sources
 * @param rows rows in all exports
 * @param tableBytes bytes of all staging tables with their indexes
 * @param fileBytes bytes of all exports
 * @param lastSuccess when the last run succeeded; null before the first
 * @param failedRuns runs that failed
 * @param publications each publication, by name
 * @param withheld columns with markers, those with the greatest share first, at most 25
 * @param revisions revisions by month, the oldest first
 */
public record EstateReport(
    String workspace,
    Instant at,
    long sources,
    long rows,
    long tableBytes,
    long fileBytes,
    @Nullable Instant lastSuccess,
    long failedRuns,
    List<PublicationRows> publications,
    List<WithheldShare> withheld,
    List<Revisions> revisions) {
  /** Copies the lists. */
  public EstateReport {
    publications = List.copyOf(publications);
    withheld = List.copyOf(withheld);
    revisions = List.copyOf(revisions);
  }

  /**
   * A publication.
   *
   * @param name its name
   * @param sources its sources
   * @param rows rows in its exports, and in adopted tables without one
   * @param missingTables tables of its sources that are not there
   * @param tableBytes bytes of its tables with their indexes
   * @param fileBytes bytes of its exports
   * @param periods rows by period, the oldest first
   * @param usedAt when an issue of it was last loaded or checked; null where never
   */
  public record PublicationRows(
      String name,
      long sources,
      long rows,
      long missingTables,
      long tableBytes,
      long fileBytes,
      List<PeriodRows> periods,
      @Nullable Instant usedAt) {
    /** Copies the list. */
    public PublicationRows {
      periods = List.copyOf(periods);
    }
  }

  /**
   * The rows of a publication's period.
   *
   * @param period the stored form; {@code none} for reference data
   * @param start its first day; null for reference data
   * @param rows rows in the exports of all its sources, and in adopted tables without one
   */
  public record PeriodRows(String period, @Nullable LocalDate start, long rows) {}
}
