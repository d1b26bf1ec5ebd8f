package org.datawarp.pipeline.extract.header;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.cell.Cell;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that can name columns, told by what they are: years of any spacing, bands, percentiles, a
 * sequence.
 *
 * @param numbers left to right, the lower bound of a band
 * @param bands how many of them are bands
 * @param adjoining how many begin where the one before ends
 */
record NumberNames(List<Long> numbers, int bands, int adjoining) {
  /** A year or a number, with a note or without, or a band: 5-9, 5 to 9, 90+, under 5. */
  private static final Pattern NUMERAL =
      Pattern.compile(
          "(?<under>[<≤]|under )?'?(?<low>\\d{1,9}+)(?:\\.0++)?"
              + "\\s*+(?<band>(?:[-–—]|to)\\s*+(?<high>\\d{1,9}+)"
              + "|\\+|plus\\b|(?:and|or) (?:over|above|older|more)\\b)?"
              + "\\s*+(?:\\([\\dper]{1,2}\\)|\\[[^\\]]{1,10}+\\]|[*†‡§¹²³⁴⁵⁶⁷⁸⁹ᵉᵖʳ]++)?",
          Pattern.CASE_INSENSITIVE);

  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 2100;

  /** Returns the number a cell names, or null: a whole number, or a text that is one or a band. */
  static @Nullable NumberName of(Cell cell) {
    if (cell.kind() == CellKind.NUMBER) {
      return cell.isWhole() && cell.value() >= 0
          ? new NumberName(Long.parseLong(cell.text()), Long.parseLong(cell.text()), false)
          : null;
    }
    return cell.isText() ? of(cell.text()) : null;
  }

  /** Returns the number a text names, or null: one that is a number or a band. */
  static @Nullable NumberName of(String text) {
    if (text.length() > 24) {
      return null;
    }
    Matcher matcher = NUMERAL.matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    long low = Long.parseLong(matcher.group("low"));
    if (matcher.group("under") != null) {
      return new NumberName(Math.max(0, low - 1), low - 1, true);
    }
    String high = matcher.group("high");
    return new NumberName(
        low, high == null ? low : Long.parseLong(high), matcher.group("band") != null);
  }

  /**
   * A number or a band that a column may be called.
   *
   * @param number the lower bound
   * @param last the upper one
   */
  record NumberName(long number, long last, boolean isBand) {}

  static NumberNames of(List<NumberName> names) {
    int adjoining = 0;
    for (int i = 1; i < names.size(); i++) {
      long step = names.get(i).number() - names.get(i - 1).last();
      adjoining += step == 0 || step == 1 ? 1 : 0;
    }
    return new NumberNames(
        names.stream().map(NumberName::number).toList(),
        (int) names.stream().filter(NumberName::isBand).count(),
        adjoining);
  }

  /**
   * Tells whether numbers fall into runs, each of which names columns: weeks under one caption,
   * years under the next. A run ends where the numbers do not go on upwards.
   */
  static boolean areRuns(List<NumberName> names) {
    int runs = 0;
    int start = 0;
    for (int i = 1; i <= names.size(); i++) {
      if (i < names.size() && continues(names.get(i - 1), names.get(i))) {
        continue;
      }
      NumberNames run = of(names.subList(start, i));
      if (!run.areYears() && (run.size() < 3 || !run.areNames())) {
        return false;
      }
      runs++;
      start = i;
    }
    return runs > 1;
  }

  private static boolean continues(NumberName before, NumberName name) {
    if (isYear(name) && isYear(before)) {
      return name.number() > before.number();
    }
    long step = name.number() - before.last();
    return step == 1 || (step == 0 && name.isBand());
  }

  static boolean isYear(@Nullable NumberName name) {
    return name != null
        && !name.isBand()
        && name.number() >= FIRST_YEAR
        && name.number() <= LAST_YEAR;
  }

  int size() {
    return numbers.size();
  }

  /** Tells whether they are what columns are called. */
  boolean areNames() {
    return areYears() || (bands == 0 && isSequence()) || arePercentiles() || areBands();
  }

  /** Tells whether all are years that ascend or descend, once or over and over. */
  boolean areYears() {
    if (size() < 2 || bands > 0) {
      return false;
    }
    return numbers.stream().allMatch(n -> n >= FIRST_YEAR && n <= LAST_YEAR) && isMonotone(cycle());
  }

  /** Tells whether they are years, each for several columns next to each other. */
  boolean areRepeatedYears() {
    List<Long> distinct = new ArrayList<>();
    for (Long number : numbers) {
      if (distinct.isEmpty() || !distinct.get(distinct.size() - 1).equals(number)) {
        distinct.add(number);
      }
    }
    boolean one = distinct.size() == 1 && size() > 1 && distinct.get(0) >= FIRST_YEAR;
    return distinct.size() < size()
        && (one ? distinct.get(0) <= LAST_YEAR : new NumberNames(distinct, bands, 0).areYears());
  }

  /** Returns the numbers up to where they begin anew. */
  private List<Long> cycle() {
    int length = numbers.lastIndexOf(numbers.get(0));
    int period = numbers.subList(1, size()).indexOf(numbers.get(0)) + 1;
    if (period < 2 || length <= 0) {
      return numbers;
    }
    for (int i = period; i < size(); i++) {
      if (!numbers.get(i).equals(numbers.get(i - period))) {
        return numbers;
      }
    }
    return numbers.subList(0, period);
  }

  private static boolean isMonotone(List<Long> numbers) {
    if (numbers.size() < 2) {
      return false;
    }
    boolean up = numbers.get(1) > numbers.get(0);
    for (int i = 1; i < numbers.size(); i++) {
      long step = numbers.get(i) - numbers.get(i - 1);
      if (step == 0 || (step > 0) != up) {
        return false;
      }
    }
    return true;
  }

  private boolean isSequence() {
    List<Long> cycle = size() < 3 ? numbers : cycle();
    if (cycle.size() < 3) {
      return false;
    }
    long step = cycle.get(1) - cycle.get(0);
    for (int i = 1; i < cycle.size(); i++) {
      if (cycle.get(i) - cycle.get(i - 1) != step) {
        return false;
      }
    }
    return Math.abs(step) == 1;
  }

  /** Tells whether they can be percentiles, and nothing else that columns are called. */
  boolean areOnlyPercentiles() {
    return arePercentiles() && !isSequence();
  }

  private boolean arePercentiles() {
    return size() >= 3
        && bands == 0
        && isMonotone(numbers)
        && numbers.stream().allMatch(n -> n <= 100 && (n % 5 == 0 || n == 1 || n == 99));
  }

  private boolean areBands() {
    return bands > 0
        && size() >= 3
        && adjoining * 3 >= (size() - 1) * 2
        && isMonotone(numbers)
        && numbers.get(1) > numbers.get(0);
  }
}
