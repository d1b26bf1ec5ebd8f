package org.datawarp.pipeline.download;

import java.time.Duration;

/** Waits between attempts; a test's does not. */
@FunctionalInterface
interface RetryDelay {
  void last(Duration duration) throws InterruptedException;

  /** Puts the thread to sleep. */
  static void sleep(Duration duration) throws InterruptedException {
    Thread.sleep(duration.toMillis());
  }
}
