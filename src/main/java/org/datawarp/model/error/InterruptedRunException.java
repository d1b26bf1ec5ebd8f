package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** A run stopped by the user and rolled back. */
public final class InterruptedRunException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public InterruptedRunException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public InterruptedRunException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.INTERRUPTED, message, hint, cause);
  }
}
