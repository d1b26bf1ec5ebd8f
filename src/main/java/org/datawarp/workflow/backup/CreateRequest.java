package org.datawarp.workflow.backup;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which backup is wanted.
 *
 * @param to the store's address; null for the workspace
 * @param endpoint the store's server; null for the configured one
 * @param writer who writes it
 * @param schemas further schemas
 * @param maxWait how long to wait for other runs
 * @param commandLine the command as other people are told of it
 */
public record CreateRequest(
    @Nullable String to,
    @Nullable String endpoint,
    Writer writer,
    List<String> schemas,
    Duration maxWait,
    String commandLine) {
  /** Copies the list. */
  public CreateRequest {
    schemas = List.copyOf(schemas);
  }

  /** Who writes the SQL. */
  public enum Writer {
    /** A fitting pg_dump where there is one, else the program itself. */
    AUTO,
    /** The program itself. */
    OWN,
    /** PostgreSQL's program. */
    PG_DUMP;

    /** Returns the form that options take. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
