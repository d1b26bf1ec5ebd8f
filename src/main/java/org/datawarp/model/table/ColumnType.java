package org.datawarp.model.table;

import java.util.Locale;

/** The types a staging column can have. */
public enum ColumnType {
  TEXT("text"),
  /** Only in adopted tables and in what {@code inspect} reports; new columns are BIGINT. */
  INTEGER("integer"),
  BIGINT("bigint"),
  NUMERIC("numeric"),
  /** Only in adopted tables. */
  DOUBLE("double precision"),
  DATE("date"),
  /** Without a time zone, microseconds. */
  TIMESTAMP("timestamp without time zone"),
  TIME("time without time zone"),
  BOOLEAN("boolean");

  private final String sql;

  ColumnType(String sql) {
    this.sql = sql;
  }

  /** Returns PostgreSQL's name of the type, as {@code format_type} prints it. */
  public String sql() {
    return sql;
  }

  /** Returns the short name used in manifests and in JSON: lower case, one word. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Tells whether values of this type are numbers. */
  public boolean isNumber() {
    return switch (this) {
      case INTEGER, BIGINT, NUMERIC, DOUBLE -> true;
      case TEXT, DATE, TIMESTAMP, TIME, BOOLEAN -> false;
    };
  }
}
