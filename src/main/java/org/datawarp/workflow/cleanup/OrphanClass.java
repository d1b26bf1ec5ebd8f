package org.datawarp.workflow.cleanup;

/** The sorts of things that can lose their owner, in the order in which they are told. */
public enum OrphanClass {
  LOAD_HISTORY("load_history", "Orphaned load_history records", "sources deleted"),
  MANIFEST_FILES("manifest_files", "Orphaned manifest_files records", "manifests deleted"),
  STAGING_TABLES("staging_tables", "Orphaned staging tables", "sources unregistered"),
  SOURCES("sources", "Sources without a table", "tables dropped"),
  COLUMN_METADATA("column_metadata", "Orphaned column_metadata records", "columns gone"),
  CANONICAL_SOURCES(
      "canonical_sources", "Orphaned canonical_sources records", "sources unregistered"),
  PARQUET("parquet", "Orphaned parquet files", "sources deleted"),
  DESCRIPTIONS("descriptions", "Descriptions and Parquet files apart", "one without the other"),
  CATALOG("catalog", "Catalogue rows without a file", "files gone"),
  MANIFESTS("manifests", "Orphaned manifests", "sources deleted"),
  DOWNLOADS("downloads", "Downloads outside the index", "nothing refers to them"),
  INDEX_ENTRIES("index_entries", "Index entries without a download", "files gone"),
  VERSIONS("versions", "Old versions beyond their number", "newer ones are kept"),
  TRASH("trash", "Expired trash", "its time is over"),
  TEMPORARY("temporary", "Stale temporary files", "left by stopped programs"),
  DEPRECATED("deprecated", "Deprecated manifests", "their time is over");

  private final String key;
  private final String title;
  private final String because;

  OrphanClass(String key, String title, String because) {
    this.key = key;
    this.title = title;
    this.because = because;
  }

  /** Returns the word in JSON and plan files. */
  public String key() {
    return key;
  }

  /** Returns what people call them. */
  public String title() {
    return title;
  }

  /** Returns in a few words how they came to be. */
  public String because() {
    return because;
  }

  /** Tells whether a report names the class also when there is none of it. */
  public boolean isAlwaysTold() {
    return this == LOAD_HISTORY
        || this == MANIFEST_FILES
        || this == STAGING_TABLES
        || this == PARQUET;
  }

  /**
   * Tells whether these count against the limit of deletions: not what was bounded when it went to
   * the trash, and not what never held data.
   */
  public boolean isBounded() {
    return this != TRASH && this != TEMPORARY;
  }
}
