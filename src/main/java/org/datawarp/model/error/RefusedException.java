package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** A safety rule that said no; nothing was changed. */
public final class RefusedException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public RefusedException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public RefusedException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.REFUSED, message, hint, cause);
  }
}
