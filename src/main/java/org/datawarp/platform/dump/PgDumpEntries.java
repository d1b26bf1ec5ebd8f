package org.datawarp.platform.dump;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * Which entries of pg_dump's output are passed on. Each begins with a comment such as {@code --
 * Name: twice(integer); Type: FUNCTION; Schema: staging; Owner: -}.
 *
 * <p>Left are schemas and row policies, which are written otherwise here, so that neither is made
 * twice; and what the role that restores a backup could not make.
 */
final class PgDumpEntries {
  private static final String NAME = "-- Name: ";
  private static final String TYPE = "; Type: ";
  private static final String SCHEMA = "; Schema: ";
  private static final String OWNER = "; Owner: ";

  private final Set<String> leftOut = new HashSet<>();
  private final Set<String> leftOutComments = new HashSet<>();
  private boolean passes = true;

  /** Reads which things are left out. */
  static PgDumpEntries of(Catalogue catalogue, Definitions definitions) throws SQLException {
    PgDumpEntries entries = new PgDumpEntries();
    if (!definitions.leftOutKeys().isEmpty()) {
      for (Catalogue.Line line : catalogue.ask(DependencySql.TAGS, DependencySql.TAGS_PARAMETERS)) {
        if (!definitions.holds(line.at(0))) {
          entries.leftOut.add(entry(line.at(1), line.at(2)));
          entries.leftOutComments.add(entry(line.at(1), line.at(3)));
        }
      }
    }
    return entries;
  }

  /**
   * Tells whether a statement is passed on.
   *
   * @param text the statement with the comments before it, as pg_dump wrote them
   * @param sql the statement alone
   */
  boolean pass(byte[] text, String sql) {
    String header = header(text);
    if (header != null) {
      passes = passes(header);
    }
    return passes || sql.startsWith("SET ");
  }

  private boolean passes(String header) {
    int owner = header.lastIndexOf(OWNER);
    int schema = header.lastIndexOf(SCHEMA, owner);
    int type = header.lastIndexOf(TYPE, schema);
    if (owner < 0 || schema < 0 || type < 0) {
      return true;
    }
    String tag = header.substring(NAME.length(), type);
    String kind = header.substring(type + TYPE.length(), schema);
    String entry = entry(header.substring(schema + SCHEMA.length(), owner), tag);
    return switch (kind) {
      case "SCHEMA", "POLICY" -> false;
      case "COMMENT" -> !tag.startsWith("POLICY ") && !leftOutComments.contains(entry);
      case "TABLE", "TABLE DATA", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "SEQUENCE SET" -> true;
      default -> !leftOut.contains(entry);
    };
  }

  /** Returns the last line before the statement that begins an entry, or null. */
  private static @org.jspecify.annotations.Nullable String header(byte[] text) {
    String found = null;
    int start = 0;
    while (start < text.length && isBeforeStatement(text[start])) {
      int end = start;
      while (end < text.length && text[end] != '\n') {
        end++;
      }
      String line = new String(text, start, end - start, StandardCharsets.UTF_8);
      if (line.startsWith(NAME)) {
        found = line;
      }
      start = end + 1;
    }
    return found;
  }

  private static boolean isBeforeStatement(byte first) {
    return first == '-' || first == '\\' || first == '\n' || first == '\r';
  }

  /** Quotes do not count: pg_dump quotes names in some tags and not in others. */
  private static String entry(String schema, String tag) {
    return (schema + "\n" + tag).replace("\"", "");
  }
}
