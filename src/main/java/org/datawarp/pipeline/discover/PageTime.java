package org.datawarp.pipeline.discover;

import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.datawarp.model.error.SourceUnreadableException;

/** The time that one page may take to be read, whatever is on it. */
final class PageTime {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final URI address;
  private final LongSupplier nanoTime;
  private final long start;

  /** Starts the time, which is told as by {@link System#nanoTime}. */
  PageTime(URI address, LongSupplier nanoTime) {
    this.address = address;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /**
   * Asks whether there is time left.
   *
   * @throws SourceUnreadableException if not
   */
  void check() {
    if (nanoTime.getAsLong() - start > LIMIT.toNanos()) {
      throw new SourceUnreadableException(
          "the page " + address + " could not be read in " + LIMIT.toSeconds() + " seconds",
          "give the address of the file itself");
    }
  }
}
