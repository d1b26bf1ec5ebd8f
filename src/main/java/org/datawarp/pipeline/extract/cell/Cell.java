package org.datawarp.pipeline.extract.cell;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.datawarp.pipeline.extract.spool.CellKind;
import org.datawarp.pipeline.workbook.CellSink;

/**
 * One cell as the detection sees it.
 *
 * @param column from 0
 * @param kind what it holds
 * @param style bits of {@link CellSink}
 * @param text the value as text, outer white space removed; dates in ISO form; empty when blank
 * @param value unscaled number, days or microseconds, else 0
 * @param scale of a NUMBER
 */
public record Cell(int column, CellKind kind, int style, String text, long value, int scale) {
  private static final long MICROS_PER_SECOND = 1_000_000;

  /** A style of our own, beside those of {@link CellSink}. */
  private static final int UNIT = 1 << 20;

  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  static Cell of(int column, CellKind kind, int style, String raw, long value, int scale) {
    String text =
        switch (kind) {
          case TEXT, ERROR -> CellShape.strip(raw);
          case NUMBER -> number(value, scale);
          case BIG_NUMBER -> BigDecimal.valueOf(Double.longBitsToDouble(value)).toPlainString();
          case DATE -> LocalDate.ofEpochDay(value).toString();
          case TIMESTAMP -> timestamp(value);
          case TIME -> LocalTime.ofNanoOfDay(value * 1_000).toString();
          case TRUE -> "TRUE";
          case FALSE -> "FALSE";
          case BLANK -> "";
        };
    CellKind seen = kind == CellKind.TEXT && text.isEmpty() ? CellKind.BLANK : kind;
    return new Cell(column, seen, style, text, value, scale);
  }

  private static String number(long unscaled, int scale) {
    if (scale == 0) {
      return Long.toString(unscaled);
    }
    BigDecimal decimal = BigDecimal.valueOf(unscaled, scale).stripTrailingZeros();
    return decimal.toPlainString();
  }

  private static String timestamp(long micros) {
    long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
    LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    return time.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? time.toLocalDate().toString()
        : time.format(DATE_TIME);
  }

  boolean isBlank() {
    return kind == CellKind.BLANK;
  }

  /**
   * Returns the cell as one of a row of units, {@code n} and {@code %}: they name their columns,
   * though alone they would be shorthand for a missing number.
   */
  Cell asUnit() {
    return new Cell(column, kind, style | UNIT, text, value, scale);
  }

  /** Tells whether the cell is one of a row of units. */
  public boolean isUnit() {
    return (style & UNIT) != 0;
  }

  /** Tells whether the cell has text that is neither a number nor shorthand for a missing one. */
  public boolean isCaption() {
    return kind == CellKind.TEXT
        && (isUnit() || (!CellShape.isMarker(text) && !CellShape.isNumeral(text)));
  }

  /** Tells whether the cell holds a whole number, however it is written: {@code 1960.0}. */
  public boolean isWhole() {
    return kind == CellKind.NUMBER && (scale == 0 || text.indexOf('.') < 0);
  }

  /** Tells whether the cell holds text of any sort. */
  public boolean isText() {
    return kind == CellKind.TEXT;
  }

  /** Tells whether the cell holds a number, date, time or boolean of its own type. */
  public boolean isTyped() {
    return kind != CellKind.BLANK && kind != CellKind.TEXT && kind != CellKind.ERROR;
  }

  /** Tells whether the cell is what stands in a column of numbers. */
  public boolean isValue() {
    return isTyped()
        || kind == CellKind.ERROR
        || (kind == CellKind.TEXT
            && !isUnit()
            && (CellShape.isMarker(text) || CellShape.isNumeral(text)));
  }

  public boolean isBold() {
    return (style & CellSink.BOLD) != 0;
  }

  public boolean isIndented() {
    return (style & CellSink.INDENTED) != 0;
  }

  public boolean isFilled() {
    return (style & CellSink.FILLED) != 0;
  }

  public boolean isBordered() {
    return (style & CellSink.BORDERED) != 0;
  }
}
