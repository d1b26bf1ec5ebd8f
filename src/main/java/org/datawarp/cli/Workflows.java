package org.datawarp.cli;

import java.util.function.Function;
import org.datawarp.workflow.admin.DoctorWorkflow;
import org.datawarp.workflow.admin.ServerWorkflow;
import org.datawarp.workflow.admin.SetupWorkflow;
import org.datawarp.workflow.adopt.AdoptWorkflow;
import org.datawarp.workflow.archive.ArchiveWorkflow;
import org.datawarp.workflow.archive.EventArchive;
import org.datawarp.workflow.backup.BackupWorkflow;
import org.datawarp.workflow.canonical.ConsolidateWorkflow;
import org.datawarp.workflow.canonical.MatchWorkflow;
import org.datawarp.workflow.cleanup.CleanupWorkflow;
import org.datawarp.workflow.convert.ConvertWorkflow;
import org.datawarp.workflow.diff.DiffWorkflow;
import org.datawarp.workflow.inspect.InspectWorkflow;
import org.datawarp.workflow.publication.PublicationRefresh;
import org.datawarp.workflow.publication.PublicationsWorkflow;
import org.datawarp.workflow.refresh.EnrichWorkflow;
import org.datawarp.workflow.refresh.FileExportWorkflow;
import org.datawarp.workflow.refresh.StepsWorkflow;
import org.datawarp.workflow.remove.RemoveWorkflow;
import org.datawarp.workflow.rename.RenameWorkflow;
import org.datawarp.workflow.report.ReportWorkflow;
import org.datawarp.workflow.restore.RestoreWorkflow;
import org.datawarp.workflow.retention.RetentionWorkflow;
import org.datawarp.workflow.schedule.ScheduleWorkflow;
import org.datawarp.workflow.status.ShowWorkflow;
import org.datawarp.workflow.status.StandingWorkflow;
import org.datawarp.workflow.status.StatusRepair;
import org.datawarp.workflow.status.StatusWorkflow;
import org.datawarp.workflow.sync.SyncWorkflow;
import org.datawarp.workflow.trace.TraceWorkflow;
import org.datawarp.workflow.undo.UndoWorkflow;

/** The workflows of one run of the program, made when asked for; closing ends what they opened. */
public interface Workflows extends AutoCloseable {
  /** Makes services for the options of a command. */
  @FunctionalInterface
  interface Factory extends Function<GlobalOptions, Workflows> {}

  /** Returns the refresh of manifests and of publications. */
  PublicationRefresh refresh();

  /** Returns the look at registered publications. */
  PublicationsWorkflow publications();

  /** Returns the refresh's steps alone. */
  StepsWorkflow steps();

  /** Returns what writes rows to files of a person's own. */
  FileExportWorkflow fileExport();

  /** Returns what describes tables and columns. */
  EnrichWorkflow enrich();

  /** Returns archiving. */
  ArchiveWorkflow archive();

  /** Returns restoring. */
  RestoreWorkflow restore();

  /** Returns retention policies and holds. */
  RetentionWorkflow retention();

  /** Returns lists, states and histories. */
  StatusWorkflow look();

  /** Returns how the workspace stands. */
  StandingWorkflow standing();

  /** Returns what explains sources. */
  ShowWorkflow show();

  /** Returns what leads from values back to their cells. */
  TraceWorkflow trace();

  /** Returns what compares periods, versions, manifests and files. */
  DiffWorkflow diff();

  /** Returns what mends records. */
  StatusRepair repair();

  /** Returns the inspection of files. */
  InspectWorkflow inspect();

  /** Returns what writes the tables of files as files. */
  ConvertWorkflow convert();

  /** Returns the search for orphans. */
  CleanupWorkflow cleanup();

  /** Returns which tables are which canonical sources. */
  MatchWorkflow match();

  /** Returns what makes one table of an estate's many. */
  ConsolidateWorkflow consolidate();

  /** Returns the removal and deprecation of sources. */
  RemoveWorkflow remove();

  /** Returns what moves old events to the archive. */
  EventArchive eventArchive();

  /** Returns what gives things other names. */
  RenameWorkflow rename();

  /** Returns what takes runs back. */
  UndoWorkflow undo();

  /** Returns the jobs of unattended use. */
  ScheduleWorkflow schedule();

  /** Returns set-up and configuration. */
  SetupWorkflow setup();

  /** Returns the embedded server. */
  ServerWorkflow server();

  /** Returns the work on backups. */
  BackupWorkflow backup();

  /** Returns the sync with an object store. */
  SyncWorkflow sync();

  /** Returns the checks of what the commands stand on. */
  DoctorWorkflow doctor();

  /** Returns the report of the estate. */
  ReportWorkflow report();

  /** Returns the look at estates of the Python version. */
  AdoptWorkflow adopt();

  @Override
  void close();
}
