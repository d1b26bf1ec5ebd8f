package org.datawarp.pipeline.workbook.csv;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a text file with separators is written, judged by a sample of it.
 *
 * <p>Each candidate splits the sample; it scores by how many records agree on one number of fields,
 * how many fields that is, and how many fields look whole: numbers, dates, quoted text, or text
 * without another candidate in it. The first line {@code sep=;} that Excel writes decides at once.
 *
 * @param separator the separator; a comma where there is no evidence
 * @param skippedRecords 1 if the first record only names the separator, else 0
 * @param records records in the sample that are not blank
 * @param evidence the share of those that agree on one number of fields above 1, 0 to 1
 */
public record CsvDialect(char separator, int skippedRecords, int records, double evidence) {
  /** How much of a file is enough to judge by. */
  static final int SAMPLE_BYTES = 1 << 18;

  // The comma comes last, since it also stands in text and numbers: of equal scores the first wins.
  private static final String CANDIDATES = "\t;|,";

  /**
   * Judges a sample.
   *
   * @param sample UTF-8 without a byte order mark
   * @param whole whether the sample is all there is
   */
  static CsvDialect of(byte[] sample, int length, boolean whole) {
    char declared = declaredSeparator(sample, length);
    CsvDialect best = new CsvDialect(',', 0, 0, 0);
    double bestScore = 0;
    for (int i = 0; i < CANDIDATES.length(); i++) {
      char candidate = CANDIDATES.charAt(i);
      Tally tally = new Tally(sample, length, whole, candidate);
      tally.count();
      double score = tally.score();
      if (score > bestScore || best.records == 0) {
        best = new CsvDialect(score > 0 ? candidate : ',', 0, tally.records, tally.agreement());
        bestScore = score;
      }
    }
    return declared == 0 ? best : new CsvDialect(declared, 1, best.records, 1);
  }

  private static char declaredSeparator(byte[] sample, int length) {
    String start = new String(sample, 0, Math.min(length, 10), StandardCharsets.ISO_8859_1);
    String line = start.startsWith("\"") ? start.substring(1) : start;
    if (line.length() < 6 || !line.regionMatches(true, 0, "sep=", 0, 4)) {
      return 0;
    }
    char separator = line.charAt(4);
    char after = line.charAt(5);
    boolean alone = after == '\r' || after == '\n' || after == '"';
    return alone && separator < 0x80 && separator != '"' && !Character.isLetterOrDigit(separator)
        ? separator
        : 0;
  }

  /** The records of a sample as one candidate splits them. */
  private static final class Tally {
    private final byte[] sample;
    private final int length;
    private final boolean whole;
    private final char separator;
    private final Map<Integer, Integer> recordsByFields = new TreeMap<>();
    private int records;
    private int cells;
    private int wholeCells;

    Tally(byte[] sample, int length, boolean whole, char separator) {
      this.sample = sample;
      this.length = length;
      this.whole = whole;
      this.separator = separator;
    }

    void count() {
      int fields = 0;
      int recordStart = 0;
      int i = 0;
      while (i < length) {
        int end = sample[i] == '"' ? afterQuotes(i) : plainEnd(i);
        if (end < 0) {
          countOpenRecord(recordStart, fields + 1);
          return; // a quote open at the sample's end: the record cannot be judged
        }
        cells++;
        wholeCells += isWhole(i, end) ? 1 : 0;
        fields++;
        if (end == length && !whole) {
          countOpenRecord(recordStart, fields);
          return;
        }
        if (end < length && sample[end] == separator) {
          i = end + 1;
          if (i < length) {
            continue;
          }
          fields++; // an empty last field
          end = length;
        }
        if (!Blanks.isBlank(sample, recordStart, end)) {
          records++;
          recordsByFields.merge(fields, 1, Integer::sum);
        }
        fields = 0;
        i = end + 1;
        if (end < length && sample[end] == '\r' && i < length && sample[i] == '\n') {
          i++;
        }
        recordStart = i;
      }
    }

    /** A record wider than the sample is all there is to judge by, and no white space. */
    private void countOpenRecord(int start, int fields) {
      if (records == 0 && !Blanks.isBlank(sample, start, length)) {
        records++;
        recordsByFields.merge(fields, 1, Integer::sum);
      }
    }

    /** Returns the share of records that agree on a number of fields above one. */
    double agreement() {
      return records == 0 ? 0 : (double) mode()[1] / records;
    }

    double score() {
      int[] mode = mode();
      return mode[1] == 0
          ? 0
          : agreement() * (mode[0] - 1) / mode[0] * ((double) wholeCells / cells);
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

    private int plainEnd(int start) {
      int i = start;
      while (i < length && sample[i] != separator && sample[i] != '\r' && sample[i] != '\n') {
        i++;
      }
      return i;
    }

    private int afterQuotes(int start) {
      for (int i = start + 1; i < length; i++) {
        if (sample[i] == '"') {
          if (i + 1 < length && sample[i + 1] == '"') {
            i++;
          } else {
            return plainEnd(i + 1);
          }
        }
      }
      return -1;
    }

    private boolean isWhole(int start, int end) {
      if (start < end && sample[start] == '"') {
        return sample[end - 1] == '"';
      }
      boolean digitsOnly = true;
      boolean mixed = false;
      for (int i = start; i < end; i++) {
        int b = sample[i];
        digitsOnly &= (b >= '0' && b <= '9') || "+-.,:/ %()".indexOf(b) >= 0;
        mixed |= CANDIDATES.indexOf(b) >= 0;
      }
      return digitsOnly || !mixed;
    }
  }
}
