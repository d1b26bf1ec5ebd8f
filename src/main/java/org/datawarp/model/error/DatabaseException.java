package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** A database that cannot be reached, or whose schema is not the expected one. */
public final class DatabaseException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public DatabaseException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public DatabaseException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.DATABASE, message, hint, cause);
  }
}
