package org.datawarp.model.error;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** No such source, manifest, table or run. */
public final class NotFoundException extends DatawarpException {
  private static final long serialVersionUID = 1L;

  /** Builds the failure from its message and what to do next. */
  public NotFoundException(String message, @Nullable String hint) {
    this(message, hint, null);
  }

  /**
   * Builds the failure of a name that fits nothing.
   *
   * @param message what was looked for
   * @param name the name as given
   * @param known the names that there are
   */
  public static NotFoundException named(String message, String name, Collection<String> known) {
    return new NotFoundException(
        message, Suggestion.hint(name, known, "see 'datawarp list' for the names"));
  }

  /** Builds the failure from its message, what to do next and what caused it. */
  public NotFoundException(String message, @Nullable String hint, @Nullable Throwable cause) {
    super(ExitCode.NOT_FOUND, message, hint, cause);
  }
}
