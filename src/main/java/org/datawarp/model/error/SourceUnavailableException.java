package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** A download that failed after its retries. */
public final class SourceUnavailableException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  private final boolean isAbsent;

  /** Builds the failure from its message and what to do next. */
  public SourceUnavailableException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public SourceUnavailableException(
      String message, @Nullable String hint, @Nullable Throwable cause) {
    this(message, hint, cause, false);
  }

  private SourceUnavailableException(
      String message, @Nullable String hint, @Nullable Throwable cause, boolean isAbsent) {
    super(ExitCode.SOURCE_UNAVAILABLE, message, hint, cause);
    this.isAbsent = isAbsent;
  }

  /** Builds the failure of asking for what is not there, or not there yet. */
  public static SourceUnavailableException absent(
      String message, @Nullable String hint, @Nullable Throwable cause) {
    return new SourceUnavailableException(message, hint, cause, true);
  }

  @Override
  public boolean isAbsent() {
    return isAbsent;
  }
}
