package org.datawarp.pipeline.workbook.csv;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The records of a sample as one candidate splits them. */
final class DialectTally {
  private static final double NEARLY_ALL = 0.95;
  private static final int GROUP_DIGITS = 3;

  /** More than a number of rows has digits. */
  private static final int MAX_TEXT = 18;

  /** Captions of a first column that numbers the rows by itself. */
  private static final Set<String> COUNTERS =
      Set.of(
          "#",
          "id",
          "no",
          "no.",
          "nr",
          "n",
          "number",
          "row",
          "rank",
          "ranking",
          "index",
          "position",
          "order",
          "ref",
          "key",
          "code",
          "serial",
          "age",
          "day",
          "week",
          "month",
          "period",
          "year",
          "band",
          "decile",
          "quintile",
          "item",
          "line");

  private final DialectSample sample;
  private final char separator;
  private final char quote;
  private final CsvDialect.Spacing spacing;
  private final Map<Integer, Integer> recordsByFields = new TreeMap<>();
  private final Set<String> firstFields = new HashSet<>();
  private int line;
  private int records;
  private int cells;
  private int wholeCells;

  /** Fields that open with an apostrophe, and those that close with the quote too. */
  private int apostrophes;

  private int opened;
  private int enclosed;
  private int texts;

  /** Fields behind a separator, and those of them that start with a blank. */
  private int following;

  private int spaced;

  /** Fields below the first record: all, numbers, and those that are not three digits. */
  private int below;

  private int numbers;
  private int firstNumbers;
  private int notGroups;

  /** What tells a header without a field before all others. */
  private int firstRecordFields;

  private int firstRecordLine;
  private String firstCaption = "";
  private boolean firstRecordIsFull = true;
  private boolean counts = true;
  private long lastNumber = -1;
  private boolean lastFieldsHold;

  private DialectTally(
      DialectSample sample, char separator, char quote, CsvDialect.Spacing spacing) {
    this.sample = sample;
    this.separator = separator;
    this.quote = quote;
    this.spacing = spacing;
  }

  static DialectTally of(
      DialectSample sample, char separator, char quote, CsvDialect.Spacing spacing) {
    DialectTally tally = new DialectTally(sample, separator, quote, spacing);
    tally.count();
    return tally;
  }

  char separator() {
    return separator;
  }

  char quote() {
    return quote;
  }

  CsvDialect.Spacing spacing() {
    return spacing;
  }

  /** Records that are not blank. */
  int records() {
    return records;
  }

  /** Fields that open with an apostrophe. */
  int apostrophes() {
    return apostrophes;
  }

  /** Fields that open and close with the quote. */
  int quoted() {
    return enclosed;
  }

  /** The number of fields that most records with a separator have; 0 without any. */
  int fields() {
    return mode()[0];
  }

  /** Returns the share of records that agree on a number of fields above one. */
  double agreement() {
    return records == 0 ? 0 : (double) mode()[1] / records;
  }

  double score() {
    int[] mode = mode();
    return mode[1] == 0 ? 0 : agreement() * (mode[0] - 1) / mode[0] * ((double) wholeCells / cells);
  }

  /** Tells whether fields that open with the quote close with it, and most text is such. */
  boolean isQuotedThroughout() {
    return score() > 0 && enclosed > 1 && enclosed >= NEARLY_ALL * opened && 2 * enclosed >= texts;
  }

  /** Tells whether nearly every separator has a blank behind it. */
  boolean isSpaced() {
    return following > 0 && spaced >= NEARLY_ALL * following;
  }

  /**
   * Tells whether blanks separate fields. Words do not come in equal numbers line by line with
   * numbers among them; names with a number behind ({@code Ward 1}), times and grouped digits do.
   */
  boolean isSeparatedByBlanks() {
    int width = fields();
    if (records < 2 || agreement() < 1 || below == 0 || (notGroups == 0 && firstNumbers > 0)) {
      return false;
    }
    int rows = records - 1;
    return width > 2
        ? 2 * numbers >= below
        : numbers - firstNumbers == rows && firstFields.size() >= NEARLY_ALL * rows;
  }

  /** Returns the record of a header that lacks the field that numbers the rows; 0 without one. */
  int unnumbered() {
    boolean isShort = firstRecordFields > 1 && firstRecordFields == fields() - 1;
    boolean others = records > 2 && mode()[1] == records - 1;
    boolean isNumbered = counts && lastNumber > 0 && !COUNTERS.contains(firstCaption);
    return isShort && others && isNumbered && firstRecordIsFull && lastFieldsHold
        ? firstRecordLine
        : 0;
  }

  private void count() {
    int i = 0;
    while (i < sample.length()) {
      line++;
      int next = record(i);
      if (next < 0) {
        return; // the sample's end cut it off
      }
      i = next;
    }
  }

