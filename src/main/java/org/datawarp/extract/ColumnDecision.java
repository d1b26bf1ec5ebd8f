package org.datawarp.extract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.extract.TokenTable.Role;
import org.datawarp.extract.TokenTable.Token;
import org.datawarp.model.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * The rules that make a type of what one column holds.
 *
 * <p>Text wins where it must: codes with leading zeros, values of several kinds, words that name a
 * total or an age band's open end beside the numbers. Else numbers and dates stay what they are,
 * and the few texts among them are markers: those that are known in any share, single letters no
 * legend explains where enough is numbers, and unknown words where three quarters is numbers or
 * known.
 */
final class ColumnDecision {
  /** What is no value of a measure, but a member of a dimension: Age 0, 1, 2 … All. */
  private static final Set<String> MEMBERS =
      Set.of(
          "all",
          "all ages",
          "total",
          "totals",
          "grand total",
          "overall",
          "both",
          "persons",
          "other",
          "others",
          "england",
          "male",
          "female");

  private static final int MOST_UNKNOWN = 16;
  private static final int LEAST_VALUES = 3;
  private static final int MOST_RANGES = 3;

  private final ColumnScan scan;
  private final MarkerLexicon lexicon;
  private final Map<String, Marker> markers = new LinkedHashMap<>();
  private final List<Token> unknown = new ArrayList<>();
  private final NumberRange numbers;
  private final int percentShift;

  ColumnDecision(ColumnScan scan, MarkerLexicon lexicon) {
    this.scan = scan;
    this.lexicon = lexicon;
    this.percentShift = percentShift(scan);
    this.numbers = scan.numbers.plus(scan.percentTexts, percentShift);
  }

  ColumnVerdict decide() {
    if (scan.cells == 0) {
      return text("no values");
    }
    if (scan.textBecause != null) {
      return text(scan.textBecause);
    }
    if (scan.codes > 0) {
      return text(counted(scan.codes, "code") + " such as " + scan.firstCode);
    }
    classify();
    int kinds = kinds();
    if (kinds == 0) {
      return withoutValues();
    }
    if (kinds > 1) {
      return text("values of " + kinds + " kinds");
    }
    String objection = objection();
    return objection != null ? text(objection) : typed();
  }

  private void classify() {
    for (Token token : scan.tokens.tokens()) {
      Optional<Marker> known = lexicon.find(token.text());
      if (known.isEmpty() && token.role() == Role.ALONE) {
        unknown.add(token);
      }
      MarkerClass kind = token.role() == Role.ERROR ? MarkerClass.ERROR : MarkerClass.UNKNOWN;
      markers.putIfAbsent(token.text(), known.orElse(Marker.of(token.text(), kind, "")));
    }
  }

  /** Returns how many kinds of values there are; 0 where all is markers or words. */
  private int kinds() {
    return (numbers.count() > 0 ? 1 : 0)
        + (scan.dates + scan.timestamps > 0 ? 1 : 0)
        + (scan.times > 0 ? 1 : 0)
        + (scan.booleans > 0 ? 1 : 0);
  }

  /** Returns why the texts beside the values are no markers; null where they can be. */
  private @Nullable String objection() {
    if (scan.booleans > 0 && scan.others > 0) {
      return "texts beside TRUE and FALSE";
    }
    if (scan.notDayFirst > 0 && scan.notMonthFirst > 0) {
      return "dates with days first and with months first";
    }
    long ranges = 0;
    for (Token token : scan.tokens.tokens()) {
      String key = MarkerLexicon.key(token.text());
      if (MEMBERS.contains(key)) {
        return "'" + token.text() + "' stands for a group";
      }
      if (token.role() == Role.BOUND && (numbers.count() == 0 || isOpenEnd(token.text()))) {
        return "'" + token.text() + "' is the end of a scale";
      }
      ranges += token.role() == Role.BOUND && isRange(token.text()) ? 1 : 0;
      if (token.role() == Role.ALONE && lexicon.isWeak(token.text()) && !isBelieved(token)) {
        return "letters such as '" + token.text() + "'";
      }
    }
    if (ranges > MOST_RANGES && numbers.count() * 2 < scan.cells) {
      return counted(ranges, "range") + " of numbers";
    }
    return unknownObjection();
  }

