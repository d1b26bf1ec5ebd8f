package org.datawarp.pipeline.extract;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.datawarp.model.Progress;
import org.datawarp.model.error.SourceUnreadableException;

/**
 * What reading one file may cost, measured by how much it holds: a few bytes can claim millions of
 * cells.
 *
 * <p>The spool may grow to 64 MiB and, on top of that, eight times the unpacked bytes that were
 * read. Time is five minutes and ten seconds for each MiB of them. One thread reads and asks;
 * {@link #finish} is seen by others.
 */
public final class ReadingBudget {
  private static final long FREE_SPOOL_BYTES = 64L << 20;
  private static final long SPOOL_BYTES_PER_CONTENT_BYTE = 8;
  private static final Duration FREE_TIME = Duration.ofMinutes(5);
  private static final long NANOS_PER_CONTENT_BYTE = Duration.ofSeconds(10).toNanos() >> 20;
  private static final String HINT =
      "this protects the computer; if the file is honest, split it, or have it saved as CSV";

  private final String displayName;
  private final LongSupplier nanoTime;
  private final long start;
  private final Progress progress;
  private volatile boolean finished;
  private long contentBytes;
  private long expectedBytes;
  private long spooledBytes;

  /**
   * Starts the time.
   *
   * @param displayName what messages call the file
   * @param nanoTime as {@link System#nanoTime}
   */
  public ReadingBudget(String displayName, LongSupplier nanoTime) {
    this(displayName, nanoTime, Progress.NONE);
  }

  ReadingBudget(String displayName, LongSupplier nanoTime, Progress progress) {
    this.progress = progress;
    this.displayName = displayName;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Counts unpacked bytes of the file that were read. */
  public void contentRead(long bytes) {
    contentBytes += bytes;
    checkTime();
    progress.progressed("reading " + displayName, contentBytes, total());
  }

  /** Counts bytes that the file says it unpacks to; only progress is told by them. */
  public void contentExpected(long bytes) {
    expectedBytes += Math.max(0, bytes);
  }

  /** More may come than was said, and then nobody knows how much. */
  private long total() {
    return contentBytes > expectedBytes ? -1 : expectedBytes;
  }

  /**
   * Counts bytes that go to the spool.
   *
   * @throws SourceUnreadableException if they are too many for what was read
   */
  public void spooled(long bytes) {
    spooledBytes += bytes;
    long most = FREE_SPOOL_BYTES + SPOOL_BYTES_PER_CONTENT_BYTE * contentBytes;
    if (spooledBytes > most) {
      throw new SourceUnreadableException(
          displayName
              + " repeats so much that its cells fill more than "
              + most
              + " bytes of temporary space, 64 MiB and eight times the "
              + contentBytes
              + " bytes it unpacks to",
          HINT);
    }
    checkTime();
  }

  /** Refuses a row that does not fit in memory. */
  public SourceUnreadableException rowTooLong(long row, long maxBytes) {
    return new SourceUnreadableException(
        displayName + " holds more than " + maxBytes + " bytes in row " + row, HINT);
  }

  /**
   * Asks whether there is time left.
   *
   * @throws SourceUnreadableException if not, and the reading is not over
   */
  public void checkTime() {
    long allowed = FREE_TIME.toNanos() + NANOS_PER_CONTENT_BYTE * contentBytes;
    if (!finished && nanoTime.getAsLong() - start > allowed) {
      throw new SourceUnreadableException(
          displayName
              + " could not be read in "
              + Duration.ofNanos(allowed).toSeconds()
              + " seconds, the time for the "
              + contentBytes
              + " bytes it unpacks to",
          HINT);
    }
  }

  /** Ends the time: the tables are found, and loading their rows takes as long as it takes. */
  public void finish() {
    finished = true;
  }
}
