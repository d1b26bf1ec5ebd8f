package org.datawarp.workflow.trace;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.RowFilter.Condition;
import org.datawarp.pipeline.export.StoredColumn;
import org.jspecify.annotations.Nullable;

/**
 * What a person writes about rows, as conditions on the columns of a table. A text is never part of
 * a statement: names are looked up among the columns, values are read as the column's type.
 */
final class Conditions {
  private static final String PERIOD = "_period";
  private static final String ROW = "_source_row";

  private final List<StoredColumn> columns;
  private final String table;

  Conditions(String table, List<StoredColumn> columns) {
    this.table = table;
    this.columns = columns;
  }

  /**
   * Returns the filter that a request means.
   *
   * @throws UsageException if a condition is none, names no column, or has a value that no value of
   *     the column's type is
   */
  RowFilter of(TraceRequest request) {
    List<Condition> conditions = new ArrayList<>();
    if (request.row() != null) {
      conditions.add(new Condition(column(ROW), Long.toString(request.row())));
    }
    if (request.period() != null) {
      conditions.add(new Condition(column(PERIOD), request.period()));
    }
    request.where().forEach(text -> conditions.add(condition(text)));
    return new RowFilter.Matching(conditions);
  }

  private Condition condition(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new UsageException(
          "--where '" + text + "' is no condition",
          "write column=value, such as --where org_code=RAX; column= finds rows without a value");
    }
    StoredColumn column = column(text.substring(0, equals).strip());
    String value = text.substring(equals + 1);
    return new Condition(column, value.isEmpty() ? null : typed(column, value));
  }

  /**
   * Returns a column of the table.
   *
   * @throws UsageException naming those there are
   */
  StoredColumn column(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return columns.stream()
        .filter(column -> column.name().equals(name) || column.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    table + " has no column '" + name + "'",
                    "its columns are "
                        + String.join(", ", columns.stream().map(StoredColumn::name).toList())));
  }

  private static @Nullable String typed(StoredColumn column, String value) {
    String text = value.strip();
    try {
      return switch (column.type()) {
        case TEXT -> value;
        case INTEGER, BIGINT -> Long.toString(Long.parseLong(text.replace(",", "")));
        case NUMERIC -> number(text).toPlainString();
        case DOUBLE -> Double.toString(Double.parseDouble(text));
        case DATE -> LocalDate.parse(text).toString();
        case TIMESTAMP -> LocalDateTime.parse(text.replace(' ', 'T')).toString();
        case TIME -> LocalTime.parse(text).toString();
        case BOOLEAN -> bool(text);
      };
    } catch (NumberFormatException | DateTimeException e) {
      throw new UsageException(
          "'"
              + value
              + "' is no "
              + column.type().text()
              + ", which column "
              + column.name()
              + " is",
          "write it as " + example(column.type()),
          e);
    }
  }

  /** A few letters can stand for a number of a billion digits. */
  private static BigDecimal number(String text) {
    BigDecimal number = new BigDecimal(text.replace(",", ""));
    if (Math.abs((long) number.scale()) > 1_000 || number.precision() > 1_000) {
      throw new NumberFormatException("too many digits");
    }
    return number;
  }

  private static String bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "t", "yes" -> "true";
      case "false", "f", "no" -> "false";
      default -> throw new NumberFormatException(text);
    };
  }

  private static String example(ColumnType type) {
    return switch (type) {
      case TEXT -> "it stands";
      case INTEGER, BIGINT -> "1234";
      case NUMERIC, DOUBLE -> "12.5";
      case DATE -> "2025-08-31";
      case TIMESTAMP -> "2025-08-31T09:30";
      case TIME -> "09:30";
      case BOOLEAN -> "true or false";
    };
  }
}
