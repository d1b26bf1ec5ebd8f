package org.datawarp.pipeline.extract.header;

import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.table.BodyKinds;

/** Tells whether a row with one caption that is not merged belongs to the header below it. */
final class LoneCaption {
  /** One caption over a row that is longer than this is a line of text. */
  private static final int LONGEST_ALONE = 100;

  private static final Pattern UNIT =
      Pattern.compile(
          "(?:£|\\$|€)?\\s?(?:thousands?|millions?|billions?|000s?|m|bn)"
              + "|numbers?|per ?cent|percentages?|persons|%|index.{0,12}",
          Pattern.CASE_INSENSITIVE);

  private final BodyKinds kinds;
  private final boolean csv;

  LoneCaption(BodyKinds kinds, boolean csv) {
    this.kinds = kinds;
    this.csv = csv;
  }

  /**
   * Tells whether one caption that is not merged is a level: it stands inside the table over
   * captions that are bold as it is; at the table's right edge it would be the unit of the whole,
   * and in plain letters a line of text. A fill is no sign, since banners have one too. A CSV has
   * no dress: what stands over a number is a caption.
   */
  boolean isLevel(Cell cell, Line lower) {
    if (!(cell.isCaption() || CellShape.isYear(cell.text()))
        || lower.at(cell.column()) == null
        || CellShape.isFooter(cell.text())
        || cell.text().length() > LONGEST_ALONE
        || cell.column() >= lower.last().column()) {
      return false;
    }
    if (isUnit(cell) && cell.column() != kinds.numeric().nextSetBit(0)) {
      return false;
    }
    if (standsOverParts(cell, lower)) {
      return true;
    }
    boolean bold = lower.cells().stream().allMatch(Cell::isBold);
    boolean plain = lower.cells().stream().noneMatch(Cell::isBold);
    return (cell.isBold() ? bold : plain && cell.column() == kinds.numeric().nextSetBit(0))
        || (csv && kinds.numeric().get(cell.column()));
  }

  /** Tells whether a caption is the unit of all numbers, wherever it stands over them. */
  private static boolean isUnit(Cell cell) {
    return UNIT.matcher(cell.text()).matches();
  }

  /** Tells whether bounds or numbers, which say nothing alone, begin under a caption. */
  private static boolean standsOverParts(Cell cell, Line lower) {
    Cell first = lower.at(cell.column());
    Cell second = lower.at(cell.column() + 1);
    Cell before = lower.at(cell.column() - 1);
    return (PartialCaption.isBound(first)
            && PartialCaption.isBound(second)
            && !PartialCaption.isBound(before))
        || (PartialCaption.isNumeral(first)
            && PartialCaption.isNumeral(second)
            && before != null
            && !PartialCaption.isNumeral(before));
  }
}
