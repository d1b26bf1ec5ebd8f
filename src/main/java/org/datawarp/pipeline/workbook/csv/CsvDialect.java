package org.datawarp.pipeline.workbook.csv;

import java.nio.charset.StandardCharsets;

/**
 * How a text file with separators is written, judged by a sample of it.
 *
 * <p>Each candidate splits the sample; it scores by how many records agree on one number of fields,
 * how many fields that is, and how many fields look whole: numbers, dates, quoted text, or text
 * without another candidate in it. The first line {@code sep=;} that Excel writes decides at once.
 * An apostrophe is the quote where nearly every field that opens with one closes with one and most
 * text is written so; blanks separate only where nothing else does, and every record has equally
 * many fields, mostly numbers.
 *
 * @param separator the separator; a comma where there is no evidence
 * @param quote what encloses fields
 * @param spacing what becomes of blanks beside separators
 * @param fields how many fields most records have; 0 where they do not agree
 * @param unnumbered the record of the header, where it lacks a field before all others since the
 *     first field numbers the rows; else 0
 * @param skippedRecords 1 if the first record only names the separator, else 0
 * @param records records in the sample that are not blank
 * @param evidence the share of those that agree on one number of fields above 1, 0 to 1
 */
public record CsvDialect(
    char separator,
    char quote,
    Spacing spacing,
    int fields,
    int unnumbered,
    int skippedRecords,
    int records,
    double evidence) {
  /** How much of a file is enough to judge by. */
  static final int SAMPLE_BYTES = 1 << 18;

  /** From this share on, records that differ are the odd ones. */
  private static final double MOST = 0.5;

  // The comma comes last, since it also stands in text and numbers: of equal scores the first wins.
  private static final String CANDIDATES = "\t;|,";

  /** What becomes of blanks beside separators. */
  public enum Spacing {
    /** They belong to the fields. */
    KEPT,
    /** Those before a field are dropped. */
    DROPPED,
    /** The separator is a blank, and several are one. */
    JOINED
  }

  /** Makes the dialect of plain fields, quotes and a separator. */
  public static CsvDialect of(char separator) {
    return new CsvDialect(separator, '"', Spacing.KEPT, 0, 0, 0, 0, 0);
  }

  /**
   * Judges a sample.
   *
   * @param sample UTF-8 without a byte order mark
   * @param whole whether the sample is all there is
   */
  static CsvDialect of(byte[] sample, int length, boolean whole) {
    char declared = declaredSeparator(sample, length);
    String candidates = declared == 0 ? CANDIDATES : String.valueOf(declared);
    DialectSample text = new DialectSample(sample, length, whole, CANDIDATES);
    DialectTally best = best(text, candidates, '"');
    if (best.apostrophes() > 1 && best.quoted() == 0) {
      DialectTally other = best(text, candidates, '\'');
      best = other.isQuotedThroughout() ? other : best;
    }
    if (best.isSpaced()) {
      best = DialectTally.of(text, best.separator(), best.quote(), Spacing.DROPPED);
    }
    if (declared != 0) {
      return dialect(best, declared, 1);
    }
    if (best.agreement() < MOST) {
      DialectTally blanks = DialectTally.of(text, ' ', '"', Spacing.JOINED);
      best = blanks.isSeparatedByBlanks() ? blanks : best;
    }
    boolean hasEvidence = best.score() > 0 || best.spacing() == Spacing.JOINED;
    return dialect(best, hasEvidence ? best.separator() : ',', 0);
  }

  private static CsvDialect dialect(DialectTally tally, char separator, int skipped) {
    boolean isEven = tally.agreement() >= MOST && tally.spacing() != Spacing.JOINED;
    return new CsvDialect(
        separator,
        tally.quote(),
        tally.spacing(),
        isEven ? tally.fields() : 0,
        tally.unnumbered(),
        skipped,
        tally.records(),
        skipped > 0 ? 1 : tally.agreement());
  }

  private static DialectTally best(DialectSample text, String candidates, char quote) {
    DialectTally best = DialectTally.of(text, candidates.charAt(0), quote, Spacing.KEPT);
    for (int i = 1; i < candidates.length(); i++) {
      DialectTally tally = DialectTally.of(text, candidates.charAt(i), quote, Spacing.KEPT);
      if (tally.score() > best.score() || best.records() == 0) {
        best = tally;
      }
    }
    return best;
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
}
