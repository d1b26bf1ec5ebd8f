package org.datawarp.pipeline.extract;

/** The version of the rules by which tables are found, named and typed. */
public final class ExtractionVersion {
  /**
   * Raised whenever the same file could give other rows or columns than before. What is loaded
   * stays as it was read until a person asks for the new reading.
   */
  public static final int CURRENT = 5;

  private ExtractionVersion() {}
}
