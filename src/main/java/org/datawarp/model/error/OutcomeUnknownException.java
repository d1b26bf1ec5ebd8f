package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** A connection that broke during commit: look before retrying. */
public final class OutcomeUnknownException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public OutcomeUnknownException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public OutcomeUnknownException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.OUTCOME_UNKNOWN, message, hint, cause);
  }
}
