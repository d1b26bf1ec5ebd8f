package org.datawarp.workflow.status;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.datawarp.lifecycle.retention.RetentionVerdict;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.repository.LoadedFileRepository.LoadedFile;
import org.datawarp.repository.SourceRepository.EventEntry;
import org.datawarp.repository.SourceRepository.SourceEntry;
import org.datawarp.repository.StagingTables.PeriodRows;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one source.
 *
 * @param source its code, title, table, manifest, state and export
 * @param description what its rows are for; null where nobody said
 * @param publication the series it belongs to; null where unknown
 * @param canonical whether it holds the same table of several issues
 * @param url the address its manifest names; null where there is none
 * @param columns its columns, in the table's order
 * @param periods its rows by period, the oldest first
 * @param issues of a canonical source each period's manifest and export, the oldest first; else
 *     none
 * @param files the tables of files its rows came from, the newest first
 * @param events what was done to it last, the newest first
 * @param retention what is kept of it, by which rule
 * @param holds who holds it, and why
 * @param quarantined how many cells are put aside
 * @param versions how many versions of its rows can be restored, beside the one in use
 * @param views the views that read its table
 * @param tableRows the rows in its table
 * @param tableBytes the size of its table with its indexes; 0 where it is gone
 * @param parquetBytes the size of all its exports
 */
@JsonKeys({
  "source.*",
  "description",
  "publication",
  "canonical",
  "url",
  "columns",
  "periods",
  "issues",
  "files",
  "events",
  "retention",
  "holds",
  "quarantined",
  "versions",
  "views",
  "table_rows",
  "table_bytes",
  "parquet_bytes"
})
public record SourceDetails(
    SourceEntry source,
    @Nullable String description,
    @Nullable String publication,
    boolean canonical,
    @Nullable String url,
    List<Column> columns,
    List<PeriodRows> periods,
    List<Issue> issues,
    List<File> files,
    List<EventEntry> events,
    List<RetentionVerdict> retention,
    List<Held> holds,
    long quarantined,
    long versions,
    List<String> views,
    long tableRows,
    long tableBytes,
    long parquetBytes) {
  /** Copies the lists. */
  public SourceDetails {
    columns = List.copyOf(columns);
    periods = List.copyOf(periods);
    issues = List.copyOf(issues);
    files = List.copyOf(files);
    events = List.copyOf(events);
    retention = List.copyOf(retention);
    holds = List.copyOf(holds);
    views = List.copyOf(views);
  }

  /**
   * One column.
   *
   * @param name the physical name
   * @param type PostgreSQL's name of its type
   * @param header the header as written; null for made columns
   * @param description for people; null where nobody gave one
   * @param role dimension or measure; null where nobody judged
   * @param nullRate how many of a hundred values are null; null where unknown
   * @param markers the shorthand met in it
   */
  public record Column(
      String name,
      String type,
      @Nullable String header,
      @Nullable String description,
      @Nullable String role,
      @Nullable BigDecimal nullRate,
      List<String> markers) {
    /** Copies the list. */
    public Column {
      markers = List.copyOf(markers);
    }
  }

  /**
   * One period of a canonical source.
   *
   * @param period its stored form
   * @param manifest the manifest that its rows come from; null where that is not known
   * @param state that manifest's state, lower case; null where it is not recorded
   * @param parquet its export, relative to the workspace; null before the first export
   * @param sizeBytes that file's size
   * @param archived whether it lies in the archive
   */
  public record Issue(
      String period,
      @Nullable String manifest,
      @Nullable String state,
      @Nullable String parquet,
      long sizeBytes,
      boolean archived) {}

  /**
   * One table of a file that rows came from.
   *
   * @param file what is recorded of it
   * @param kept whether the download is still there
   */
  @JsonKeys({"file.*", "kept"})
  public record File(LoadedFile file, boolean kept) {}

  /**
   * A hold.
   *
   * @param pattern which sources and manifests
   * @param period the one period held; null for all
   * @param reason why
   * @param by who said so
   * @param at since when
   */
  public record Held(
      String pattern, @Nullable String period, String reason, @Nullable String by, Instant at) {}
}
