package org.datawarp.model.table;

import java.nio.charset.StandardCharsets;

/**
 * A table's schema and name, the only way an identifier gets into SQL.
 *
 * @param schema the schema, unquoted
 * @param name the table, unquoted, at most 63 bytes in UTF-8
 */
public record TableName(String schema, String name) implements Comparable<TableName> {
  /** PostgreSQL's longest identifier in bytes; longer ones are cut without an error. */
  public static final int MAX_IDENTIFIER_BYTES = 63;

  /** Checks both parts. */
  public TableName {
    requireIdentifier(schema);
    requireIdentifier(name);
  }

  /** Returns {@code "schema"."name"} for use in SQL. */
  public String quoted() {
    return quote(schema) + "." + quote(name);
  }

  /**
   * Returns an identifier quoted for SQL.
   *
   * @throws IllegalArgumentException if it is empty, longer than 63 bytes or holds U+0000
   */
  public static String quote(String identifier) {
    requireIdentifier(identifier);
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  private static void requireIdentifier(String text) {
    if (text.isEmpty()
        || text.indexOf('\0') >= 0
        || text.getBytes(StandardCharsets.UTF_8).length > MAX_IDENTIFIER_BYTES) {
      throw new IllegalArgumentException("not a PostgreSQL identifier: '" + text + "'");
    }
  }

  @Override
  public int compareTo(TableName other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
