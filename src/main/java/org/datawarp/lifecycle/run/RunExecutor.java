package org.datawarp.lifecycle.run;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.datawarp.model.ForeignFiles;
import org.datawarp.model.RunId;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.LockedException;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseAcceptance;
import org.datawarp.storage.workspace.RunFolder;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work done as a run: under its locks, in its folder, and recorded when it fails. */
public final class RunExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(RunExecutor.class);

  private final Workspace workspace;
  private final Database database;
  private final Configuration configuration;
  private final Clock clock;

  /** Makes the runs of a workspace; nothing is opened before {@link #execute}. */
  public RunExecutor(
      Workspace workspace, Database database, Configuration configuration, Clock clock) {
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
   * @param manifest the one manifest it works on, beside other runs; null for a run that has the
   *     workspace to itself
   * @param refreshType what its events say: full, partial or metadata_only
   * @param maxWait how long to wait for other runs
   * @param foreignFiles what becomes of files in the way that Datawarp did not write
   * @param acceptance whether it may work with another database than the workspace's usual one,
   *     whatever the database's own settings say
   */
  public record Order(
      String command,
      String commandLine,
      @Nullable String manifest,
      String refreshType,
      Duration maxWait,
      ForeignFiles foreignFiles,
      DatabaseAcceptance acceptance) {
    /** Orders a run that refuses files in the way, and any but the usual database. */
    public Order(
        String command,
        String commandLine,
        @Nullable String manifest,
        String refreshType,
        Duration maxWait) {
      this(
          command,
          commandLine,
          manifest,
          refreshType,
          maxWait,
          ForeignFiles.REFUSE,
          DatabaseAcceptance.USUAL);
    }

    /** Orders the same, with another way to treat files in the way. */
    public Order with(ForeignFiles foreign) {
      return new Order(command, commandLine, manifest, refreshType, maxWait, foreign, acceptance);
    }

    /** Orders the same, with any database or with the usual one only. */
    public Order with(DatabaseAcceptance accepted) {
      return new Order(
          command, commandLine, manifest, refreshType, maxWait, foreignFiles, accepted);
    }

    /**
     * Orders a run beside others, of which there is one of its command at a time, and which works
     * on no manifest.
     */
    public static Order beside(String command, String commandLine, Duration maxWait) {
      // No manifest has such a name.
      return new Order(command, commandLine, "/" + command, "full", maxWait);
    }

    /** Orders a run that has the workspace to itself. */
    public static Order exclusive(String command, String commandLine, Duration maxWait) {
      return new Order(command, commandLine, null, "full", maxWait);
    }
  }

  /**
   * Does work as a run. Earlier runs that died are finished or marked failed before it. When the
   * work throws, its transaction is rolled back and the failure recorded, unless it was committed.
   *
   * @param work calls {@link Run#begin}, {@link Run#commit} and {@link Run#publish}, or none of
   *     them when there is nothing to do
   * @throws LockedException if other runs, or sessions of others, hold what it needs for too long
   * @throws org.datawarp.model.error.NotFoundException if the run wants the workspace to itself and
   *     there is none
   */
  public <T> T execute(Order order, RunListener listener, Function<Run, T> work) {
    try (RunSession session = RunSession.open(workspace, database, configuration, clock, order)) {
      if (ManualDeletionRun.isNeeded(session)) {
        Order drain =
            Order.exclusive(
                ManualDeletionRun.COMMAND, "before: " + order.commandLine(), Duration.ZERO);
        work(
            session,
            drain,
            RunListener.SILENT,
            run -> {
              ManualDeletionRun.drain(run, drain);
              return run.id();
            });
      }
      return work(session, order, listener, work);
    } catch (LockedException e) {
      throw database.named(e);
    }
  }

  private <T> T work(RunSession session, Order order, RunListener listener, Function<Run, T> work) {
    RunId id = RunId.create(clock);
    Run.Services services =
        new Run.Services(
            new RunLog(clock, session.identity()),
            new RunCommit(database, new RunLog(clock, session.identity())),
            Recovery.publisher(workspace, session.identity(), configuration),
            order.foreignFiles());
    try (RunFolder folder = Recovery.createFolder(workspace, id)) {
      Run run = new Run(id, folder, session, new StepTimer(listener), services, clock.instant());
      try {
        T result = work.apply(run);
        folder.delete();
        run.takeNotes().forEach(note -> LOG.warn("run {}: {}", id, note));
        return result;
      } catch (DatawarpException e) {
        abandon(run, folder, order, e, e.exitCode());
        throw e;
      } catch (RuntimeException | Error e) {
        // A bug; its traces go all the same.
        abandon(run, folder, order, e, ExitCode.INTERNAL);
        throw e;
      }
    }
  }

  /**
   * Records the failure and removes the run's folder. One that is or may be committed keeps its
   * folder: the next writing command publishes it.
   */
  private static void abandon(
      Run run, RunFolder folder, Order order, Throwable failure, ExitCode exitCode) {
    if (run.isCommittedOrUnknown()) {
      return;
    }
    try {
      run.connection().rollback();
      run.recordFailure(order, failure, exitCode);
    } catch (SQLException | DatawarpException e) {
      failure.addSuppressed(e);
    }
    // Last, since a run in progress without a folder is taken for one that died.
    try {
      folder.delete();
    } catch (DatawarpException e) {
      failure.addSuppressed(e);
    }
  }
}
