package org.datawarp.workflow.backup;

import java.util.List;
import org.datawarp.lifecycle.version.RebuiltFiles;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.platform.dump.DumpedTable;
import org.datawarp.platform.dump.RestoreReport;
import org.jspecify.annotations.Nullable;

/**
 * What was restored.
 *
 * @param backup the backup
 * @param tables its tables
 * @param rows their rows
 * @param skipped statements passed over, since a role or right is missing here
 * @param leftOut what is not here now, since it needs more than the restoring role has
 * @param configuration configuration files that wait beside the workspace's own for a person
 * @param owner the role that was made to own what was restored; null where the database's own does
 * @param adoptedIdentity the workspace's UUID, where it was taken over from the backup
 * @param files what became of the workspace's files; null where only the database was restored
 */
@JsonKeys({
  "backup.place",
  "backup.key",
  "tables",
  "rows",
  "skipped",
  "left_out",
  "configuration",
  "owner",
  "adopted_identity",
  "files"
})
public record RestoreOutcome(
    StoredBackup backup,
    int tables,
    long rows,
    List<String> skipped,
    List<String> leftOut,
    List<String> configuration,
    @Nullable String owner,
    @Nullable String adoptedIdentity,
    @Nullable RebuiltFiles files) {
  /** Copies the lists. */
  public RestoreOutcome {
    skipped = List.copyOf(skipped);
    leftOut = List.copyOf(leftOut);
    configuration = List.copyOf(configuration);
  }

  /** Returns the outcome for a database. */
  static RestoreOutcome of(
      StoredBackup backup, RestoreReport restored, List<String> configuration) {
    long lost = restored.lost().stream().mapToLong(DumpedTable::rows).sum();
    return new RestoreOutcome(
        backup,
        restored.tables().size() - restored.lost().size(),
        restored.tables().stream().mapToLong(DumpedTable::rows).sum() - lost,
        restored.skipped(),
        restored.leftOut(),
        configuration,
        null,
        null,
        null);
  }

  /** Returns the outcome with what became of the workspace. */
  RestoreOutcome withFiles(@Nullable String taken, RebuiltFiles rebuilt) {
    return new RestoreOutcome(
        backup, tables, rows, skipped, leftOut, configuration, owner, taken, rebuilt);
  }

  /** Returns the outcome with the role that was made for it; null for none. */
  RestoreOutcome ownedBy(@Nullable String role) {
    return new RestoreOutcome(
        backup, tables, rows, skipped, leftOut, configuration, role, adoptedIdentity, files);
  }

  /** Tells whether everything in the backup is here now. */
  public boolean isComplete() {
    return leftOut.isEmpty() && (files == null || files.isComplete());
  }
}
