package org.datawarp.pipeline.extract.account;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.datawarp.model.table.CellRange;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.SheetKind;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.model.table.UnclaimedCells.Place;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.datawarp.pipeline.extract.table.RowRoles;
import org.datawarp.pipeline.extract.table.TableLayout;
import org.jspecify.annotations.Nullable;

/**
 * Accounts for every cell of one sheet. A cell belongs to a table, or to something with a name;
 * what is left is unclaimed: two numbers or more on a row that no table holds, unless each stands
 * behind a name that ends with a colon, and the words on that row, or a number alone without a word
 * beside it.
 *
 * <p>Rows of tables with nothing beside them are not read again.
 */
public final class SheetAccount {
  private static final int MOST_RANGES = 1_000;
  private static final int LEAST_NUMBERS = 2;

  private final SpooledSheet sheet;
  private final List<FoundTable> tables;
  private final Claim outside;
  private final List<FoundTable> near = new ArrayList<>();
  private final long firstEnd;
  private final long lastBegin;
  private int begun;

  private SheetAccount(SpooledSheet sheet, List<FoundTable> tables, Claim outside) {
    this.sheet = sheet;
    this.tables =
        tables.stream()
            .sorted(Comparator.comparingLong(table -> table.layout().extent().firstRow()))
            .toList();
    this.outside = outside;
    this.firstEnd =
        tables.stream().mapToLong(table -> table.layout().extent().lastRow()).min().orElse(0);
    this.lastBegin =
        tables.stream().mapToLong(table -> table.layout().extent().firstRow()).max().orElse(0);
  }

  /**
   * Prepares the account of a sheet.
   *
   * @param tables those found on it
   * @param kind what it was taken for
   * @param skipped whether a person has set it to be left out
   */
  public static SheetAccount of(
      SpooledSheet sheet, List<FoundTable> tables, SheetKind kind, boolean skipped) {
    Claim outside =
        switch (kind) {
          case CONTENTS -> Claim.CONTENTS;
          case COVER -> Claim.COVER;
          case NOTES -> Claim.NOTES;
          case DATA, CHART, EMPTY -> Claim.TEXT;
        };
    return new SheetAccount(sheet, tables, skipped ? Claim.SKIPPED : outside);
  }

  /** Returns what no table and nothing with a name holds, top to bottom. */
  public List<UnclaimedCells> unclaimed() {
    if (outside == Claim.SKIPPED || sheet.profiles.size() == 0) {
      return List.of();
    }
    Ranges ranges = new Ranges();
    long from = 1;
    for (FoundTable table : tables) {
      if (isCleared(table)) {
        CellRange extent = table.layout().extent();
        read(from, table.layout().firstData() - 1, ranges);
        from = Math.max(from, extent.lastRow() + 1);
      }
    }
    read(from, Long.MAX_VALUE, ranges);
    return ranges.all();
  }

  /** Tells whether no cell of a table's rows of data lies outside of it. */
  private static boolean isCleared(FoundTable table) {
    return table.scan().outside() == 0
        && table.scan().roles().size() == 0
        && table.layout().lastData() >= table.layout().firstData();
  }

  private void read(long first, long last, Ranges ranges) {
    if (first > last) {
      return;
    }
    SpoolReader reader = sheet.open(first, last);
    while (reader.nextRow()) {
      Line line = Grid.read(reader, 0, Integer.MAX_VALUE);
      if (line.size() > 0) {
        ranges.add(line, claims(line));
      }
    }
  }

  /** Returns what each cell of a line belongs to, one for each; lines are asked for downwards. */
  public List<Claim> claims(Line line) {
    List<Claim> claims = new ArrayList<>(line.size());
    int numbers = 0;
    int words = 0;
    int dates = 0;
    List<FoundTable> near = near(line.row());
    for (Cell cell : line.cells()) {
      Claim claim = outside == Claim.SKIPPED ? Claim.SKIPPED : claim(near, line.row(), cell);
      claims.add(claim);
      if (claim == Claim.UNCLAIMED) {
        numbers += isNumber(cell) ? 1 : 0;
        words += isNumber(cell) ? 0 : 1;
        dates += cell.kind().isDate() || CellShape.isYear(cell.text()) ? 1 : 0;
      }
    }
    // A date or year alone is the line that says when.
    boolean alone = numbers == 1 && words == 0 && dates == 0;
    boolean left = (numbers >= LEAST_NUMBERS && !areFacts(line)) || alone;
    if (!left) {
      claims.replaceAll(claim -> claim == Claim.UNCLAIMED ? outside : claim);
      for (int i = 0; i < line.size(); i++) {
        if (claims.get(i) == Claim.TEXT && isNumber(line.cells().get(i))) {
          claims.set(i, Claim.PARAMETER);
        }
      }
    }
    return claims;
  }

