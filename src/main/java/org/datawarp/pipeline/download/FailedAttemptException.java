package org.datawarp.pipeline.download;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One attempt failed; the transfer decides whether there is another. */
final class FailedAttemptException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient NetworkFailures.Failure failure;
  private final @Nullable Duration retryAfter;

  FailedAttemptException(
      NetworkFailures.Failure failure, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(failure.message(), cause);
    this.failure = failure;
    this.retryAfter = retryAfter;
  }

  NetworkFailures.Failure failure() {
    return failure;
  }

  /** Returns how long the server wants to be left alone, null when it does not say. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
