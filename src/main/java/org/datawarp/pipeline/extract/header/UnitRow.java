package org.datawarp.pipeline.extract.header;

import java.util.List;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.Line;
import org.datawarp.pipeline.extract.table.BodyKinds;
import org.jspecify.annotations.Nullable;

/**
 * A last row of captions that says nothing but units, one for all numbers or each for those up to
 * the next, without merged cells.
 *
 * <pre>
 * | Product | 2021   | 2022 | 2021      | 2022 |
 * |         | tonnes |      | £ million |      |
 * </pre>
 */
final class UnitRow {
  private static final int LONGEST = 30;

  private static final Pattern UNIT =
      Pattern.compile(
          "[(\\[]?(?:in |per )?(?:(?:us ?)?[£$€] ?|eur |gbp |chf |kr )?"
              + "(?:['’]?000s?|100,?000s?|1,?000s?|thousands?|millions?|billions?|mio\\.?|mrd\\.?|tsd\\.?"
              + "|mill?\\.?|m|bn|k)?(?: of| de)? ?"
              + "(?:[£$€%]|eur|euros?|pounds?|gbp|usd|chf|kr\\.?|n|no\\.?|numbers?|anzahl|nombre|per ?cent"
              + "|percentages?|prozent|persons?|people|personen|households?|dwellings?|cases|visits"
              + "|tonnes?|tons?|kt|mt|kg|litres?|hectolitres|ha|hectares?|acres?|km|km²|kilomet(?:re|er)s?"
              + "|miles?|met(?:re|er)s?|mm|gwh|mwh|kwh|ktoe|mtoe|tj|days?|weeks?|hours?|minutes?|years?"
              + "|index|rate)?[)\\]]?",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private UnitRow() {}

  /** Tells whether a text is a unit of measurement. */
  static boolean isUnit(Cell cell) {
    return cell.isUnit()
        || (cell.isCaption()
            && cell.text().length() <= LONGEST
            && UNIT.matcher(cell.text().strip()).matches());
  }

  /**
   * Returns the unit that a row says of a column it is blank over, or null: the row has units over
   * numbers alone, and each is said of several columns.
   */
  static @Nullable Cell over(Line line, int column, BodyKinds kinds) {
    int key = kinds.occupied().nextSetBit(0);
    if (!kinds.numeric().get(column) || column <= key) {
      return null;
    }
    List<Cell> units = line.cells();
    Cell found = null;
    for (int i = 0; i < units.size(); i++) {
      Cell unit = units.get(i);
      int end = i + 1 < units.size() ? units.get(i + 1).column() : kinds.numeric().length();
      boolean several = kinds.numeric().get(unit.column(), end).cardinality() > 1;
      if (unit.column() <= key
          || !kinds.numeric().get(unit.column())
          || !several
          || !isUnit(unit)) {
        return null;
      }
      found = unit.column() < column ? unit : found;
    }
    return found;
  }
}
