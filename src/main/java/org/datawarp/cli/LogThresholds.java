package org.datawarp.cli;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Which events are logged: warnings of Datawarp, errors of libraries; all steps when verbose. */
final class LogThresholds {
  static final String OWN = "org.datawarp";

  /** What POI throws is reported with file and remedy; it logs the same before, as a stack trace. */
  static final String POI = "org.apache.poi";

  private static volatile boolean verbose;

  private LogThresholds() {}

  static boolean isVerbose() {
    return verbose;
  }

  static void beVerbose() {
    verbose = true;
  }

  /** Returns the least level of a logger's events that are written; null when none is. */
  static @Nullable Level of(String logger) {
    if (logger.startsWith(POI)) {
      return null;
    }
    if (logger.startsWith(OWN)) {
      return verbose ? Level.DEBUG : Level.WARN;
    }
    return Level.ERROR;
  }
}
