package org.datawarp.pipeline.manifest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.model.table.LoadedColumns;
import org.datawarp.model.table.SectionMode;
import org.datawarp.model.table.SourceFacts;
import org.datawarp.model.table.TableAnchor;
import org.datawarp.model.table.TableName;
import org.jspecify.annotations.Nullable;

/**
 * One table of a manifest.
 *
 * @param code its code
 * @param name its title, for people
 * @param facts what is known of it: description, unit, footnotes
 * @param table its staging table
 * @param fingerprint the extraction's fingerprint of its headers; null in legacy manifests
 * @param rows rows loaded; 0 before
 * @param rowHash the hash of its rows as exported; null before
 * @param parquetPath its export, relative to the workspace; null before
 * @param parquetSha256 the SHA-256 of its export; null before
 * @param columns its business columns, in table order
 * @param parts where its rows lie in the manifest's files
 * @param decisions what a person has decided about it
 * @param unpivoted the headers of the columns that became rows when it was read last; empty where
 *     none did
 * @param canonical its place among other periods of a canonical source; null for an own source
 * @param extra keys Datawarp does not know, kept as they were
 */
public record ManifestSource(
    SourceCode code,
    String name,
    SourceFacts facts,
    TableName table,
    @Nullable String fingerprint,
    long rows,
    @Nullable String rowHash,
    @Nullable String parquetPath,
    @Nullable String parquetSha256,
    List<ManifestColumn> columns,
    List<ManifestPart> parts,
    TableDecisions decisions,
    List<String> unpivoted,
    @Nullable CanonicalEntry canonical,
    Map<String, ? extends @Nullable Object> extra) {
  /** Copies the lists. */
  public ManifestSource {
    columns = List.copyOf(columns);
    parts = List.copyOf(parts);
    unpivoted = List.copyOf(unpivoted);
  }

  /** Makes one about which nobody has decided anything. */
  public ManifestSource(
      SourceCode code,
      String name,
      TableName table,
      @Nullable String fingerprint,
      long rows,
      @Nullable String rowHash,
      @Nullable String parquetPath,
      @Nullable String parquetSha256,
      List<ManifestColumn> columns,
      List<ManifestPart> parts,
      Map<String, ? extends @Nullable Object> extra) {
    this(
        code,
        name,
        SourceFacts.NONE,
        table,
        fingerprint,
        rows,
        rowHash,
        parquetPath,
        parquetSha256,
        columns,
        parts,
        TableDecisions.NONE,
        List.of(),
        null,
        extra);
  }

  /**
   * Returns what the source is called in the registry: of one of many periods, its name without the
   * period.
   */
  public String registeredName() {
    return isCanonical() ? Titles.withoutPeriod(name) : name;
  }

  /** Tells whether its rows lie among those of other periods. */
  public boolean isCanonical() {
    return canonical != null;
  }

  /** Returns this source with another place among other periods. */
  public ManifestSource with(@Nullable CanonicalEntry place) {
    return new ManifestSource(
        code,
        name,
        facts,
        table,
        fingerprint,
        rows,
        rowHash,
        parquetPath,
        parquetSha256,
        columns,
        parts,
        decisions,
        unpivoted,
        place,
        extra);
  }

  /** Returns this source under another code and in another table. */
  public ManifestSource movedTo(SourceCode other, TableName place) {
    return new ManifestSource(
        other,
        name.equals(code.value()) ? other.value() : name,
        facts,
        place,
        fingerprint,
        rows,
        rowHash,
        parquetPath,
        parquetSha256,
        columns,
        parts,
        decisions,
        unpivoted,
        canonical,
        extra);
  }

  /** Tells whether rows of it are in the database or in an export. */
  public boolean isLoaded() {
    return parquetPath != null || rowHash != null || rows > 0;
  }

  /**
   * Returns the columns it is loaded with, for each sheet once; none where period columns became
   * rows, whose names are made, or where a person says which rows are the header.
   */
  List<LoadedColumns> loadedColumns() {
    boolean decided = decisions.headerRows() != null || decisions.range() != null;
    if (!isLoaded() || !unpivoted.isEmpty() || decided) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    List<List<String>> headers = new ArrayList<>();
    for (ManifestColumn column : columns) {
      boolean made =
          column.header().isEmpty()
              && !names.isEmpty()
              && column.name().startsWith(names.get(names.size() - 1) + "__");
      if (!made && column.keys() != KeyOrigin.SECTION) {
        names.add(column.name());
        headers.add(column.header());
      }
    }
    Map<List<@Nullable String>, LoadedColumns> sheets = new LinkedHashMap<>();
    for (ManifestPart part : parts) {
      sheets.merge(
          Arrays.asList(part.sheet(), part.member()),
          new LoadedColumns(part.sheet(), part.member(), names, headers, part.lastDataRow()),
          (one, other) -> one.lastRow() > other.lastRow() ? one : other);
    }
    return List.copyOf(sheets.values());
  }

  /** Tells whether it is an entry of a person's about a table that is skipped, or not found yet. */
  public boolean isIdle() {
    return decisions.skip()
        || (columns.isEmpty() && parts.isEmpty() && !decisions.isEmpty() && !isLoaded());
  }

  /** Returns the headers of the table as it lies in the file: those that became rows, too. */
  public List<String> headers() {
    List<String> headers = new ArrayList<>();
    columns.stream()
        .map(ManifestColumn::originalName)
        .filter(name -> !name.isEmpty())
        .forEach(headers::add);
    headers.addAll(unpivoted);
    return headers;
  }

  /** Returns the table as it is remembered, to be found again and compared. */
  public TableAnchor anchor() {
    ManifestPart first = parts.isEmpty() ? null : parts.get(0);
    return new TableAnchor(
        code.value(),
        first == null ? decisions.sheet() : first.sheet(),
        name,
        headers(),
        first == null ? List.of() : first.headerRows(),
        first == null ? null : first.firstColumn());
  }

  /** Returns what a person decided, and of the rest what it was loaded with. */
  TableDecisions decidedAs(ManifestSource loaded) {
    if (loaded.columns().isEmpty()) {
      return decisions;
    }
    boolean labelled =
        loaded.columns().stream().anyMatch(column -> column.keys() == KeyOrigin.SECTION);
    List<String> filled =
        loaded.columns().stream()
            .filter(c -> c.keys() == KeyOrigin.MERGES || c.keys() == KeyOrigin.GROUPS)
            .map(ManifestColumn::name)
            .toList();
    return decisions.orElse(labelled ? SectionMode.COLUMNS : SectionMode.DROP, filled);
  }

  /**
   * Returns this source with another title, other facts and columns that say the same as before.
   */
  public ManifestSource described(String title, SourceFacts others, List<ManifestColumn> all) {
    return new ManifestSource(
        code,
        title,
        others,
        table,
        fingerprint,
        rows,
        rowHash,
        parquetPath,
        parquetSha256,
        all,
        parts,
        decisions,
        unpivoted,
        canonical,
        extra);
  }

  /** Returns this source with nothing loaded of it. */
  public ManifestSource unloaded() {
    return new ManifestSource(
        code,
        name,
        facts,
        table,
        fingerprint,
        0,
        null,
        null,
        null,
        columns,
        parts,
        decisions,
        unpivoted,
        canonical,
        extra);
  }

  /** Returns this source without an export, which is not there. */
  public ManifestSource withoutExport() {
    return new ManifestSource(
        code,
        name,
        facts,
        table,
        fingerprint,
        rows,
        rowHash,
        null,
        null,
        columns,
        parts,
        decisions,
        unpivoted,
        canonical,
        extra);
  }

  /** Returns this source as loaded and exported. */
  public ManifestSource exported(long rowCount, String hash, String path, String sha256) {
    return new ManifestSource(
        code,
        name,
        facts,
        table,
        fingerprint,
        rowCount,
        hash,
        path,
        sha256,
        columns,
        parts,
        decisions,
        unpivoted,
        canonical,
        extra);
  }
}
