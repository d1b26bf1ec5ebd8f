package org.datawarp.pipeline.export;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.table.ColumnType;

/**
 * How many digits the numbers of a column have, in all files of one source.
 *
 * @param before the most before the point; more than a DECIMAL holds where they are written as text
 * @param after the most after the point
 */
public record DecimalDigits(int before, int after) {
  private static final int MORE_THAN_DECIMAL = 39;
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\(([0-9]{1,2}),([0-9]{1,2})\\)");

  /** Returns the digits of the numeric columns of a file that was written. */
  public static Map<String, DecimalDigits> of(ExportReport report) {
    Map<String, DecimalDigits> digits = new TreeMap<>();
    for (ColumnSummary column : report.columns()) {
      find(column).ifPresent(found -> digits.put(column.name(), found));
    }
    return digits;
  }

  private static Optional<DecimalDigits> find(ColumnSummary column) {
    if (column.type() != ColumnType.NUMERIC) {
      return Optional.empty();
    }
    Matcher decimal = DECIMAL.matcher(column.parquetType());
    if (!decimal.matches()) {
      return Optional.of(new DecimalDigits(MORE_THAN_DECIMAL, 0));
    }
    int after = Integer.parseInt(decimal.group(2));
    return Optional.of(new DecimalDigits(Integer.parseInt(decimal.group(1)) - after, after));
  }

  /** Returns what holds the numbers of both. */
  public DecimalDigits union(DecimalDigits other) {
    return new DecimalDigits(Math.max(before, other.before), Math.max(after, other.after));
  }
}
