package org.datawarp.load;

import org.datawarp.model.ColumnType;

/**
 * A column whose type is made wider without changing a value.
 *
 * @param column its name
 * @param from the type it had, as PostgreSQL prints it, such as {@code varchar(50)}
 * @param to the type it gets
 */
public record Widening(String column, String from, ColumnType to) {
  @Override
  public String toString() {
    return column + ": " + from + " → " + to.sql();
  }
}
