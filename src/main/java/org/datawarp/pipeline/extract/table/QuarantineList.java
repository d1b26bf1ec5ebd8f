package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.pipeline.extract.QuarantinedCell;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.extract.cell.CellConverter;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.extract.spool.SpoolReader;
import org.datawarp.pipeline.extract.spool.SpooledSheet;

/** Collects the cells that a cursor puts aside, up to a limit. */
public final class QuarantineList implements QuarantineListener {
  private final SpooledSheet sheet;
  private final List<String> names;
  private final List<QuarantinedCell> cells = new ArrayList<>();
  private final CellConverter converter = new CellConverter();

  /**
   * Starts a list.
   *
   * @param names of the cursor's columns
   */
  public QuarantineList(SpooledSheet sheet, List<String> names) {
    this.sheet = sheet;
    this.names = names;
  }

  public boolean isFull() {
    return cells.size() >= SourcePart.MAX_QUARANTINED;
  }

  public List<QuarantinedCell> cells() {
    return List.copyOf(cells);
  }

  @Override
  public void putAside(SpoolReader cell, int slot, ColumnType type) {
    if (isFull()) {
      return;
    }
    String raw = converter.asText(cell);
    cells.add(
        new QuarantinedCell(
            sheet.name,
            sheet.member,
            DetectedTable.letters(cell.column()) + cell.row(),
            cell.row(),
            names.get(slot),
            raw.length() > QuarantinedCell.MAX_RAW
                ? raw.substring(0, QuarantinedCell.MAX_RAW)
                : raw,
            what(cell.kind()) + " in a column of type " + type.text()));
  }

  private static String what(CellKind kind) {
    return switch (kind) {
      case TEXT -> "a text";
      case NUMBER, BIG_NUMBER -> "a number";
      case DATE -> "a date";
      case TIMESTAMP -> "a date with a time";
      case TIME -> "a time";
      case TRUE, FALSE -> "a truth value";
      case ERROR -> "an error value";
      case BLANK -> "nothing";
    };
  }
}