  /** Tells whether each number of a row stands behind its name: {@code No: 4471 | Year: 2011}. */
  private static boolean areFacts(Line line) {
    Cell before = null;
    for (Cell cell : line.cells()) {
      if (isNumber(cell) && (before == null || !before.text().endsWith(":"))) {
        return false;
      }
      before = cell;
    }
    return true;
  }

  /** Returns the tables a row touches; rows are asked for top to bottom. */
  private List<FoundTable> near(long row) {
    while (begun < tables.size() && tables.get(begun).layout().extent().firstRow() <= row) {
      near.add(tables.get(begun++));
    }
    near.removeIf(table -> table.layout().extent().lastRow() < row);
    return near;
  }

  private static Claim claim(List<FoundTable> near, long row, Cell cell) {
    for (FoundTable table : near) {
      Claim claim = claim(table, row, cell.column());
      if (claim != null) {
        return claim;
      }
    }
    boolean inLeftOut = near.stream().anyMatch(table -> isLeftOut(table, row));
    return inLeftOut && !isNumber(cell) ? Claim.ROW_LEFT_OUT : Claim.UNCLAIMED;
  }

  private static boolean isLeftOut(FoundTable table, long row) {
    RowRoles roles = table.scan().roles();
    int index = roles.indexFrom(row);
    return index < roles.size() && roles.row(index) == row;
  }

  private static @Nullable Claim claim(FoundTable table, long row, int column) {
    TableLayout layout = table.layout();
    boolean beside = column < layout.firstColumn() || column > layout.lastColumn();
    if (layout.headerRows().contains((int) row)) {
      return beside ? aside(layout, column) : Claim.HEADER;
    }
    if (row < layout.firstData()) {
      return isFirstLabel(table, row) ? Claim.ROW_LEFT_OUT : null;
    }
    if (!beside && isLeftOut(table, row)) {
      return Claim.ROW_LEFT_OUT;
    }
    return layout.indexOf(column) >= 0 ? Claim.DATA : aside(layout, column);
  }

  /** Tells whether a row above the first row of data is the label of its section. */
  private static boolean isFirstLabel(FoundTable table, long row) {
    return table.keys().labels().stream()
        .takeWhile(label -> label.row() < table.layout().firstData())
        .anyMatch(label -> label.row() == row);
  }

  private static @Nullable Claim aside(TableLayout layout, int column) {
    return layout.aside().contains(column) ? Claim.HELPER_COLUMN : null;
  }

  static boolean isNumber(Cell cell) {
    return cell.isTyped() || (cell.isText() && CellShape.isNumeral(cell.text()));
  }

  private Place place(long row) {
    if (tables.isEmpty()) {
      return Place.ALONE;
    }
    if (!near(row).isEmpty()) {
      return Place.BESIDE;
    }
    boolean above = firstEnd < row;
    boolean below = lastBegin > row;
    return above && below ? Place.BETWEEN : above ? Place.BELOW : Place.ABOVE;
  }

  /** Joins unclaimed cells of neighbouring rows. */
  private final class Ranges {
    private final List<UnclaimedCells> closed = new ArrayList<>();
    private @Nullable Place place;
    private long firstRow;
    private long lastRow;
    private int firstColumn;
    private int lastColumn;
    private long cells;
    private long numbers;
    private long rows;

    void add(Line line, List<Claim> claims) {
      int left = -1;
      int right = -1;
      int count = 0;
      int typed = 0;
      for (int i = 0; i < claims.size(); i++) {
        if (claims.get(i) == Claim.UNCLAIMED) {
          Cell cell = line.cells().get(i);
          left = left < 0 ? cell.column() : left;
          right = cell.column();
          count++;
          typed += isNumber(cell) ? 1 : 0;
        }
      }
      if (count == 0) {
        return;
      }
      Place here = place(line.row());
      boolean joins = here == place && line.row() <= lastRow + 2;
      if (!joins && closed.size() < MOST_RANGES) {
        close();
        place = here;
        firstRow = line.row();
        firstColumn = left;
        lastColumn = right;
      }
      lastRow = line.row();
      firstColumn = Math.min(firstColumn, left);
      lastColumn = Math.max(lastColumn, right);
      cells += count;
      numbers += typed;
      rows += typed >= LEAST_NUMBERS ? 1 : 0;
    }

    private void close() {
      Place open = place;
      if (open != null) {
        String range =
            DetectedTable.letters(firstColumn)
                + firstRow
                + ":"
                + DetectedTable.letters(lastColumn)
                + lastRow;
        closed.add(new UnclaimedCells(sheet.name, sheet.member, open, range, cells, numbers, rows));
      }
      place = null;
      cells = 0;
      numbers = 0;
      rows = 0;
    }

    List<UnclaimedCells> all() {
      close();
      return List.copyOf(closed);
    }
  }
}
