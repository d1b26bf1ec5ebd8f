package org.datawarp.platform.dump;

/** Told of how far a dump, or reading one back, has come. */
@FunctionalInterface
public interface DumpListener {
  /** Tells nobody. */
  DumpListener SILENT = (table, rows) -> {};

  /**
   * Called after each table and now and then within one.
   *
   * @param table its name
   * @param rows how many of its rows are done
   */
  void progress(String table, long rows);
}
