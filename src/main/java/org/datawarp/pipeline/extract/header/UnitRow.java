package org.datawarp.pipeline.extract.header;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
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

  /** Words of units, how many and of what; a unit is nothing but such words. */
  private static final Set<String> WORDS =
      Set.copyOf(
          Arrays.asList(
              ("in per of de and the us total '000 ’000 000 000s '000s 0000s 1000 1,000 100,000 hundred"
                      + " thousand thousands million millions billion billions mio mio. mrd mrd. tsd tsd."
                      + " mill mill. m bn k £ $ € % £m £bn £k £000 £000s £'000 €m $m eur euro euros gbp"
                      + " usd chf kr kr. pounds pence n no. number numbers anzahl nombre número per cent"
                      + " percent percentage percentages prozent persons people personen households"
                      + " dwellings cases visits days weeks months hours minutes years tonne tonnes ton"
                      + " tons kilotonnes kt mt kg g litres hectolitres ha hectare hectares acres km km²"
                      + " kilometres kilometers miles metres meters mm gwh mwh kwh ktoe mtoe tj index"
                      + " rate rates current prices")
                  .split(" ")));

  private UnitRow() {}

  /** Tells whether a text is a unit of measurement. */
  static boolean isUnit(Cell cell) {
    return cell.isUnit()
        || (cell.isCaption()
            && cell.text().length() <= LONGEST
            && isUnit(CellShape.collapse(cell.text()).toLowerCase(Locale.ROOT)));
  }

  private static boolean isUnit(String text) {
    boolean bracketed =
        (text.startsWith("(") && text.endsWith(")"))
            || (text.startsWith("[") && text.endsWith("]"));
    String bare = bracketed ? text.substring(1, text.length() - 1) : text;
    return Arrays.stream(bare.split(" ")).allMatch(WORDS::contains);
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
