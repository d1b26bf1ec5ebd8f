package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/**
 * An object store that could not be reached after retries, or behind whose address something else
 * answers. Nothing is wrong with what it holds: try again later.
 */
public final class StoreUnavailableException extends StorageException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message, what to do next and what caused it. */
  public StoreUnavailableException(
      String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.SOURCE_UNAVAILABLE, message, hint, cause);
  }
}
