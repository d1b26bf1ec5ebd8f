package org.datawarp.pipeline.extract.cell;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.RowProfiles;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.spool.SpooledSheet;

/**
 * A sheet, or a range of its columns, as rows that hold a value: entry 0 is the first such row.
 * Only the shapes are in memory; cells are read from the spool, a few rows at a time, when asked
 * for.
 */
public final class Grid {
  private static final int WINDOW = 64;
  private static final int MAX_CACHED = 4_096;
  private static final int ENOUGH = 2;

  private final SpooledSheet sheet;
  private final int firstColumn;
  private final int lastColumn;
  private final boolean whole;
  private final int[] entries;
  private final TextNumbers texts;
  private final Map<Integer, Line> cache = new LinkedHashMap<>();

  private Grid(
      SpooledSheet sheet,
      int firstColumn,
      int lastColumn,
      boolean whole,
      int[] entries,
      TextNumbers texts) {
    this.sheet = sheet;
    this.texts = texts;
    this.firstColumn = firstColumn;
    this.lastColumn = lastColumn;
    this.whole = whole;
    this.entries = entries;
  }

  /** Returns the grid of a whole sheet. */
  public static Grid of(SpooledSheet sheet) {
    return of(sheet, TextNumbers.NONE);
  }

  /**
   * Returns the grid of a whole sheet.
   *
   * @param texts how numbers that are stored as texts are seen
   */
  public static Grid of(SpooledSheet sheet, TextNumbers texts) {
    return new Grid(sheet, 0, Math.max(sheet.profiles.maxColumn(), 0), true, new int[0], texts);
  }

  /** Returns the part of a sheet between two columns, both included. */
  public static Grid of(SpooledSheet sheet, int firstColumn, int lastColumn) {
    return of(sheet, TextNumbers.NONE, firstColumn, lastColumn);
  }

  /** Returns such a part, numbers that are stored as texts seen as in the whole. */
  public static Grid of(SpooledSheet sheet, TextNumbers texts, int firstColumn, int lastColumn) {
    RowProfiles profiles = sheet.profiles;
    int[] entries = new int[profiles.size()];
    int count = 0;
    for (int i = 0; i < profiles.size(); i++) {
      if (profiles.last(i) >= firstColumn && profiles.first(i) <= lastColumn) {
        entries[count++] = i;
      }
    }
    Grid wide = new Grid(sheet, firstColumn, lastColumn, false, entries, texts);
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (wide.line(i).size() > 0) {
        entries[kept++] = entries[i];
      }
    }
    return new Grid(sheet, firstColumn, lastColumn, false, Arrays.copyOf(entries, kept), texts);
  }

  /** Returns how numbers that are stored as texts are seen. */
  public TextNumbers texts() {
    return texts;
  }

  public SpooledSheet sheet() {
    return sheet;
  }

  public int firstColumn() {
    return firstColumn;
  }

  public int lastColumn() {
    return lastColumn;
  }

  /** Tells whether the grid is its whole sheet, rather than a range of its columns. */
  public boolean isWhole() {
    return whole;
  }

  /** Returns the number of entries. */
  public int size() {
    return whole ? sheet.profiles.size() : entries.length;
  }

  private int profile(int entry) {
    return whole ? entry : entries[entry];
  }

  /** Returns the 1-based row of an entry. */
  public long row(int entry) {
    return sheet.profiles.row(profile(entry));
  }

  /** Returns the number of blank rows before an entry; for the first one, those above it. */
  public long blankBefore(int entry) {
    return entry == 0 ? row(0) - 1 : row(entry) - row(entry - 1) - 1;
  }

  /** Tells whether rows between an entry and the one before it were not remembered. */
  public boolean afterHole(int entry) {
    return profile(entry) == sheet.profiles.hole();
  }

  /** Returns the number of values in an entry. */
  public int values(int entry) {
    return whole ? sheet.profiles.values(entry) : line(entry).size();
  }

  /**
   * Returns the number of typed values in an entry: numbers, dates, times, booleans. Of a CSV with
   * written numbers it is exact up to {@value #ENOUGH}: rows of data are not read for more.
   */
  public int numbers(int entry) {
    if (whole) {
      int numbers = sheet.profiles.numbers(entry);
      if (texts == TextNumbers.NONE || (texts == TextNumbers.WRITTEN && numbers >= ENOUGH)) {
        return numbers;
      }
    }
    return (int) line(entry).cells().stream().filter(Cell::isTyped).count();
  }

  /** Returns a hash of an entry's values; equal rows have equal ones. */
  public int hash(int entry) {
    return sheet.profiles.hash(profile(entry));
  }

  /** Returns the first entry at or after a row; {@link #size} when there is none. */
  public int entryOf(long row) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (row(middle) < row) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns the cells of an entry. */
  public Line line(int entry) {
    int wanted = profile(entry);
    Line line = cache.get(wanted);
    if (line == null) {
      if (cache.size() > MAX_CACHED) {
        cache.clear();
      }
      load(wanted);
      line = cache.get(wanted);
      if (line == null) {
        throw new IllegalStateException("row " + sheet.profiles.row(wanted) + " is not spooled");
      }
    }
    return line;
  }

  private void load(int wanted) {
    RowProfiles profiles = sheet.profiles;
    int from = Math.max(0, wanted - WINDOW / 4);
    int hole = profiles.hole();
    if (wanted >= hole) {
      from = Math.max(from, hole);
    }
    int to = Math.min(profiles.size() - 1, from + WINDOW);
    if (wanted < hole) {
      to = Math.min(to, hole - 1);
    }
    SpoolReader reader = sheet.open(profiles.row(from), profiles.row(to));
    while (reader.nextRow()) {
      int entry = profiles.indexOf(reader.row());
      if (entry < profiles.size() && profiles.row(entry) == reader.row()) {
        cache.put(entry, texts.see(read(reader, firstColumn, lastColumn)));
      }
    }
  }

  /** Reads the cells of a reader's row between two columns, both included. */
  public static Line read(SpoolReader reader, int firstColumn, int lastColumn) {
    List<Cell> cells = new ArrayList<>();
    List<Cell> styled = new ArrayList<>();
    while (reader.nextCell()) {
      int column = reader.column();
      if (column < firstColumn || column > lastColumn) {
        continue;
      }
      CellKind kind = reader.kind();
      String raw =
          kind == CellKind.TEXT || kind == CellKind.ERROR
              ? new String(reader.bytes(), reader.offset(), reader.length(), StandardCharsets.UTF_8)
              : "";
      Cell cell = Cell.of(column, kind, reader.style(), raw, reader.value(), reader.scale());
      (cell.isBlank() ? styled : cells).add(cell);
    }
    return new Line(reader.row(), reader.hidden(), Units.marked(cells), styled);
  }
}
