package org.datawarp.pipeline.load;

/**
 * A column whose type is made wider without changing a value.
 *
 * @param column its name
 * @param from the type it had, as PostgreSQL prints it, such as {@code character varying(50)}
 * @param to the type it gets, as PostgreSQL prints it
 */
public record Widening(String column, String from, String to) {
  @Override
  public String toString() {
    return column + ": " + from + " to " + to;
  }
}
