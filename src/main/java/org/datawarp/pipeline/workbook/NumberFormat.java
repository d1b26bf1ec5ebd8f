package org.datawarp.pipeline.workbook;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a number format makes of a number.
 *
 * <p>Only the first section of a code counts, the one for positive numbers; what stands in quotes,
 * brackets or after an escape is no code. Source: ECMA-376 part 1, 18.8.30 and 18.8.31.
 *
 * @param kind what the number is
 * @param style {@link CellSink#PERCENT} and {@link CellSink#CURRENCY}
 */
public record NumberFormat(Kind kind, int style) {
  /** What a number under a format is. */
  public enum Kind {
    NUMBER,
    /** A day. */
    DATE,
    /** A day and a time. */
    DATE_TIME,
    /** A time of day. */
    TIME,
    /** An elapsed time, {@code [h]:mm}. */
    DURATION
  }

  static final NumberFormat GENERAL = new NumberFormat(Kind.NUMBER, 0);
  private static final NumberFormat DATE = new NumberFormat(Kind.DATE, 0);
  private static final NumberFormat DATE_TIME = new NumberFormat(Kind.DATE_TIME, 0);
  private static final NumberFormat TIME = new NumberFormat(Kind.TIME, 0);
  private static final NumberFormat DURATION = new NumberFormat(Kind.DURATION, 0);
  private static final NumberFormat PERCENT = new NumberFormat(Kind.NUMBER, CellSink.PERCENT);
  private static final NumberFormat CURRENCY = new NumberFormat(Kind.NUMBER, CellSink.CURRENCY);

  /**
   * Returns what a workbook's format makes of a number.
   *
   * @param id the format's id; below 164 its meaning is built in
   * @param code the format's code; null if the workbook states none for the id
   */
  public static NumberFormat of(int id, @Nullable String code) {
    return code != null && !code.isBlank() ? of(code) : builtIn(id);
  }

  private static NumberFormat builtIn(int id) {
    return switch (id) {
      case 5, 6, 7, 8, 42, 44 -> CURRENCY;
      case 9, 10 -> PERCENT;
      case 14, 15, 16, 17, 27, 28, 29, 30, 31, 34, 35, 36 -> DATE;
      case 50, 51, 52, 53, 54, 55, 56, 57, 58 -> DATE;
      case 18, 19, 20, 21, 32, 33, 45, 47 -> TIME;
      case 22 -> DATE_TIME;
      case 46 -> DURATION;
      default -> GENERAL;
    };
  }

  /** Returns what a format code makes of a positive number. */
  public static NumberFormat of(String code) {
    return new FormatCode(code.toLowerCase(Locale.ROOT)).read();
  }
}
