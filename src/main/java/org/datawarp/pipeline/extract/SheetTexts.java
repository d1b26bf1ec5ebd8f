package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.datawarp.model.table.SheetKind;
import org.datawarp.pipeline.extract.SheetText.TextLine;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.LayoutColumn;
import org.datawarp.pipeline.extract.table.TableLayout;
import org.jspecify.annotations.Nullable;

/** Collects the words of a sheet around its tables. */
final class SheetTexts {
  private static final int MAX_DICTIONARY_ROWS = 2_000;
  private static final int MAX_CELLS = 12;
  private static final Pattern TERM =
      Pattern.compile(
          "(?:field|column|variable|item|measure|indicator|heading|header|data item|data element"
              + "|term|attribute)s?(?: ?names?| ?headings?| ?titles?)?|name|term");
  private static final Pattern MEANING =
      Pattern.compile("\\b(?:descriptions?|definitions?|meanings?|explanations?)\\b");

  private SheetTexts() {}

  static SheetText of(SpooledSheet sheet, SheetKind kind, List<TableLayout> tables) {
    List<TextLine> lines = new ArrayList<>();
    if (sheet.profiles.size() > 0) {
      Grid grid = Grid.of(sheet);
      for (int entry = 0; entry < grid.size() && lines.size() < SheetText.MAX_LINES; entry++) {
        TableLayout around = around(tables, grid.row(entry));
        if (around == null || isDictionary(around)) {
          add(grid.line(entry), lines);
        } else {
          entry = Math.max(entry, grid.entryOf(around.lastData() + 1) - 1);
        }
      }
    }
    return new SheetText(sheet.name, sheet.member, kind, lines);
  }

  /** A table that explains names has a column of them and one of descriptions. */
  private static boolean isDictionary(TableLayout table) {
    if (table.lastData() - table.firstData() > MAX_DICTIONARY_ROWS
        || table.columns().size() > MAX_CELLS) {
      return false;
    }
    List<String> headers =
        table.columns().stream()
            .map(LayoutColumn::header)
            .map(levels -> levels.isEmpty() ? "" : levels.get(levels.size() - 1))
            .map(text -> text.strip().toLowerCase(Locale.ROOT))
            .toList();
    return headers.stream().anyMatch(text -> TERM.matcher(text).matches())
        && headers.stream().anyMatch(text -> MEANING.matcher(text).find());
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

  private static void add(Line line, List<TextLine> lines) {
    List<Integer> columns = new ArrayList<>();
    List<String> cells = new ArrayList<>();
    for (Cell cell : line.cells()) {
      if (!cell.text().isEmpty() && cells.size() < MAX_CELLS) {
        String text = cell.text();
        columns.add(cell.column());
        cells.add(
            text.length() > SheetText.MAX_TEXT ? text.substring(0, SheetText.MAX_TEXT) : text);
      }
    }
    if (!cells.isEmpty()) {
      lines.add(new TextLine(line.row(), columns, cells));
    }
  }
}
