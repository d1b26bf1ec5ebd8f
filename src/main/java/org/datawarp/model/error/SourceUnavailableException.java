package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** A download that failed after its retries. */
public final class SourceUnavailableException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public SourceUnavailableException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public SourceUnavailableException(
      String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.SOURCE_UNAVAILABLE, message, hint, cause);
  }
}
