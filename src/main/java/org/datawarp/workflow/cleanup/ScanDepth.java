package org.datawarp.workflow.cleanup;

/** How much is asked about what has lost its owner. */
enum ScanDepth {
  /** How many there are: neither rows nor the bytes of files are read. */
  COUNT,
  /** Everything that decides about them: ages of rows, hashes of files, rows that are traced. */
  DECIDE
}
