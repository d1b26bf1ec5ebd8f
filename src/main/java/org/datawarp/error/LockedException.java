package org.datawarp.error;

import org.jspecify.annotations.Nullable;

/** Another run holds the source or the workspace. */
public final class LockedException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public LockedException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public LockedException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.LOCKED, message, hint, cause);
  }
}
