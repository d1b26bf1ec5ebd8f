package org.datawarp.pipeline.extract.header;

import java.util.Locale;
import java.util.Set;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.cell.CellShape;
import org.jspecify.annotations.Nullable;

/**
 * Captions that say nothing without the one above them: {@code Code}, {@code Lower}, {@code 10}.
 */
final class PartialCaption {
  private static final int LONGEST = 30;

  private static final String MARKS = "*†‡§¹²³⁴⁵⁶⁷⁸⁹";

  /** What is said of a thing that has a name. */
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "code",
          "codes",
          "name",
          "names",
          "no",
          "no.",
          "id",
          "identifier",
          "reference",
          "ref",
          "ref.",
          "type",
          "label",
          "description",
          "ons code",
          "ods code",
          "gss code",
          "ons area code",
          "short name",
          "full name");

  private static final Set<String> BOUNDS =
      Set.of(
          "lower",
          "upper",
          "lower limit",
          "upper limit",
          "lower bound",
          "upper bound",
          "lower ci",
          "upper ci",
          "lcl",
          "ucl",
          "ll",
          "ul",
          "lower 95% ci",
          "upper 95% ci",
          "low",
          "high",
          "min",
          "max",
          "minimum",
          "maximum");

  private PartialCaption() {}

  /** Tells whether a cell says what of a thing is in its column, and not of which. */
  static boolean isAttribute(@Nullable Cell cell) {
    return cell != null && cell.isText() && ATTRIBUTES.contains(folded(cell.text()));
  }

  /** Tells whether a cell is a bound of an interval. */
  static boolean isBound(@Nullable Cell cell) {
    return cell != null && cell.isText() && BOUNDS.contains(folded(cell.text()));
  }

  /** Tells whether a cell is a number, a year, a band or a percentile. */
  static boolean isNumeral(@Nullable Cell cell) {
    return cell != null
        && (cell.isTyped() || CellShape.isNumeral(cell.text()) || NumberNames.of(cell) != null);
  }

  /** Returns a caption in small letters without its notes. */
  private static String folded(String text) {
    if (text.length() > LONGEST) {
      return "";
    }
    String name = CellShape.collapse(text);
    int end = name.length();
    if (name.endsWith("]") || name.endsWith(")")) {
      end = Math.max(name.lastIndexOf('['), name.lastIndexOf('('));
    }
    while (end > 0 && (MARKS.indexOf(name.charAt(end - 1)) >= 0 || name.charAt(end - 1) == ' ')) {
      end--;
    }
    return name.substring(0, Math.max(0, end)).toLowerCase(Locale.ROOT);
  }
}
