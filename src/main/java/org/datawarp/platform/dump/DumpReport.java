package org.datawarp.platform.dump;

import java.util.List;
import java.util.Map;

/**
 * What a dump holds.
 *
 * @param writer who wrote it, such as {@code datawarp} or {@code pg_dump 18.1}
 * @param serverVersion the version of the server it is of
 * @param tables its tables with rows, by name; parents of partitions and views are not among them
 * @param things what was defined: kind and name, with the SHA-256 of the definition
 * @param leftOut views that are not in it, each with what it uses that is not backed up
 */
public record DumpReport(
    String writer,
    String serverVersion,
    List<DumpedTable> tables,
    Map<String, String> things,
    List<String> leftOut) {
  /** Copies the collections. */
  public DumpReport {
    tables = List.copyOf(tables);
    things = Map.copyOf(things);
    leftOut = List.copyOf(leftOut);
  }

  /** Returns the rows of all tables. */
  public long rows() {
    return tables.stream().mapToLong(DumpedTable::rows).sum();
  }
}
