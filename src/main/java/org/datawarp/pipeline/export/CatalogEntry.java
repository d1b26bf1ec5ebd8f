package org.datawarp.pipeline.export;

import java.time.LocalDate;
import org.datawarp.model.SourceCode;
import org.jspecify.annotations.Nullable;

/**
 * One line of the catalogue: one current Parquet file.
 *
 * @param source the source's code
 * @param title one line for people
 * @param description what the rows are for; may be empty
 * @param rowCount rows in the file
 * @param columnCount columns in the file, provenance included
 * @param sizeBytes the file's size
 * @param minPeriod the label of the earliest period, or null
 * @param maxPeriod the label of the latest period, or null
 * @param firstDay the first day reported on, or null
 * @param lastDay the last day reported on, or null
 * @param path the file, relative to the workspace, with {@code /}
 * @param sha256 the SHA-256 of the file in hexadecimal
 * @param rowHash the rows' hash, see {@link TableHash}
 * @param licence the licence's name
 * @param attribution the sentence that users have to print; may be empty
 * @param publicationDate the day the publisher issued the newest file, or null
 * @param url the publication's page or file; may be empty
 */
public record CatalogEntry(
    String source,
    String title,
    String description,
    long rowCount,
    int columnCount,
    long sizeBytes,
    @Nullable String minPeriod,
    @Nullable String maxPeriod,
    @Nullable LocalDate firstDay,
    @Nullable LocalDate lastDay,
    String path,
    String sha256,
    String rowHash,
    String licence,
    String attribution,
    @Nullable LocalDate publicationDate,
    String url) {
  /**
   * Makes the line of an export.
   *
   * @param path where the file will be, relative to the workspace, with {@code /}
   */
  public static CatalogEntry of(SourceDescription description, ExportReport report, String path) {
    SourceCode code = description.code();
    String landingPage = description.landingPage();
    String url = landingPage == null ? "" : landingPage;
    if (url.isEmpty() && !description.files().isEmpty()) {
      url = description.files().get(0).url();
    }
    int periods = report.periods().size();
    return new CatalogEntry(
        code.value(),
        description.title(),
        description.description(),
        report.rowCount(),
        report.columns().size(),
        report.sizeBytes(),
        periods == 0 ? null : report.periods().get(0),
        periods == 0 ? null : report.periods().get(periods - 1),
        report.firstDay(),
        report.lastDay(),
        path,
        report.sha256(),
        report.rowHash(),
        description.licence().name(),
        description.licence().attribution(),
        description.publicationDate(),
        url);
  }
}
