package org.datawarp.refresh;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.RowCounts;
import org.datawarp.model.RunStep;
import org.jspecify.annotations.Nullable;

/**
 * How a refresh ended.
 *
 * @param manifest the manifest's name
 * @param outcome what happened
 * @param run the run's id; null when nothing was written
 * @param period the stored form of the period; null for reference data
 * @param sources what became of each source, by code
 * @param files where things stand now, for people: what and where
 * @param warnings what a person should know
 * @param times how long each step took
 */
public record RefreshReport(
    String manifest,
    Outcome outcome,
    @Nullable String run,
    @Nullable String period,
    List<SourceResult> sources,
    Map<String, String> files,
    List<String> warnings,
    Map<RunStep, Duration> times) {
  /** Copies the lists. */
  public RefreshReport {
    sources = List.copyOf(sources);
    warnings = List.copyOf(warnings);
  }

  /** How it ended. */
  public enum Outcome {
    /** Rows and exports are new. */
    REFRESHED,
    /** Everything was as before; only dates changed. */
    UNCHANGED,
    /** Descriptions are new; rows are as before. */
    DESCRIBED,
    /** The plan was shown; nothing changed. */
    PLANNED;

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
   * @param rowsLoaded rows added (after unpivoting, where there is any)
   * @param rowsDeleted rows replaced
   * @param rowsTotal rows in the export
   * @param columns business columns
   * @param changes added and widened columns and the like, a line each
   * @param parquet the export, relative to the workspace; empty in a plan
   */
  public record SourceResult(
      String code,
      String table,
      String title,
      RowCounts counts,
      long rowsLoaded,
      long rowsDeleted,
      long rowsTotal,
      int columns,
      List<String> changes,
      String parquet) {
    /** Copies the list. */
    public SourceResult {
      changes = List.copyOf(changes);
    }
  }

  /** Returns the report as JSON's maps and lists, with stable keys. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("manifest", manifest);
    map.put("outcome", outcome.text());
    map.put("run", run);
    map.put("period", period);
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (SourceResult source : sources) {
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("code", source.code());
      entry.put("table", source.table());
      entry.put("title", source.title());
      entry.put("rows_read", source.counts().read());
      entry.put("data_rows", source.counts().data());
      entry.put("rows_blank", source.counts().blank());
      entry.put("rows_repeated_header", source.counts().repeatedHeader());
      entry.put("rows_section", source.counts().section());
      entry.put("rows_footer", source.counts().footer());
      entry.put("rows_quarantined", source.counts().quarantined());
      entry.put("rows_loaded", source.rowsLoaded());
      entry.put("rows_deleted", source.rowsDeleted());
      entry.put("rows_total", source.rowsTotal());
      entry.put("columns", source.columns());
      entry.put("changes", source.changes());
      entry.put("parquet", source.parquet());
      list.add(entry);
    }
    map.put("sources", list);
    map.put("files", files);
    map.put("warnings", warnings);
    Map<String, Object> seconds = new LinkedHashMap<>();
    times.forEach((step, time) -> seconds.put(step.text(), time.toMillis() / 1000.0));
    map.put("seconds", seconds);
    return map;
  }
}
