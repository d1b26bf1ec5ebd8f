package org.datawarp.cli;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Which events are logged: of Datawarp warnings, every step where that is asked for, and what is
 * told to a person too where there is a file; of libraries errors.
 */
final class LogThresholds {
  static final String OWN = "org.datawarp";

  /**
   * What POI throws is reported with file and remedy; it logs the same before, as a stack trace.
   */
  static final String POI = "org.apache.poi";

  private static volatile boolean verbose;
  private static volatile boolean toFile;

  private LogThresholds() {}

  static void set(boolean everyStep, boolean withFile) {
    verbose = everyStep;
    toFile = withFile;
  }

  static boolean isVerbose() {
    return verbose;
  }

  /** Returns the least level of Datawarp's events that standard error shows. */
  static Level shown() {
    return verbose ? Level.DEBUG : Level.WARN;
  }

  /** Returns the least level of a logger's events that are written; null when none is. */
  static @Nullable Level of(String logger) {
    if (logger.startsWith(POI)) {
      return null;
    }
    if (logger.startsWith(OWN)) {
      return toFile ? Level.TRACE : shown();
    }
    return Level.ERROR;
  }
}
