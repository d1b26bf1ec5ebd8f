package org.datawarp.workflow.backup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which backups are to go.
 *
 * @param from the store's address; null for the workspace
 * @param endpoint the store's server; null for the configured one
 * @param keep how many stay; null for the configured number
 * @param keepDays how many days; null for the configured number
 * @param maxDelete how many may go at once
 * @param maxWait how long to wait for other runs
 * @param commandLine the command as other people are told of it
 */
public record PruneRequest(
    @Nullable String from,
    @Nullable String endpoint,
    @Nullable Long keep,
    @Nullable Long keepDays,
    int maxDelete,
    Duration maxWait,
    String commandLine) {
  /** How many may go at once, unless said otherwise. */
  public static final int DEFAULT_MAX_DELETE = 20;
}
