package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** A disk that failed, a store that refused, or a checksum that differs. */
public class StorageException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public StorageException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public StorageException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.STORAGE, message, hint, cause);
  }

  /** Builds a failure of a store that has a remedy, and so an exit code, of its own. */
  StorageException(
      ExitCode exitCode, String message, @Nullable String hint, @Nullable Throwable cause) {
    super(exitCode, message, hint, cause);
  }
}
