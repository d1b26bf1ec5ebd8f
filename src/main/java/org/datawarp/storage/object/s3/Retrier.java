package org.datawarp.storage.object.s3;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.storage.object.Sleeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries again what failed for a passing reason: the one place that does. */
final class Retrier {
  private static final Logger LOG = LoggerFactory.getLogger(Retrier.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(20);

  /** A server that wants more patience than this is not waited for. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  /** Whoever has waited for longer than this is told why. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Sleeper pause;

  /**
   * A failed attempt.
   *
   * @param failure what is thrown when it was the last
   * @param chances how many further attempts make sense
   * @param wanted how long the server wants to be left alone, zero where it does not say
   */
  record Failed(DatawarpException failure, int chances, Duration wanted) {
    /** Returns the failure with the server's wish. */
    Failed patient(Duration wish) {
      return new Failed(failure, chances, wish);
    }
  }

  /** One attempt. */
  @FunctionalInterface
  interface Attempt<T> {
    /** Tries; {@code number} counts from 1. */
    T run(int number) throws FailedAttemptException;
  }

  /** What an attempt throws. */
  static final class FailedAttemptException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failed failed;

    FailedAttemptException(Failed failed) {
      super(failed.failure());
      this.failed = failed;
    }
  }

  Retrier(Sleeper pause) {
    this.pause = pause;
  }

  /** Runs attempts until one succeeds or none makes sense any more. */
  <T> T run(Attempt<T> attempt) {
    int number = 1;
    long start = System.nanoTime();
    boolean told = false;
    while (true) {
      try {
        return attempt.run(number);
      } catch (FailedAttemptException e) {
        Failed failed = e.failed;
        if (number > failed.chances() || failed.wanted().compareTo(LONGEST_WAIT) > 0) {
          throw failed.failure();
        }
        boolean isLong = System.nanoTime() - start > PATIENCE.toNanos();
        if (isLong && !told) {
          LOG.warn("{}; trying again, up to {} times", message(failed), failed.chances());
          told = true;
        }
        waitBefore(number, failed);
        number++;
      }
    }
  }

  private static @Nullable String message(Failed failed) {
    return failed.failure().getMessage();
  }

  private void waitBefore(int failures, Failed failed) {
    Duration backoff = backoff(failures, RandomGenerator.getDefault());
    Duration wait = failed.wanted().compareTo(backoff) > 0 ? failed.wanted() : backoff;
    LOG.debug(
        "attempt {} failed, next in {} ms: {}",
        failures,
        wait.toMillis(),
        failed.failure().getMessage());
    try {
      pause.last(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped between two attempts", null, e);
    }
  }

  /** A wait that doubles, half of it random, so that many clients do not return together. */
  static Duration backoff(int failures, RandomGenerator random) {
    long doubled = FIRST_WAIT.toMillis() << Math.min(failures - 1, 10);
    long full = Math.min(doubled, LONGEST_BACKOFF.toMillis());
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }
}
