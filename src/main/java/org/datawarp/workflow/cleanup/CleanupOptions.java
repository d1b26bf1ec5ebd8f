package org.datawarp.workflow.cleanup;

import java.util.Set;
import org.datawarp.model.Age;
import org.jspecify.annotations.Nullable;

/**
 * What a cleanup may do.
 *
 * @param minAge things younger than this are kept
 * @param maxDelete how many things may go, and more than a tenth of a class with them; null for the
 *     usual limits
 * @param given what else is allowed
 */
public record CleanupOptions(Age minAge, @Nullable Integer maxDelete, Set<Permission> given) {
  /** The age below which things are kept. */
  public static final Age USUAL_MIN_AGE = Age.parse("72h");

  /** The options without any of them given. */
  public static final CleanupOptions USUAL = new CleanupOptions(USUAL_MIN_AGE, null, Set.of());

  /** Copies the set. */
  public CleanupOptions {
    given = Set.copyOf(given);
  }

  /** What can be allowed besides. */
  public enum Permission {
    /** Tables that look like staging tables may go though Datawarp did not record them. */
    INCLUDE_UNRECORDED,
    /** The database is the right one though it is empty, or another than last time. */
    ACCEPT_DATABASE
  }

  boolean has(Permission permission) {
    return given.contains(permission);
  }
}
