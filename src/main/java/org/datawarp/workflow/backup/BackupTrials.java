package org.datawarp.workflow.backup;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries backups, and remembers which were found good. */
final class BackupTrials {
  private static final Logger LOG = LoggerFactory.getLogger(BackupTrials.class);

  private final WorkspaceContext context;
  private final Workspace workspace;
  private final BackupPlaces places;

  BackupTrials(WorkspaceContext context, BackupPlaces places) {
    this.context = context;
    this.workspace = context.workspace();
    this.places = places;
  }

  /** Restores a backup on a server in a folder, compares it, and remembers what was found. */
  RestoreCheckReport verify(
      String selector,
      @Nullable String from,
      @Nullable String endpoint,
      Path scratch,
      RunListener listener) {
    try (BackupPlace place = places.placeOf(selector, from, endpoint)) {
      StoredBackup backup = places.choose(place, selector);
      RestoreCheckReport report;
      try {
        report =
            new RestoreCheck(scratch, context.clock())
                .run(place, backup, BackupWorkflow.told(listener));
      } catch (RefusedException | DataRejectedException e) {
        forget(place, backup, String.valueOf(e.getMessage()));
        throw e;
      } catch (StorageException | DatabaseException e) {
        remember(backup, e.getMessage());
        throw e;
      }
      BackupMeta meta = backup.meta();
      if (report.isGood() && meta != null) {
        BackupMeta verified = meta.verified(context.clock().instant());
        place.saveMeta(backup, verified);
        remember(
            new StoredBackup(
                backup.place(), backup.key(), backup.name(), backup.sizeBytes(), verified),
            null);
      } else if (!report.isGood()) {
        forget(place, backup, String.join("; ", report.differences()));
      }
      return report;
    }
  }

  /** Writes the outcome of a trial to the database, if there is one; the trial counts without. */
  private void remember(StoredBackup backup, @Nullable String failure) {
    if (!workspace.exists() || isOfAnotherWorkspace(backup)) {
      return;
    }
    try {
      Optional<UUID> identity = context.findIdentity();
      if (identity.isEmpty()) {
        return;
      }
      BackupRecords records = new BackupRecords(identity.get());
      context
          .database()
          .write(
              "recording the trial of " + backup.key(),
              connection -> {
                if (failure == null) {
                  records.save(connection, backup);
                } else {
                  records.fail(connection, backup, failure);
                }
                return failure == null;
              });
    } catch (DatabaseException e) {
      LOG.warn("the trial is not recorded in the database: {}", e.getMessage());
    }
  }

  /** Remembers that a backup is not what a trial had found good, there and in the database. */
  void forget(BackupPlace place, StoredBackup backup, String failure) {
    BackupMeta meta = backup.meta();
    if (meta != null && meta.verifiedAt() != null) {
      place.saveMeta(backup, meta.unverified());
    }
    remember(backup, failure);
  }

  private boolean isOfAnotherWorkspace(StoredBackup backup) {
    BackupMeta meta = backup.meta();
    return meta == null
        || !meta.workspace().equals(new WorkspaceSetup(workspace).requireIdentity());
  }
}
