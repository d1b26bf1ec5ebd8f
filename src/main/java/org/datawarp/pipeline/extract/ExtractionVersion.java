package org.datawarp.pipeline.extract;

/** The version of the rules by which tables are found, named and typed. */
public final class ExtractionVersion {
  /** Raised whenever the same file could give other rows or columns than before. */
  public static final int CURRENT = 2;

  private ExtractionVersion() {}
}
