package org.datawarp.cloud;

import java.time.Duration;

/** Waits between attempts; a test's does not. */
@FunctionalInterface
interface Pause {
  /** The pause that puts the thread to sleep. */
  Pause SLEEP = duration -> Thread.sleep(duration.toMillis());

  void last(Duration duration) throws InterruptedException;
}
