package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** An object store that was reached and refused what was asked of it, as it would the next time. */
public final class StoreRefusedException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message, what to do next and what caused it. */
  public StoreRefusedException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.STORAGE, message, hint, cause);
  }
}
