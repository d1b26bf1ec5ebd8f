package org.datawarp.lifecycle.refresh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datawarp.model.RunStep;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.LeftOutRows;
import org.datawarp.model.table.RowCounts;
import org.datawarp.model.table.TableDifference;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * How a refresh ended.
 *
 * @param manifest the manifest's name
 * @param outcome what happened
 * @param run the run's id; null when nothing was written
 * @param period the stored form of the period, of several the first and the last; null for
 *     reference data
 * @param sources what became of each source, by code
 * @param files where things stand now, for people: what and where
 * @param leftOut sheets and tables that are not loaded, and why
 * @param differences in what the tables differ from those remembered
 * @param warnings what a person should know
 * @param seconds how long each step took
 * @param revised the addresses of files whose bytes are others than those loaded before
 * @param newerPeriod a newer period that the page shows; null where there is no page or none is
 * @param unclaimed the cells that belong to no table and to nothing else that has a name
 * @param enrichment what was added to describe columns; null where that was not asked for
 */
@JsonKeys({
  "manifest",
  "outcome",
  "run",
  "period",
  "sources",
  "files",
  "left_out",
  "differences",
  "unclaimed",
  "warnings",
  "revised",
  "newer_period",
  "enrichment",
  "seconds"
})
public record RefreshReport(
    String manifest,
    Outcome outcome,
    @Nullable String run,
    @Nullable String period,
    List<SourceResult> sources,
    Map<String, String> files,
    List<LeftOutSheet> leftOut,
    List<TableDifference> differences,
    List<String> warnings,
    Map<RunStep, Duration> seconds,
    List<String> revised,
    @Nullable NewerPeriod newerPeriod,
    List<UnclaimedCells> unclaimed,
    @Nullable EnrichmentReport enrichment) {
  /** Copies the lists. */
  public RefreshReport {
    sources = List.copyOf(sources);
    leftOut = List.copyOf(leftOut);
    differences = List.copyOf(differences);
    warnings = List.copyOf(warnings);
    revised = List.copyOf(revised);
    unclaimed = List.copyOf(unclaimed);
  }

  /** Makes the report of a run that fetched nothing. */
  public RefreshReport(
      String manifest,
      Outcome outcome,
      @Nullable String run,
      @Nullable String period,
      List<SourceResult> sources,
      Map<String, String> files,
      List<LeftOutSheet> leftOut,
      List<TableDifference> differences,
      List<String> warnings,
      Map<RunStep, Duration> seconds) {
    this(
        manifest,
        outcome,
        run,
        period,
        sources,
        files,
        leftOut,
        differences,
        warnings,
        seconds,
        List.of(),
        null,
        List.of(),
        null);
  }

  /** Returns this report with what was found where the issue was fetched. */
  public RefreshReport of(Issue issue, @Nullable Period loaded) {
    return new RefreshReport(
        manifest,
        outcome,
        run,
        period,
        sources,
        files,
        leftOut,
        differences,
        warnings,
        seconds,
        issue.revised(),
        issue
            .newerThan(loaded)
            .map(found -> new NewerPeriod(found.period().label(), found.url().toString()))
            .orElse(null),
        unclaimed,
        enrichment);
  }

  /** Returns this report with the cells that belong to nothing. */
  public RefreshReport withUnclaimed(List<UnclaimedCells> cells) {
    return new RefreshReport(
        manifest,
        outcome,
        run,
        period,
        sources,
        files,
        leftOut,
        differences,
        warnings,
        seconds,
        revised,
        newerPeriod,
        cells,
        enrichment);
  }

  /** Returns this report with what was added to describe columns. */
  public RefreshReport withEnrichment(@Nullable EnrichmentReport added) {
    return new RefreshReport(
        manifest,
        outcome,
        run,
        period,
        sources,
        files,
        leftOut,
        differences,
        warnings,
        seconds,
        revised,
        newerPeriod,
        unclaimed,
        added);
  }

  /** Returns this report with further lines that a person should know. */
  public RefreshReport withWarnings(List<String> more) {
    List<String> all = new ArrayList<>(warnings);
    all.addAll(more);
    return new RefreshReport(
        manifest,
        outcome,
        run,
        period,
        sources,
        files,
        leftOut,
        differences,
        all,
        seconds,
        revised,
        newerPeriod,
        unclaimed,
        enrichment);
  }

  /**
   * A period after the one loaded.
   *
   * @param period its stored form
   * @param url its file, or the page of its issue
   */
  public record NewerPeriod(String period, String url) {}

  /** How it ended. */
  public enum Outcome {
    /** Rows and exports are new. */
    REFRESHED,
    /** Everything was as before; only dates changed. */
    UNCHANGED,
    /** Descriptions are new; rows are as before. */
    DESCRIBED,
    /** The plan was shown; nothing changed. */
    PLANNED,
    /** The issue is not due yet and not there; nothing changed. */
    NOT_PUBLISHED;

    /** Returns the word used in JSON. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * What became of one source.
   *
   * @param code its code
   * @param table its staging table
   * @param title its title
   * @param counts how the rows read from the file reconcile, all parts added up
   * @param leftOut for each part of which rows are not loaded: which, and why
   * @param cellsQuarantined cells put aside; their rows are loaded
   * @param rowsLoaded rows added (after unpivoting, where there is any)
   * @param rowsDeleted rows replaced
   * @param rowsTotal rows in the export
   * @param columns business columns
   * @param changes added and widened columns and the like, a line each
   * @param parquet the export, relative to the workspace; empty in a plan
   */
  @JsonKeys({
    "code",
    "table",
    "title",
    "rows_read=counts.read",
    "data_rows=counts.data",
    "rows_blank=counts.blank",
    "rows_repeated_header=counts.repeated_header",
    "rows_section=counts.section",
    "rows_footer=counts.footer",
    "rows_quarantined=counts.quarantined",
    "left_out=left_out_rows",
    "cells_quarantined",
    "rows_loaded",
    "rows_deleted",
    "rows_total",
    "columns",
    "changes",
    "parquet"
  })
  public record SourceResult(
      String code,
      String table,
      String title,
      RowCounts counts,
      List<LeftOutPart> leftOut,
      long cellsQuarantined,
      long rowsLoaded,
      long rowsDeleted,
      long rowsTotal,
      int columns,
      List<String> changes,
      String parquet) {
    /** Copies the lists. */
    public SourceResult {
      leftOut = List.copyOf(leftOut);
      changes = List.copyOf(changes);
    }

    /** Returns the rows that are not loaded, of all parts. */
    List<PlacedRows> leftOutRows() {
      return leftOut.stream()
          .flatMap(part -> part.rows().stream().map(rows -> PlacedRows.of(part.place(), rows)))
          .toList();
    }
  }

  /** What {@link LeftOutRows} says, with the place. */
  record PlacedRows(String kind, long count, List<LeftOutRows.RowRange> rows, String place) {
    static PlacedRows of(String place, LeftOutRows found) {
      return new PlacedRows(found.kind(), found.count(), found.rows(), place);
    }
  }

  /**
   * Rows of one part of a source that are not loaded.
   *
   * @param place the sheet or member, for people; empty where the source has one part
   * @param rows which, kind by kind
   */
  public record LeftOutPart(String place, List<LeftOutRows> rows) {
    /** Copies the list. */
    public LeftOutPart {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A sheet, or a table of one, that is not loaded.
   *
   * @param member the path inside a ZIP; null outside one
   * @param sheet the sheet's name; null for a CSV
   * @param kind what it was taken for; {@code skipped} where a person has decided
   * @param why the reason
   */
  public record LeftOutSheet(
      @Nullable String member, @Nullable String sheet, String kind, String why) {
    static LeftOutSheet skipped(ManifestSource source, SourceTable table) {
      DetectedTable shape = table.parts().get(0).table();
      return new LeftOutSheet(
          shape.member(),
          shape.sheet(),
          "skipped",
          source.code() + " is set to be skipped: " + shape.counts().data() + " data rows");
    }

    /** Returns the place for people. */
    public String place() {
      if (member == null) {
        return sheet == null ? "(csv)" : sheet;
      }
      return sheet == null ? member : member + ": " + sheet;
    }
  }
}
