package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/**
 * A failure a person can act on.
 *
 * <p>The message is one line that says what failed and on which thing (path, URL, table or row
 * number); the hint, one line too, says what to do next. Neither ever holds a secret. An {@link
 * IllegalStateException} instead of one of these means a bug in Datawarp.
 */
public abstract class DatawarpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final @Nullable String hint;

  DatawarpException(
      ExitCode exitCode, String message, @Nullable String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.hint = hint;
  }

  /** Returns the exit code of a program that ends with this failure. */
  public final ExitCode exitCode() {
    return exitCode;
  }

  /** Tells whether a publisher answered that there is nothing: it may not be published yet. */
  public boolean isAbsent() {
    return false;
  }

  /** Returns what to do next, or null where the message already says it. */
  public final @Nullable String hint() {
    return hint;
  }
}
