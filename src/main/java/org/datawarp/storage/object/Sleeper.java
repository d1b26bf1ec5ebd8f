package org.datawarp.storage.object;

import java.time.Duration;

/** Waits between attempts; a test's does not. */
@FunctionalInterface
public interface Sleeper {
  /** The pause that puts the thread to sleep. */
  Sleeper SLEEP = duration -> Thread.sleep(duration.toMillis());

  void last(Duration duration) throws InterruptedException;
}
