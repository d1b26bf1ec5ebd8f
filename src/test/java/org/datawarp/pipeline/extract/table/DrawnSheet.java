package org.datawarp.pipeline.extract.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.datawarp.pipeline.extract.SheetFixture;

/**
 * A sheet that is drawn up with the tables it holds, to be found in a workbook with its merges, in
 * one without, and in a CSV, where merged cells are empty or repeated.
 */
final class DrawnSheet {
  /** How a sheet is written. */
  enum Form {
    MERGED,
    UNMERGED,
    CSV,
    CSV_REPEATED
  }

  /** A table that is on the sheet; rows and columns from 1. */
  record Expected(
      List<Integer> header, int first, int last, int firstColumn, int lastColumn, List<String> names) {
    static Expected of(TableLayout table, boolean named) {
      List<LayoutColumn> columns =
          table.columns().stream()
              .filter(c -> c.values() != 0 || !c.header().isEmpty())
              .toList();
      return new Expected(
          table.headerRows(),
          (int) table.firstData(),
          (int) table.lastData(),
          columns.get(0).position() + 1,
          columns.get(columns.size() - 1).position() + 1,
          named ? columns.stream().map(c -> String.join(" / ", c.header())).toList() : List.of());
    }

    private Expected unnamed() {
      return new Expected(header, first, last, firstColumn, lastColumn, List.of());
    }
  }

  private final List<Object[]> rows = new ArrayList<>();
  private final List<int[]> merges = new ArrayList<>();
  private final List<Expected> expected = new ArrayList<>();

  DrawnSheet row(Object... cells) {
    rows.add(cells);
    return this;
  }

  DrawnSheet row(List<?> cells) {
    return row(cells.toArray());
  }

  DrawnSheet blank(int count) {
    for (int i = 0; i < count; i++) {
      rows.add(new Object[0]);
    }
    return this;
  }

  /** Returns the number of the next row. */
  int next() {
    return rows.size() + 1;
  }

  /** Merges cells of the row added last. */
  DrawnSheet across(int firstColumn, int lastColumn) {
    merges.add(new int[] {rows.size(), rows.size(), firstColumn, lastColumn});
    return this;
  }

  DrawnSheet merge(int firstRow, int lastRow, int firstColumn, int lastColumn) {
    merges.add(new int[] {firstRow, lastRow, firstColumn, lastColumn});
    return this;
  }

  DrawnSheet holds(
      List<Integer> header, int first, int last, int firstColumn, int lastColumn, String... names) {
    expected.add(
        new Expected(header, first, last, firstColumn, lastColumn, Arrays.asList(names)));
    return this;
  }

  List<TableLayout> find(Form form, Path folder) {
    boolean csv = form == Form.CSV || form == Form.CSV_REPEATED;
    SheetFixture sheet = csv ? SheetFixture.csv(null) : SheetFixture.sheet("S");
    for (int r = 0; r < rows.size(); r++) {
      Object[] cells = rows.get(r);
      if (form == Form.CSV_REPEATED) {
        cells = repeated(r + 1);
      }
      if (cells.length == 0) {
        sheet.blank(1);
      } else {
        sheet.row(cells);
      }
    }
    if (form == Form.MERGED) {
      merges.forEach(m -> sheet.merge(m[0], m[1], m[2] - 1, m[3] - 1));
    }
    return sheet.layouts(folder);
  }

  private Object[] repeated(int row) {
    Object[] cells = rows.get(row - 1).clone();
    for (int[] merge : merges) {
      if (row < merge[0] || row > merge[1]) {
        continue;
      }
      Object value = rows.get(merge[0] - 1)[merge[2] - 1];
      cells = Arrays.copyOf(cells, Math.max(cells.length, merge[3]));
      for (int c = merge[2]; c <= merge[3]; c++) {
        cells[c - 1] = value;
      }
    }
    return cells;
  }

  /** Checks that the tables are found with their names. */
  void isFound(String what, Form form, Path folder) {
    List<Expected> found = find(form, folder).stream().map(t -> Expected.of(t, true)).toList();
    boolean named = expected.stream().noneMatch(e -> e.names().isEmpty());
    if (!named) {
      found = found.stream().map(Expected::unnamed).toList();
    }
    assertThat(found).as("%s, %s:%n%s", what, form, this).isEqualTo(expected);
  }

  void isFound(String what, Path folder, Form... forms) {
    for (Form form : forms) {
      isFound(what, form, folder);
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < Math.min(rows.size(), 40); r++) {
      text.append(r + 1).append(": ").append(Arrays.toString(rows.get(r))).append('\n');
    }
    return text.toString();
  }
}
