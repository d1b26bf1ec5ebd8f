package org.datawarp.workflow.backup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be restored, and where.
 *
 * @param selector a file, a key, a day, or {@code latest}
 * @param from the store's address; null for the workspace
 * @param endpoint the store's server; null for the configured one
 * @param into the URL of an empty database; null for the workspace's own
 * @param maxWait how long to wait for other runs
 * @param commandLine the command as other people are told of it
 */
public record BackupRestoreRequest(
    String selector,
    @Nullable String from,
    @Nullable String endpoint,
    @Nullable String into,
    Duration maxWait,
    String commandLine) {}
