package org.datawarp.cli;

import java.util.function.Function;
import org.datawarp.adopt.AdoptWorkflow;
import org.datawarp.archive.ArchiveWorkflow;
import org.datawarp.archive.RetentionWorkflow;
import org.datawarp.backup.BackupWorkflow;
import org.datawarp.cleanup.CleanupWorkflow;
import org.datawarp.look.InspectWorkflow;
import org.datawarp.look.LookWorkflow;
import org.datawarp.refresh.RefreshWorkflow;
import org.datawarp.refresh.StepsWorkflow;
import org.datawarp.remove.RemoveWorkflow;
import org.datawarp.restore.RestoreWorkflow;
import org.datawarp.server.ServerWorkflow;
import org.datawarp.setup.SetupWorkflow;
import org.datawarp.sync.SyncWorkflow;
import org.datawarp.undo.UndoWorkflow;

/** The workflows of one run of the program, made when asked for; closing ends what they opened. */
public interface Services extends AutoCloseable {
  /** Makes services for the options of a command. */
  @FunctionalInterface
  interface Factory extends Function<GlobalOptions, Services> {}

  /** Returns the refresh. */
  RefreshWorkflow refresh();

  /** Returns the refresh's steps alone. */
  StepsWorkflow steps();

  /** Returns archiving. */
  ArchiveWorkflow archive();

  /** Returns restoring. */
  RestoreWorkflow restore();

  /** Returns retention policies and holds. */
  RetentionWorkflow retention();

  /** Returns lists, states and histories. */
  LookWorkflow look();

  /** Returns the inspection of files. */
  InspectWorkflow inspect();

  /** Returns the search for orphans. */
  CleanupWorkflow cleanup();

  /** Returns the removal and deprecation of sources. */
  RemoveWorkflow remove();

  /** Returns what takes runs back. */
  UndoWorkflow undo();

  /** Returns set-up and configuration. */
  SetupWorkflow setup();

  /** Returns the embedded server. */
  ServerWorkflow server();

  /** Returns the work on backups. */
  BackupWorkflow backup();

  /** Returns the sync with an object store. */
  SyncWorkflow sync();

  /** Returns the look at estates of the Python version. */
  AdoptWorkflow adopt();

  @Override
  void close();
}
