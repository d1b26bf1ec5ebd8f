package org.datawarp.pipeline.enrich;

/** Describes tables and columns of which their publisher says nothing. */
public interface ColumnDescriber {
  /** Returns what it is, for people and for the manifest, such as {@code model gpt-4o}. */
  String name();

  /**
   * Describes what it can. Never fails: what it cannot describe is missing in the answer, and the
   * answer says why.
   */
  TableAnswer describe(TableQuestion question);
}
