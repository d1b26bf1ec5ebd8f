package org.datawarp.lifecycle.transfer;

import java.util.concurrent.atomic.AtomicLong;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.storage.object.TransferListener;
import org.jspecify.annotations.Nullable;

/** Counts the bytes that travel and keeps them to a rate. */
public final class Throttle implements TransferListener {
  private static final long SECOND = 1_000_000_000L;

  private final @Nullable Long bytesPerSecond;
  private final AtomicLong passed = new AtomicLong();
  private long freeAt;

  Throttle(@Nullable Long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
    this.freeAt = System.nanoTime();
  }

  /** Returns how many bytes have passed. */
  public long count() {
    return passed.get();
  }

  @Override
  public void passed(int bytes) {
    passed.addAndGet(bytes);
    Long rate = bytesPerSecond;
    if (rate == null) {
      return;
    }
    long wait = reserve(bytes * SECOND / rate);
    if (wait <= 0) {
      return;
    }
    try {
      Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while keeping to --bwlimit", null, e);
    }
  }

  /** Takes the next stretch of time and returns how long it is until then. */
  private synchronized long reserve(long cost) {
    long now = System.nanoTime();
    long start = Math.max(now, freeAt);
    freeAt = start + cost;
    return start - now;
  }
}
