package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.extract.MarkerClass;
import org.datawarp.pipeline.extract.cell.DateOrder;
import org.datawarp.pipeline.extract.cell.MissingWords;
import org.datawarp.pipeline.extract.cell.Plural;
import org.datawarp.pipeline.extract.marker.MarkerLexicon;
import org.datawarp.pipeline.extract.marker.TokenTable.Role;
import org.datawarp.pipeline.extract.marker.TokenTable.Token;
import org.jspecify.annotations.Nullable;

/**
 * The rules that make a type of what one column holds.
 *
 * <p>Text wins where it must: codes with leading zeros, values of several kinds, words that name a
 * total or an age band's open end beside the numbers. Else numbers and dates stay what they are,
 * and the few texts among them are markers: those that are known in any share, single letters no
 * legend explains where enough is numbers, words that say that a number is missing, and unknown
 * words where three quarters is numbers or known.
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
  private static final int LEAST_BANDS = 3;

  /** What the values are. */
  private enum Kind {
    NUMBERS,
    DATES,
    TIMES,
    BOOLEANS
  }

  private final ColumnScan scan;
  private final MarkerLexicon lexicon;
  private final Map<String, Marker> markers = new LinkedHashMap<>();
  private final List<Token> unknown = new ArrayList<>();
  private final NumericColumnRange numbers;
  private final int percentShift;
  private Kind kind;
  private long values;
  private long putAside;

  ColumnDecision(ColumnScan scan, MarkerLexicon lexicon) {
    this.scan = scan;
    this.lexicon = lexicon;
    this.percentShift = percentShift(scan);
    this.numbers = scan.numbers.plus(scan.percentTexts, percentShift);
    this.kind = kind(scan);
    this.values = scan.cells - scan.others;
  }

  ColumnVerdict decide() {
    if (scan.cells == 0) {
      return text("no values");
    }
    if (scan.textBecause != null) {
      return text(scan.textBecause);
    }
    if (scan.codes > 0) {
      return text(Plural.counted(scan.codes, "code") + " such as " + scan.firstCode);
    }
    classify();
    int kinds = kinds();
    if (kinds == 0) {
      return withoutValues();
    }
    String objection = kinds > 1 ? "values of " + kinds + " kinds" : objection();
    if (objection == null && scan.unkept == 0) {
      return typed();
    }
    if (isWorthPuttingAside()) {
      return typed();
    }
    return text(objection == null ? "more different texts than are kept" : objection);
  }

  /**
   * Puts aside what contradicts the commonest kind of value, where it is little enough and every
   * text left is a marker.
   */
  private boolean isWorthPuttingAside() {
    long most = Math.max(Math.max(numbers.count(), dates()), Math.max(scan.times, scan.booleans));
    long all = numbers.count() + dates() + scan.times + scan.booleans;
    putAside = all - most + scan.unkept;
    if (scan.booleans == most) {
      kind = Kind.BOOLEANS;
      putAside = scan.cells - most;
      markers.clear();
    } else {
      kind = numbers.count() == most ? Kind.NUMBERS : dates() == most ? Kind.DATES : Kind.TIMES;
      for (Token token : unknown) {
        putAside += token.count();
        markers.remove(token.text());
      }
      unknown.clear();
    }
    long misread = kind == Kind.DATES ? Math.min(scan.notDayFirst, scan.notMonthFirst) : 0;
    values = most - misread;
    putAside += misread;
    return putAside <= scan.patience()
        && putAside * 4 <= scan.cells
        && (kind == Kind.BOOLEANS || tokenObjection() == null);
  }

  private long dates() {
    return scan.dates + scan.timestamps;
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
    String objection = tokenObjection();
    return objection == null ? unknownObjection() : objection;
  }

  /** Returns which text is a value of a dimension rather than a marker; null where none is. */
  private @Nullable String tokenObjection() {
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
      return Plural.counted(ranges, "range") + " of numbers";
    }
    return null;
  }

  private @Nullable String unknownObjection() {
    long unexplained = 0;
    int texts = 0;
    for (Token token : unknown) {
      if (MissingWords.contains(token.text())) {
        continue; // says that a number is missing, in whatever words
      }
      texts++;
      unexplained += token.count();
      if (token.text().chars().anyMatch(Character::isDigit)) {
        return "texts with digits such as '" + token.text() + "'";
      }
    }
    boolean few = texts <= MOST_UNKNOWN && values >= LEAST_VALUES && unexplained * 4 <= scan.cells;
    return texts == 0 || few
        ? null
        : Plural.counted(unexplained, "text") + " such as '" + unknown.get(0).text() + "'";
  }

  /** A single letter is a marker where numbers are common; a capital rather is a category. */
  private boolean isBelieved(Token token) {
    boolean capital = Character.isUpperCase(token.text().charAt(0));
    return values * (capital ? 2 : 10) >= scan.cells;
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
        && (marker.lower().longValue() == numbers.max() + 1
            || marker.lower().longValue() == numbers.max());
  }

  private boolean isRange(String text) {
    Marker marker = markers.get(text);
    return marker != null && marker.lower() != null && marker.upper() != null;
  }

  private ColumnVerdict typed() {
    return switch (kind) {
      case BOOLEANS -> verdict(ColumnType.BOOLEAN, Plural.counted(scan.booleans, "truth value"));
      case TIMES -> verdict(ColumnType.TIME, Plural.counted(scan.times, "time"));
      case DATES ->
          scan.timed > 0
              ? verdict(ColumnType.TIMESTAMP, Plural.counted(dates(), "date") + " with times")
              : verdict(ColumnType.DATE, Plural.counted(dates(), "date"));
      case NUMBERS -> number();
    };
  }

  private ColumnVerdict number() {
    if (!numbers.isWhole() || !numbers.fitsLong()) {
      return verdict(ColumnType.NUMERIC, Plural.counted(numbers.count(), "number"));
    }
    return verdict(
        numbers.fitsInt() ? ColumnType.INTEGER : ColumnType.BIGINT,
        Plural.counted(numbers.count(), "whole number"));
  }

  private ColumnVerdict verdict(ColumnType type, String why) {
    long withheld =
        scan.tokens.tokens().stream().filter(this::isMarker).mapToLong(Token::count).sum();
    String reason = withheld == 0 ? why : why + ", " + Plural.counted(withheld, "marker");
    reason += putAside == 0 ? "" : ", " + Plural.counted(putAside, "cell") + " put aside";
    boolean numeric = type == ColumnType.NUMERIC;
    return new ColumnVerdict(
        type,
        numeric ? numbers.precision() : 0,
        numeric ? numbers.scale() : 0,
        values,
        List.copyOf(markers.values()),
        false,
        scan.notDayFirst > scan.notMonthFirst ? DateOrder.MONTH_FIRST : DateOrder.DAY_FIRST,
        percentShift,
        putAside,
        reason);
  }

  /** Tells whether all is ranges and there are several: {@code 0-4}, {@code 5-9} are groups. */
  private boolean isBands() {
    List<Token> tokens = scan.tokens.tokens();
    return tokens.size() >= LEAST_BANDS
        && tokens.stream().allMatch(token -> token.role() == Role.BOUND);
  }

  private ColumnVerdict withoutValues() {
    if (isBands()) {
      return text(Plural.counted(scan.others, "range") + " and no values");
    }
    boolean onlyMarkers = unknown.isEmpty();
    String why =
        onlyMarkers
            ? Plural.counted(scan.others, "marker") + " and no values"
            : Plural.counted(scan.others, "text");
    long values = onlyMarkers ? 0 : scan.cells;
    List<Marker> known = onlyMarkers ? List.copyOf(markers.values()) : List.of();
    return new ColumnVerdict(
        ColumnType.TEXT, 0, 0, values, known, onlyMarkers, DateOrder.DAY_FIRST, 0, 0, why);
  }

  private ColumnVerdict text(String why) {
    return new ColumnVerdict(
        ColumnType.TEXT, 0, 0, scan.cells, List.of(), false, DateOrder.DAY_FIRST, 0, 0, why);
  }

  private boolean isMarker(Token token) {
    return token.role() != Role.BEHIND_NUMBER && markers.containsKey(token.text());
  }

  private static Kind kind(ColumnScan scan) {
    if (scan.booleans > 0) {
      return Kind.BOOLEANS;
    }
    if (scan.times > 0) {
      return Kind.TIMES;
    }
    return scan.dates + scan.timestamps > 0 ? Kind.DATES : Kind.NUMBERS;
  }

  private static int percentShift(ColumnScan scan) {
    boolean fractions = scan.percentCells > 0 && scan.percentCells * 2 >= scan.numbers.count();
    return fractions ? 2 : 0;
  }
}
