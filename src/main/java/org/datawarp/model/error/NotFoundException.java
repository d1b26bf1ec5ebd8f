package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** No such source, manifest, table or run. */
public final class NotFoundException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public NotFoundException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public NotFoundException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.NOT_FOUND, message, hint, cause);
  }
}