  /** Counts one record; returns where the next one starts, or -1 where the sample ends before. */
  private int record(int recordStart) {
    int length = sample.length();
    int fields = 0;
    int i = recordStart;
    while (true) {
      int start = spacing == CsvDialect.Spacing.KEPT ? i : sample.afterBlanks(i);
      boolean isQuoted = start < length && sample.bytes()[start] == quote;
      int end =
          isQuoted
              ? sample.afterQuotes(start, separator, quote)
              : sample.plainEnd(start, separator);
      if (end < 0 || (end == length && !sample.whole())) {
        countOpenRecord(recordStart, fields + 1);
        return -1;
      }
      field(fields++, start, end);
      int next = end;
      if (spacing == CsvDialect.Spacing.JOINED) {
        next = sample.afterBlanks(end);
      }
      boolean isSeparated =
          spacing == CsvDialect.Spacing.JOINED
              ? next > end && next < length && !isLineEnd(next)
              : end < length && sample.bytes()[end] == separator;
      if (!isSeparated) {
        endRecord(recordStart, end, fields, start < end);
        return afterLineEnd(next);
      }
      i = spacing == CsvDialect.Spacing.JOINED ? next : end + 1;
      if (i == length && spacing != CsvDialect.Spacing.JOINED) {
        endRecord(recordStart, end, fields + 1, false); // an empty last field
        return length;
      }
    }
  }

  private boolean isLineEnd(int at) {
    return sample.bytes()[at] == '\n' || sample.bytes()[at] == '\r';
  }

  private int afterLineEnd(int at) {
    int next = at + 1;
    boolean isPair =
        at < sample.length()
            && sample.bytes()[at] == '\r'
            && next < sample.length()
            && sample.bytes()[next] == '\n';
    return isPair ? next + 1 : next;
  }

  private void field(int index, int start, int end) {
    cells++;
    wholeCells += sample.isWhole(start, end, quote) ? 1 : 0;
    if (start == end) {
      if (records == 0) {
        firstRecordIsFull = false;
      }
      return;
    }
    byte first = sample.bytes()[start];
    boolean isNumber = sample.isNumber(start, end);
    boolean isEnclosed = first == quote && end - start > 1 && sample.bytes()[end - 1] == quote;
    apostrophes += first == '\'' ? 1 : 0;
    opened += first == quote ? 1 : 0;
    enclosed += isEnclosed ? 1 : 0;
    texts += isNumber ? 0 : 1;
    if (index > 0) {
      following++;
      spaced += first == ' ' ? 1 : 0;
    }
    if (records == 0 && index == 0) {
      firstCaption = text(start, end, isEnclosed).strip().toLowerCase(Locale.ROOT);
    }
    if (records > 0) {
      below++;
      numbers += isNumber ? 1 : 0;
      firstNumbers += isNumber && index == 0 ? 1 : 0;
      notGroups += index > 0 && (!isNumber || end - start != GROUP_DIGITS) ? 1 : 0;
      if (index == 0) {
        firstField(start, end, isEnclosed);
      }
    }
  }

  private void firstField(int start, int end, boolean isEnclosed) {
    String text = text(start, end, isEnclosed);
    if (separator == ' ') {
      firstFields.add(text);
    }
    if (counts && !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      long number = Long.parseLong(text);
      counts = lastNumber < 0 ? number <= 1 : number == lastNumber + 1;
      lastNumber = number;
    } else {
      counts = false;
    }
  }

  /** Returns the start of a field, without its quotes. */
  private String text(int start, int end, boolean isEnclosed) {
    int from = isEnclosed ? start + 1 : start;
    int length = Math.min(isEnclosed ? end - 1 - from : end - from, MAX_TEXT);
    return new String(sample.bytes(), from, length, StandardCharsets.ISO_8859_1);
  }

  private void endRecord(int start, int end, int fields, boolean lastHolds) {
    if (Blanks.isBlank(sample.bytes(), start, end)) {
      firstRecordIsFull |= records == 0;
      return;
    }
    if (records == 0) {
      firstRecordFields = fields;
      firstRecordLine = line;
      firstRecordIsFull &= lastHolds;
    } else {
      lastFieldsHold |= lastHolds;
    }
    records++;
    recordsByFields.merge(fields, 1, Integer::sum);
  }

  /** A record wider than the sample is all there is to judge by, and no white space. */
  private void countOpenRecord(int start, int fields) {
    if (records == 0 && !Blanks.isBlank(sample.bytes(), start, sample.length())) {
      records++;
      recordsByFields.merge(fields, 1, Integer::sum);
    }
  }

  private int[] mode() {
    int[] mode = {0, 0};
    recordsByFields.forEach(
        (fields, count) -> {
          if (fields > 1 && count >= mode[1]) {
            mode[0] = fields;
            mode[1] = count;
          }
        });
    return mode;
  }
}
