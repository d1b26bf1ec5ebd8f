package org.datawarp.lifecycle.run;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing in which files, manifests' headers and the database are at odds.
 *
 * @param kind in what way
 * @param item the source, or the file relative to the workspace
 * @param source the source or manifest it is of; null for the database as a whole
 * @param what what is wrong with it, for people
 */
public record Drift(Kind kind, String item, @Nullable String source, String what) {
  /** The ways of being at odds. */
  public enum Kind {
    /** The database is not the one that the workspace was last used with. */
    DATABASE,
    /** A source has an export here and no row in the registry. */
    UNREGISTERED,
    /** A file is in its place and the database does not record it. */
    UNRECORDED,
    /** A file is recorded and not there. */
    MISSING,
    /** A file is not what is recorded of it. */
    CHANGED,
    /** A manifest's header says something else than the database. */
    HEADER,
    /** It cannot be read, so that nobody can tell. */
    UNREADABLE;

    /** Tells whether {@code status --fix} looks after it. */
    public boolean isMendable() {
      return this == UNRECORDED || this == MISSING || this == HEADER;
    }
  }

  /** Says in one line that there is some; empty where there is none. */
  public static Optional<String> summary(List<Drift> all) {
    if (all.isEmpty()) {
      return Optional.empty();
    }
    String more = all.size() == 1 ? "" : " (and " + (all.size() - 1) + " more)";
    return Optional.of(
        "files and records are at odds: " + all.get(0) + more + "; see 'datawarp status'");
  }

  @Override
  public String toString() {
    return what + ": " + item;
  }
}
