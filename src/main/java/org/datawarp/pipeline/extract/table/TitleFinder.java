package org.datawarp.pipeline.extract.table;

import java.util.Locale;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.Line;

/** Finds a table's title: what is written above its header. */
final class TitleFinder {
  private static final int MAX_LENGTH = 300;
  private static final Pattern NAVIGATION =
      Pattern.compile(
          "(?:back|return|go) to .*|(?:table of )?contents(?: page)?|home|index|menu|top"
              + "|this (?:work)?sheet contains .*|.{1,3}",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private TitleFinder() {}

  /**
   * Returns the title; empty when there is none.
   *
   * @param from the first entry that can belong to the table
   * @param top the entry of the header's first level, or of the first row of data
   */
  static String find(Grid grid, int from, int top) {
    return find(grid, from, top, 2);
  }

  /** Returns the title at the head of a sheet: a line of its own, not the header of a table. */
  static String findAtHead(Grid grid, int top) {
    return find(grid, 0, top, 1);
  }

  private static String find(Grid grid, int from, int top, int widest) {
    String last = "";
    String bold = "";
    String labelled = "";
    boolean first = from == 0;
    String opening = "";
    for (int entry = from; entry < top; entry++) {
      Line line = grid.line(entry);
      if (line.size() == 0) {
        continue;
      }
      Cell cell = line.first();
      if (!cell.isCaption()) {
        continue;
      }
      String text = CellShape.collapse(cell.text());
      if (text.toLowerCase(Locale.ROOT).matches("title:?") && line.size() > 1) {
        labelled = CellShape.collapse(line.cells().get(1).text());
      }
      if (text.endsWith(":")
          || (line.size() > widest && !line.isOneText())
          || NAVIGATION.matcher(text).matches()) {
        continue;
      }
      if (CellShape.isFooter(text)) {
        continue;
      }
      if (opening.isEmpty() && text.length() <= MAX_LENGTH) {
        opening = text;
      }
      if (cell.isBold() && isAlone(line)) {
        bold = bold.isEmpty() || !first ? text : bold;
      }
      if (isAlone(line)) {
        last = text;
      }
    }
    String title = opening;
    if (!labelled.isEmpty()) {
      title = labelled;
    } else if (!bold.isEmpty()) {
      title = bold;
    } else if (!first && !last.isEmpty()) {
      title = last;
    }
    return title.length() > MAX_LENGTH ? title.substring(0, MAX_LENGTH) : title;
  }

  private static boolean isAlone(Line line) {
    return line.size() == 1 || line.isOneText();
  }
}
