package org.datawarp.download;

import java.time.Duration;

/** Waits between attempts; a test's does not. */
@FunctionalInterface
interface Pause {
  void last(Duration duration) throws InterruptedException;

  /** Puts the thread to sleep. */
  static void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }
}
