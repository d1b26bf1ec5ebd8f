package org.datawarp.model.table;

import java.util.Locale;

/**
 * One way in which a table differs from what is remembered of it. Nothing follows from it but that
 * people are told: columns go by their headers, wherever they stand.
 *
 * @param table what the remembered table is called, usually its source code
 * @param kind what differs
 * @param text what and where, for people, without the table's name
 */
public record TableDifference(String table, Kind kind, String text) {
  /** What can differ. */
  public enum Kind {
    /** No table has its headers. */
    TABLE_GONE,
    /** A table that is not remembered. */
    TABLE_ADDED,
    /** It stands on another sheet. */
    SHEET,
    /** Its header or its first column is elsewhere. */
    MOVED,
    /** A header is gone. */
    HEADER_GONE,
    /** A header is new. */
    HEADER_ADDED,
    /** A header stands where another one was. */
    HEADER_RENAMED,
    /** The headers are in another order. */
    HEADER_ORDER,
    /** Period columns were rows and are not any more, or the other way round. */
    UNPIVOT,
    /** It keeps names that the rules of today would not give: {@code --reread} takes theirs. */
    REREAD_NAMES,
    /** The rules of today read further columns. */
    REREAD_ADDED,
    /** The rules of today read fewer columns, or no such table. */
    REREAD_GONE,
    /** The rules of today read a part of it as a table of its own. */
    REREAD_SPLIT;

    /** Returns the form used in JSON. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the line for people: the table's name and what differs. */
  public String line() {
    return table + ": " + text;
  }
}
