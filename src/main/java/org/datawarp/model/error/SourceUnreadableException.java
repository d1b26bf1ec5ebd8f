package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** A file that is not what it should be, or in which no table was found. */
public final class SourceUnreadableException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public SourceUnreadableException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public SourceUnreadableException(
      String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.SOURCE_UNREADABLE, message, hint, cause);
  }
}
