package org.datawarp.pipeline.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.parquet.FileColumns;
import org.datawarp.pipeline.export.parquet.ParquetWriter;
import org.jspecify.annotations.Nullable;

/** The index of current Parquet files, {@code catalog.parquet}. */
public final class Catalog {
  /** Columns that every catalogue has had. */
  private static final Set<String> MARKS = Set.of("source", "path", "sha256");

  private static final List<StoredColumn> COLUMNS =
      List.of(
          StoredColumn.of("source", ColumnType.TEXT),
          StoredColumn.of("title", ColumnType.TEXT),
          StoredColumn.of("description", ColumnType.TEXT),
          StoredColumn.of("rows", ColumnType.BIGINT),
          StoredColumn.of("columns", ColumnType.BIGINT),
          StoredColumn.of("size", ColumnType.BIGINT),
          StoredColumn.of("min_period", ColumnType.TEXT),
          StoredColumn.of("max_period", ColumnType.TEXT),
          StoredColumn.of("first_day", ColumnType.DATE),
          StoredColumn.of("last_day", ColumnType.DATE),
          StoredColumn.of("path", ColumnType.TEXT),
          StoredColumn.of("sha256", ColumnType.TEXT),
          StoredColumn.of("row_hash", ColumnType.TEXT),
          StoredColumn.of("licence", ColumnType.TEXT),
          StoredColumn.of("attribution", ColumnType.TEXT),
          StoredColumn.of("publication_date", ColumnType.DATE),
          StoredColumn.of("url", ColumnType.TEXT));

  private Catalog() {}

  /**
   * Reads a catalogue, in its order. Columns it lacks, as one of an older program may, read as
   * empty.
   *
   * @throws org.datawarp.model.error.StorageException if the file cannot be read or is damaged
   */
  public static List<CatalogEntry> read(Path file) {
    Map<String, Integer> places = new HashMap<>();
    List<StoredColumn> columns = ParquetRows.columns(file);
    for (int i = 0; i < columns.size(); i++) {
      places.put(columns.get(i).name(), i);
    }
    List<CatalogEntry> entries = new ArrayList<>();
    try (RowCursor rows = ParquetRows.open(file)) {
      Line line = new Line(rows, places);
      while (rows.next()) {
        entries.add(line.entry());
      }
    }
    return entries;
  }

  /** Tells whether a file is a catalogue, of this program or an older one. */
  public static boolean isCatalog(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      Set<String> names =
          ParquetRows.columns(file).stream().map(StoredColumn::name).collect(Collectors.toSet());
      return names.containsAll(MARKS)
          && ParquetRows.metadata(file).containsKey(FileColumns.TYPES_KEY);
    } catch (StorageException e) {
      return false; // damaged, or something else
    }
  }

  /**
   * Writes a catalogue, sorted by source and path, and forces it to disk. The caller renames it
   * into place. Equal entries give equal bytes.
   *
   * @param target the file to write; it must not exist yet
   * @throws org.datawarp.model.error.StorageException if the file cannot be written; nothing is
   *     left then
   */
  public static void write(Path target, List<CatalogEntry> entries) {
    List<List<@Nullable Object>> lines = new ArrayList<>();
    entries.stream()
        .sorted(Comparator.comparing(CatalogEntry::source).thenComparing(CatalogEntry::path))
        .forEach(entry -> lines.add(line(entry)));
    try (HashedFile file = HashedFile.create(target);
        ParquetWriter writer = ParquetWriter.open(file, COLUMNS, null);
        RowCursor rows = new ListRows(COLUMNS, lines)) {
      while (rows.next()) {
        writer.add(rows);
      }
      writer.finish(FileColumns.metadata(COLUMNS));
      file.finish();
    } catch (IOException e) {
      throw HashedFile.unwritable(target, e);
    }
  }

  private static List<@Nullable Object> line(CatalogEntry entry) {
    return Arrays.asList(
        entry.source(),
        entry.title(),
        entry.description(),
        Long.valueOf(entry.rowCount()),
        Long.valueOf(entry.columnCount()),
        Long.valueOf(entry.sizeBytes()),
        entry.minPeriod(),
        entry.maxPeriod(),
        entry.firstDay(),
        entry.lastDay(),
        entry.path(),
        entry.sha256(),
        entry.rowHash(),
        entry.licence(),
        entry.attribution(),
        entry.publicationDate(),
        entry.url());
  }

  /** The current line, by the names of its columns. */
  private record Line(RowCursor rows, Map<String, Integer> places) {
    CatalogEntry entry() {
      return new CatalogEntry(
          text("source"),
          text("title"),
          text("description"),
          number("rows"),
          (int) number("columns"),
          number("size"),
          textOrNull("min_period"),
          textOrNull("max_period"),
          day("first_day"),
          day("last_day"),
          text("path"),
          text("sha256"),
          text("row_hash"),
          text("licence"),
          text("attribution"),
          day("publication_date"),
          text("url"));
    }

    private String text(String name) {
      String text = textOrNull(name);
      return text == null ? "" : text;
    }

    private @Nullable String textOrNull(String name) {
      int column = place(name);
      return column < 0 || rows.type(column) != ColumnType.TEXT
          ? null
          : new String(
              rows.bytes(column), rows.offset(column), rows.length(column), StandardCharsets.UTF_8);
    }

    private long number(String name) {
      int column = place(name);
      return column < 0 || rows.type(column) == ColumnType.TEXT ? 0 : rows.longValue(column);
    }

    private @Nullable LocalDate day(String name) {
      int column = place(name);
      return column < 0 || rows.type(column) != ColumnType.DATE
          ? null
          : LocalDate.ofEpochDay(rows.longValue(column));
    }

    /** Returns where the value is, or -1 if there is none. */
    private int place(String name) {
      Integer column = places.get(name);
      return column == null || rows.isNull(column) ? -1 : column;
    }
  }
}
