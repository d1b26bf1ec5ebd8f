package org.datawarp.workflow.cleanup;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What cleanup compares orphans with: the workspace, its database and the sizes of each class.
 *
 * @param now the moment
 * @param workspace the workspace's identity
 * @param database the database's identity
 * @param lastDatabase the identity of the database this workspace was last used with; null when
 *     nobody noted it
 * @param isKnownHere whether this database has seen this workspace
 * @param sources how many sources of this workspace the database holds
 * @param exports how many exports it records, or the workspace holds
 * @param populations how many things of each class there are in all, orphans included
 */
record CleanupContext(
    Instant now,
    UUID workspace,
    UUID database,
    @Nullable UUID lastDatabase,
    boolean isKnownHere,
    long sources,
    long exports,
    Map<OrphanClass, Long> populations) {
  CleanupContext {
    populations = Map.copyOf(populations);
  }
}
