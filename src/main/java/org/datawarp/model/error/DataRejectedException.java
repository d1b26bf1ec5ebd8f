package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** Rows that do not reconcile or that PostgreSQL refused; nothing was changed. */
public final class DataRejectedException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public DataRejectedException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public DataRejectedException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.DATA_REJECTED, message, hint, cause);
  }
}
