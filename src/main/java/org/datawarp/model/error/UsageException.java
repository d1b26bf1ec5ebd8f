package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** A bad option, argument or configuration value. */
public final class UsageException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public UsageException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public UsageException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.USAGE, message, hint, cause);
  }
}
