package org.datawarp.workflow.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.export.ValueText;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.repository.LoadedFileRepository.LoadedFile;
import org.datawarp.workflow.trace.TracedRow.Origin;
import org.datawarp.workflow.trace.TracedRow.TracedValue;
import org.datawarp.workflow.trace.TracedRow.Verdict;
import org.jspecify.annotations.Nullable;

/** Values of one table of a file, read again: where each stands, what it holds, what it gives. */
final class Rereading {
  private final Extraction extraction;
  private final SourceTable table;
  private final SourcePart part;
  private final Map<String, Integer> indexes = new HashMap<>();
  private final Map<String, List<List<Object>>> keys;
  private final Map<Place, Map<String, String>> rows = new HashMap<>();

  /**
   * A row of a table.
   *
   * @param row the sheet's row
   * @param sourceColumn the letters of the sheet's column, where period columns became rows
   */
  record Place(long row, @Nullable String sourceColumn) {}

  private Rereading(Extraction extraction, SourceTable table, SourcePart part) {
    this.extraction = extraction;
    this.table = table;
    this.part = part;
    this.keys = part.keyOrigins();
    for (int i = 0; i < table.columns().size(); i++) {
      indexes.put(table.columns().get(i).name(), i);
    }
  }

  /** Finds the table that rows were loaded from; empty where the file has no such table now. */
  static Optional<Rereading> find(Extraction extraction, LoadedFile file) {
    for (SourceTable table : extraction.sources()) {
      for (SourcePart part : table.parts()) {
        DetectedTable place = part.table();
        if (Objects.equals(place.sheet(), file.sheet())
            && Objects.equals(place.member(), file.member())
            && place.number() == file.tableNumber()) {
          return Optional.of(new Rereading(extraction, table, part));
        }
      }
    }
    return Optional.empty();
  }

  /** Reads the rows at some places; to be called once, before {@link #value}. */
  void read(List<Place> places) {
    try (RowCursor cursor = part.open()) {
      int missing = (int) places.stream().distinct().count();
      while (missing > 0 && cursor.next()) {
        Place place = new Place(cursor.rowNumber(), cursor.sourceColumn());
        if (places.contains(place)) {
          rows.put(place, values(cursor));
          missing--;
        }
      }
    }
  }

  private Map<String, String> values(RowCursor cursor) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < table.columns().size(); i++) {
      if (!cursor.isNull(i)) {
        values.put(table.columns().get(i).name(), ValueText.of(cursor, i));
      }
    }
    return values;
  }

  /**
   * Tells of a value where it stands and what it gives now.
   *
   * @param column a column of the table
   * @param value what is in the database; null for none
   */
  TracedValue value(Place place, String column, @Nullable String value) {
    Map<String, String> row = rows.get(place);
    Integer index = indexes.get(column);
    if (row == null || index == null) {
      // A column that a later file no longer has is empty in its rows.
      Verdict verdict = row != null && value == null ? Verdict.SAME : Verdict.NOT_READ;
      return new TracedValue(column, Origin.UNKNOWN, null, null, value, null, verdict);
    }
    Found found = find(place, column, index);
    String reread = row.get(column);
    return new TracedValue(
        column,
        found.origin(),
        found.cell(),
        found.raw(),
        value,
        reread,
        Objects.equals(value, reread) ? Verdict.SAME : Verdict.DIFFERS);
  }

  /** Where a value stands, and what is written there. */
  private record Found(Origin origin, @Nullable String cell, @Nullable String raw) {}

  private Found find(Place place, String column, int index) {
    String key = keyCell(column, place.row());
    if (key != null) {
      return new Found(Origin.KEY, key, text(row(key), position(key)));
    }
    List<Integer> positions = part.positions(place.sourceColumn());
    int position = index < positions.size() ? positions.get(index) : -1;
    if (position >= 0) {
      return new Found(
          Origin.CELL, DetectedTable.letters(position) + place.row(), text(place.row(), position));
    }
    if (isOfHeader(index, place)) {
      return header(String.valueOf(place.sourceColumn()));
    }
    return column.startsWith(SourceTable.MEMBER)
        ? new Found(Origin.MEMBER, null, part.table().member())
        : new Found(Origin.UNKNOWN, null, null);
  }

  /** The periods of columns that became rows are made columns without a header of their own. */
  private boolean isOfHeader(int index, Place place) {
    TableColumn column = table.columns().get(index);
    return place.sourceColumn() != null
        && column.header().isEmpty()
        && !column.name().startsWith(SourceTable.MEMBER);
  }

  private Found header(String letters) {
    List<String> cells = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int row : part.table().headerRows()) {
      String text = text(row, position(letters));
      if (text != null) {
        cells.add(letters + row);
        texts.add(text);
      }
    }
    return new Found(
        Origin.HEADER,
        cells.isEmpty() ? null : String.join(" ", cells),
        texts.isEmpty() ? null : String.join(" / ", texts));
  }

  private @Nullable String keyCell(String column, long row) {
    for (List<Object> stretch : keys.getOrDefault(column, List.of())) {
      if (stretch.get(1) instanceof Number first
          && stretch.get(2) instanceof Number last
          && first.longValue() <= row
          && row <= last.longValue()) {
        return String.valueOf(stretch.get(0));
      }
    }
    return null;
  }

  private @Nullable String text(long row, int position) {
    return extraction
        .cellText(part.table().sheet(), part.table().member(), row, position)
        .orElse(null);
  }

  /** Returns the row of a cell such as {@code F18}. */
  private static long row(String cell) {
    int at = 0;
    while (at < cell.length() && !Character.isDigit(cell.charAt(at))) {
      at++;
    }
    return Long.parseLong(cell.substring(at));
  }

  /** Returns the column, from 0, of a cell such as {@code F18} or of letters alone. */
  private static int position(String cell) {
    int position = 0;
    for (int i = 0; i < cell.length() && Character.isLetter(cell.charAt(i)); i++) {
      position = position * 26 + cell.charAt(i) - 'A' + 1;
    }
    return position - 1;
  }
}
