package org.datawarp.pipeline.extract.marker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.pipeline.extract.Legend;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.TableLayout;
import org.jspecify.annotations.Nullable;

/**
 * The legends of a file: of each sheet from the lines around its tables, and of its notes sheets.
 */
public final class SheetLegends {
  private static final int MAX_LINES = 300;

  private final Map<SpooledSheet, Legend> bySheet = new HashMap<>();
  private final Map<String, Legend> byMember = new HashMap<>();

  /** Reads the legend of a sheet from the rows that are no table's header or data. */
  public void read(SpooledSheet sheet, List<TableLayout> tables) {
    if (sheet.profiles.size() == 0) {
      return;
    }
    Grid grid = Grid.of(sheet);
    List<String> lines = new ArrayList<>();
    for (int entry = 0; entry < grid.size() && lines.size() < MAX_LINES; entry++) {
      long row = grid.row(entry);
      TableLayout around = around(tables, row);
      if (around == null) {
        addTexts(grid.line(entry), lines);
      } else {
        entry = Math.max(entry, grid.entryOf(around.lastData() + 1) - 1);
      }
    }
    Legend legend = LegendParser.parse(lines);
    bySheet.put(sheet, legend);
    if (tables.isEmpty() && !legend.entries().isEmpty()) {
      byMember.merge(String.valueOf(sheet.member), legend, Legend::plus);
    }
  }

  private static @Nullable TableLayout around(List<TableLayout> tables, long row) {
    for (TableLayout table : tables) {
      long top = table.headerRows().isEmpty() ? table.firstData() : table.headerRows().get(0);
      if (row >= top && row <= table.lastData()) {
        return table;
      }
    }
    return null;
  }

  private static void addTexts(Line line, List<String> lines) {
    StringBuilder joined = new StringBuilder();
    for (Cell cell : line.cells()) {
      if (cell.isText()) {
        if (joined.length() > 0) {
          joined.append(line.size() == 2 ? " = " : " ");
        }
        joined.append(cell.text());
      }
    }
    if (joined.length() > 0) {
      lines.add(joined.toString());
    }
  }

  /** Returns the shorthand known on a sheet: its own legend, its file's notes, the fallback. */
  public MarkerLexicon lexicon(SpooledSheet sheet) {
    return MarkerLexicon.fallback()
        .with(byMember.getOrDefault(String.valueOf(sheet.member), Legend.EMPTY))
        .with(bySheet.getOrDefault(sheet, Legend.EMPTY));
  }

  /** Returns what a sheet's own lines and its file's notes say, the sheet's own words first. */
  public Legend of(SpooledSheet sheet) {
    return bySheet
        .getOrDefault(sheet, Legend.EMPTY)
        .plus(byMember.getOrDefault(String.valueOf(sheet.member), Legend.EMPTY));
  }
}