  private @Nullable String unknownObjection() {
    long unexplained = 0;
    for (Token token : unknown) {
      unexplained += token.count();
      if (token.text().chars().anyMatch(Character::isDigit)) {
        return "texts with digits such as '" + token.text() + "'";
      }
    }
    boolean few =
        unknown.size() <= MOST_UNKNOWN && values() >= LEAST_VALUES && unexplained * 4 <= scan.cells;
    return unknown.isEmpty() || few
        ? null
        : counted(unexplained, "text") + " such as '" + unknown.get(0).text() + "'";
  }

  /** A single letter is a marker where numbers are common; a capital rather is a category. */
  private boolean isBelieved(Token token) {
    boolean capital = Character.isUpperCase(token.text().charAt(0));
    return values() * (capital ? 2 : 10) >= scan.cells;
  }

  /** Tells whether {@code 90+} follows the greatest number, as in ages 0 to 89 and 90+. */
  private boolean isOpenEnd(String text) {
    Marker marker = markers.get(text);
    boolean open = text.endsWith("+") || text.matches("(?i).* (?:and|or) (?:over|more|above)");
    return open
        && marker != null
        && marker.lower() != null
        && numbers.isWhole()
        && numbers.max() != Long.MIN_VALUE
        && marker.lower().longValue() == numbers.max() + 1;
  }

  private boolean isRange(String text) {
    Marker marker = markers.get(text);
    return marker != null && marker.lower() != null && marker.upper() != null;
  }

  private ColumnVerdict typed() {
    if (scan.booleans > 0) {
      return verdict(ColumnType.BOOLEAN, counted(scan.booleans, "truth value"));
    }
    if (scan.times > 0) {
      return verdict(ColumnType.TIME, counted(scan.times, "time"));
    }
    if (scan.timed > 0) {
      return verdict(
          ColumnType.TIMESTAMP, counted(scan.dates + scan.timestamps, "date") + " with times");
    }
    if (scan.dates + scan.timestamps > 0) {
      return verdict(ColumnType.DATE, counted(scan.dates + scan.timestamps, "date"));
    }
    if (!numbers.isWhole() || !numbers.fitsLong()) {
      return verdict(ColumnType.NUMERIC, counted(numbers.count(), "number"));
    }
    return verdict(
        numbers.fitsInt() ? ColumnType.INTEGER : ColumnType.BIGINT,
        counted(numbers.count(), "whole number"));
  }

  private ColumnVerdict verdict(ColumnType type, String why) {
    long withheld = scan.others;
    String reason = withheld == 0 ? why : why + ", " + counted(withheld, "marker");
    boolean numeric = type == ColumnType.NUMERIC;
    return new ColumnVerdict(
        type,
        numeric ? numbers.precision() : 0,
        numeric ? numbers.scale() : 0,
        values(),
        List.copyOf(markers.values()),
        false,
        scan.notDayFirst > 0 ? DateOrder.MONTH_FIRST : DateOrder.DAY_FIRST,
        percentShift,
        reason);
  }

  private ColumnVerdict withoutValues() {
    boolean onlyMarkers = unknown.isEmpty();
    String why =
        onlyMarkers
            ? counted(scan.others, "marker") + " and no values"
            : counted(scan.others, "text");
    long values = onlyMarkers ? 0 : scan.cells;
    return new ColumnVerdict(
        ColumnType.TEXT, 0, 0, values, List.of(), onlyMarkers, DateOrder.DAY_FIRST, 0, why);
  }

  private ColumnVerdict text(String why) {
    return new ColumnVerdict(
        ColumnType.TEXT, 0, 0, scan.cells, List.of(), false, DateOrder.DAY_FIRST, 0, why);
  }

  private long values() {
    return scan.cells - scan.others;
  }

  private static int percentShift(ColumnScan scan) {
    boolean fractions =
        scan.percentTexts.count() > 0
            && scan.percentCells > 0
            && scan.percentCells * 2 >= scan.numbers.count();
    return fractions ? 2 : 0;
  }

  private static String counted(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }
}
