package org.datawarp.model.error;

import org.jspecify.annotations.Nullable;

/** Another run holds the source or the workspace, or somebody a lock in the database. */
public final class LockedException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String holder;

  /** Builds the failure from its message and what to do next. */
  public LockedException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public LockedException(String message, @Nullable String hint, @Nullable Throwable cause) {
    this(null, message, hint, cause);
  }

  private LockedException(
      @Nullable String holder, String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.LOCKED, message, hint, cause);
    this.holder = holder;
  }

  /**
   * Builds the failure that names who holds the lock.
   *
   * @param holder who
   * @param before the message up to the holder's name
   */
  public static LockedException heldBy(
      String holder, String before, @Nullable String hint, @Nullable Throwable cause) {
    return new LockedException(holder, before + holder, hint, cause);
  }

  /** Tells whether the message says who holds the lock. */
  public boolean namesHolder() {
    return holder != null;
  }
}
