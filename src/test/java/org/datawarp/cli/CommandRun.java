package org.datawarp.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Supplier;
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
import org.datawarp.workflow.status.StatusRepair;
import org.datawarp.workflow.status.StatusWorkflow;
import org.datawarp.workflow.sync.SyncWorkflow;
import org.datawarp.workflow.trace.TraceWorkflow;
import org.datawarp.workflow.undo.UndoWorkflow;

/**
 * One run of the command line in this program.
 *
 * @param status the exit code
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int status, String out, String err) {
  /** Runs with services of which every one fails as given. */
  static CommandRun of(Supplier<? extends Throwable> failure, String... arguments) {
    return of((Workflows.Factory) options -> new Failing(failure), arguments);
  }

  /** Runs with the given services. */
  static CommandRun of(Workflows.Factory services, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(err), false, false);
    int status = RootCommand.execute("datawarp 1.2.3", services, console, arguments);
    return new CommandRun(status, out.toString(), err.toString());
  }

  /** Runs a command line that must not come to its work. */
  static CommandRun of(String... arguments) {
    return of(() -> new AssertionError("the command ran"), arguments);
  }

  private record Failing(Supplier<? extends Throwable> failure) implements Workflows {
    @Override
    public PublicationRefresh refresh() {
      throw thrown(failure.get());
    }

    @Override
    public PublicationsWorkflow publications() {
      throw thrown(failure.get());
    }

    @Override
    public StepsWorkflow steps() {
      throw thrown(failure.get());
    }

    @Override
    public FileExportWorkflow fileExport() {
      throw thrown(failure.get());
    }

    @Override
    public EnrichWorkflow enrich() {
      throw thrown(failure.get());
    }

    @Override
    public ArchiveWorkflow archive() {
      throw thrown(failure.get());
    }

    @Override
    public RestoreWorkflow restore() {
      throw thrown(failure.get());
    }

    @Override
    public RetentionWorkflow retention() {
      throw thrown(failure.get());
    }

    @Override
    public StatusWorkflow look() {
      throw thrown(failure.get());
    }

    @Override
    public ShowWorkflow show() {
      throw thrown(failure.get());
    }

    @Override
    public TraceWorkflow trace() {
      throw thrown(failure.get());
    }

    @Override
    public DiffWorkflow diff() {
      throw thrown(failure.get());
    }

    @Override
    public StatusRepair repair() {
      throw thrown(failure.get());
    }

    @Override
    public InspectWorkflow inspect() {
      throw thrown(failure.get());
    }

    @Override
    public ConvertWorkflow convert() {
      throw thrown(failure.get());
    }

    @Override
    public CleanupWorkflow cleanup() {
      throw thrown(failure.get());
    }

    @Override
    public MatchWorkflow match() {
      throw thrown(failure.get());
    }

    @Override
    public ConsolidateWorkflow consolidate() {
      throw thrown(failure.get());
    }

    @Override
    public RemoveWorkflow remove() {
      throw thrown(failure.get());
    }

    @Override
    public EventArchive eventArchive() {
      throw thrown(failure.get());
    }

    @Override
    public RenameWorkflow rename() {
      throw thrown(failure.get());
    }

    @Override
    public UndoWorkflow undo() {
      throw thrown(failure.get());
    }

    @Override
    public ScheduleWorkflow schedule() {
      throw thrown(failure.get());
    }

    @Override
    public SetupWorkflow setup() {
      throw thrown(failure.get());
    }

    @Override
    public ServerWorkflow server() {
      throw thrown(failure.get());
    }

    @Override
    public BackupWorkflow backup() {
      throw thrown(failure.get());
    }

    @Override
    public SyncWorkflow sync() {
      throw thrown(failure.get());
    }

    @Override
    public DoctorWorkflow doctor() {
      throw thrown(failure.get());
    }

    @Override
    public ReportWorkflow report() {
      throw thrown(failure.get());
    }

    @Override
    public AdoptWorkflow adopt() {
      throw thrown(failure.get());
    }

    @Override
    public void close() {
      // nothing was opened
    }

    private static RuntimeException thrown(Throwable failure) {
      if (failure instanceof Error error) {
        throw error;
      }
      return (RuntimeException) failure;
    }
  }
}
