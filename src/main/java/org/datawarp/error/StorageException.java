package org.datawarp.error;

import org.jspecify.annotations.Nullable;

/** A disk or cloud store that failed, or a checksum that differs. */
public final class StorageException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public StorageException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public StorageException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.STORAGE, message, hint, cause);
  }
}
