package org.datawarp.pipeline.extract.cell;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells a row of units, which names columns, from a row of shorthand for missing numbers. */
final class Units {
  private static final Set<String> UNITS =
      Set.of(
          "n", "%", "£", "$", "€", "#", "(n)", "(%)", "(£)", "(€)", "($)", "[%]", "[£]", "£m", "£k",
          "£000", "£000s");

  /** What says a unit wherever it stands: no publisher writes it for a number that is missing. */
  private static final Pattern SIGN = Pattern.compile("[%£$€]");

  private Units() {}

  /**
   * Returns the cells of a row, units told to be captions: the row has no number and no other
   * shorthand, and says {@code %}, a currency or two different units, or begins with {@code #}, as
   * the caption of a key does. Words for a missing number are one word.
   */
  static List<Cell> marked(List<Cell> cells) {
    Set<String> units = new HashSet<>();
    for (Cell cell : cells) {
      if (isUnit(cell)) {
        units.add(cell.text());
      } else if (cell.isValue()) {
        return cells;
      }
    }
    boolean known =
        units.stream().anyMatch(unit -> SIGN.matcher(unit).find())
            || (cells.size() > 1 && cells.get(0).text().equals("#"));
    if (units.isEmpty() || (units.size() == 1 && !known)) {
      return cells;
    }
    return cells.stream().map(cell -> isUnit(cell) ? cell.asUnit() : cell).toList();
  }

  private static boolean isUnit(Cell cell) {
    return cell.isText()
        && cell.text().length() <= 5
        && UNITS.contains(cell.text().toLowerCase(Locale.ROOT));
  }
}
