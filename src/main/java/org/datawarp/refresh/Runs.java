package org.datawarp.refresh;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.datawarp.config.Configuration;
import org.datawarp.db.Database;
import org.datawarp.error.DatawarpException;
import org.datawarp.error.ExitCode;
import org.datawarp.journal.Journal;
import org.datawarp.journal.RunId;
import org.datawarp.workspace.RunFolder;
import org.datawarp.workspace.Workspace;

/** Work done as a run: under its locks, in its folder, and recorded when it fails. */
final class Runs {
  private final Workspace workspace;
  private final Database database;
  private final Configuration configuration;
  private final Clock clock;

  Runs(Workspace workspace, Database database, Configuration configuration, Clock clock) {
    this.workspace = workspace;
    this.database = database;
    this.configuration = configuration;
    this.clock = clock;
  }

  /**
   * What a run is.
   *
   * @param command the command's name
   * @param commandLine the command as other people are told of it
   * @param manifest the manifest it works on
   * @param refreshType full, partial or metadata_only
   * @param maxWait how long to wait for other runs
   */
  record Order(
      String command, String commandLine, String manifest, String refreshType, Duration maxWait) {}

  <T> T inRun(Order order, RefreshListener listener, Function<Run, T> work) {
    try (RunSession session =
        RunSession.open(
            workspace,
            database,
            configuration,
            clock,
            order.manifest(),
            order.commandLine(),
            order.maxWait())) {
      RunId id = RunId.create(clock);
      Journal journal = new Journal(clock, session.identity());
      try (RunFolder folder = Recovery.createFolder(workspace, id)) {
        Run run = new Run(id, folder, session, new StepClock(listener), journal, clock.instant());
        try {
          T result = work.apply(run);
          folder.delete();
          return result;
        } catch (DatawarpException e) {
          abandon(run, order, e, e.exitCode());
          throw e;
        } catch (RuntimeException | Error e) {
          abandon(run, order, e, ExitCode.INTERNAL); // a bug; its traces go all the same
          throw e;
        }
      }
    }
  }

  /**
   * Records the failure and removes the run's folder. One that is or may be committed keeps its
   * folder: the next writing command publishes it.
   */
  private static void abandon(Run run, Order order, Throwable failure, ExitCode exitCode) {
    if (run.isLeftToRecovery()) {
      return;
    }
    try {
      run.session().connection().rollback();
      run.recordFailure(order, failure, exitCode);
    } catch (SQLException | DatawarpException e) {
      failure.addSuppressed(e);
    }
    // Last, since a run in progress without a folder is taken for one that died.
    try {
      run.folder().delete();
    } catch (DatawarpException e) {
      failure.addSuppressed(e);
    }
  }
}
