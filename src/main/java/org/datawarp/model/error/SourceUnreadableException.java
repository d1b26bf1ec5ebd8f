package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** A file that is not what it should be, or in which no table was found. */
public final class SourceUnreadableException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  private final boolean isAbsent;

  /** Builds the failure from its message and what to do next. */
  public SourceUnreadableException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public SourceUnreadableException(
      String message, @Nullable String hint, @Nullable Throwable cause) {
    this(message, hint, cause, false);
  }

  private SourceUnreadableException(
      String message, @Nullable String hint, @Nullable Throwable cause, boolean isAbsent) {
    super(ExitCode.SOURCE_UNREADABLE, message, hint, cause);
    this.isAbsent = isAbsent;
  }

  /** Builds the failure of asking for what is not there, or not there yet. */
  public static SourceUnreadableException absent(
      String message, @Nullable String hint, @Nullable Throwable cause) {
    return new SourceUnreadableException(message, hint, cause, true);
  }

  @Override
  public boolean isAbsent() {
    return isAbsent;
  }
}
