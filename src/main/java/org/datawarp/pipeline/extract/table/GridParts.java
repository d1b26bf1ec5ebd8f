package org.datawarp.pipeline.extract.table;

import java.util.HashMap;
import java.util.Map;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.extract.cell.Grid;
import org.datawarp.pipeline.extract.cell.TextNumbers;
import org.datawarp.pipeline.extract.spool.SpooledSheet;
import org.datawarp.pipeline.extract.table.ColumnPicker.Run;

/**
 * The ranges of columns a sheet is split into, each made once: making one reads the whole sheet,
 * and tables that stand in rows and columns ask for the same ones again and again.
 */
final class GridParts {
  private static final int MOST_ENTRIES = 10_000_000;
  private static final int LEAST_PARTS = 8;
  private static final int MOST_PARTS = 400;

  private final SpooledSheet sheet;
  private final TextNumbers texts;
  private final Map<Run, Grid> parts = new HashMap<>();

  GridParts(SpooledSheet sheet, TextNumbers texts) {
    this.sheet = sheet;
    this.texts = texts;
  }

  /**
   * Returns the part between two columns, both included.
   *
   * @throws SourceUnreadableException if the sheet falls into more parts than any table does
   */
  Grid of(int firstColumn, int lastColumn) {
    Run run = new Run(firstColumn, lastColumn);
    Grid part = parts.get(run);
    if (part == null) {
      int most = MOST_ENTRIES / Math.max(1, sheet.profiles.size());
      if (parts.size() >= Math.max(LEAST_PARTS, Math.min(MOST_PARTS, most))) {
        throw new SourceUnreadableException(
            "sheet " + sheet.label() + " has too many tables side by side",
            "leave the sheet out, or set the range of its table");
      }
      part = Grid.of(sheet, texts, firstColumn, lastColumn);
      parts.put(run, part);
    }
    return part;
  }
}
