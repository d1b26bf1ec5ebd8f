package org.datawarp.workflow.status;

import java.time.Instant;
import java.util.List;
import org.datawarp.lifecycle.run.Drift;
import org.datawarp.lifecycle.transfer.UnsentFiles;
import org.datawarp.platform.codec.JsonKeys;
import org.datawarp.repository.BackupStanding;
import org.datawarp.repository.RunRepository.FailedRun;

/**
 * How everything in a workspace stands.
 *
 * @param at when it was looked at
 * @param publications each publication, by code
 * @param failing runs of the last thirty days that failed and that nothing has made good, newest
 *     first
 * @param tables staging tables
 * @param tableBytes their bytes, indexes included
 * @param folders the bytes of the workspace's folders
 * @param archived periods of sources that are archived
 * @param archivedWithoutRows those of them whose rows are in the database no more
 * @param orphans what {@code cleanup} would list
 * @param unsent what no store is known to hold
 * @param backups how backups stand
 * @param isBackupDue whether the newest backup known to restore is older than the configuration
 *     wants
 * @param drift in what files, headers and database are at odds
 */
@JsonKeys({
  "at",
  "publications",
  "failing",
  "tables",
  "table_bytes",
  "folders",
  "archived",
  "archived_without_rows",
  "orphans",
  "unsent",
  "backups",
  "backup_due",
  "drift"
})
public record EstateStanding(
    Instant at,
    List<PublicationStanding> publications,
    List<FailedRun> failing,
    long tables,
    long tableBytes,
    FolderSizes folders,
    long archived,
    long archivedWithoutRows,
    long orphans,
    UnsentFiles unsent,
    BackupStanding backups,
    boolean isBackupDue,
    List<Drift> drift) {
  /** Copies the lists. */
  public EstateStanding {
    publications = List.copyOf(publications);
    failing = List.copyOf(failing);
    drift = List.copyOf(drift);
  }
}
