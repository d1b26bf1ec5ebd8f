package org.datawarp.workflow.undo;

import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.undo.Reversal;
import org.datawarp.model.RunId;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.StoredRun;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;

/** Takes runs back, within the time that their trash is kept. */
public final class UndoWorkflow {
  /** The commands whose runs undo alone can take back. */
  private static final Set<String> OWN =
      Set.of("cleanup", "remove", "deprecate", "drain", "undo", "archive");

  private final Workspace workspace;
  private final Supplier<Configuration> configuration;
  private final Supplier<Database> database;
  private final Supplier<DownloadCache> cache;
  private final Clock clock;
  private final List<Reversal> reversals;

  /**
   * Makes the workflow; nothing is opened before it is asked for something.
   *
   * @param reversals what further commands need to be taken back
   */
  public UndoWorkflow(
      Workspace workspace,
      Supplier<Configuration> configuration,
      Supplier<Database> database,
      Supplier<DownloadCache> cache,
      Clock clock,
      List<Reversal> reversals) {
    this.workspace = workspace;
    this.configuration = configuration;
    this.database = database;
    this.cache = cache;
    this.clock = clock;
    this.reversals = List.copyOf(reversals);
  }

  /**
   * Tells what taking a run back would do.
   *
   * @throws NotFoundException if this workspace has no such run
   * @throws RefusedException if the run cannot be taken back at all
   */
  public UndoPlan plan(String run) {
    if (!workspace.exists() || !database.get().hasSchema()) {
      throw new NotFoundException(
          "nothing was done in " + workspace.root() + " yet", "name it with --workspace");
    }
    database.get().requireSchema();
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();
    RunId undo = RunId.create(clock);
    return database
        .get()
        .read(
            "looking at run " + run,
            connection -> {
              StoredRun stored = requireUndoable(connection, identity, parse(run));
              return new UndoRun(workspace, identity, connection, reversal(stored), stored, cache)
                  .plan(undo);
            });
  }

  /**
   * Takes a run back, as a run that can be undone itself.
   *
   * @throws NotFoundException if this workspace has no such run
   * @throws RefusedException if later runs touched the same source and period, or something stands
   *     in the way; nothing was changed then
   */
  public UndoReport undo(String run, String commandLine, Duration maxWait, RunListener listener) {
    RunId id = parse(run);
    RunExecutor.Order order = new RunExecutor.Order("undo", commandLine, null, "undo", maxWait);
    return new RunExecutor(workspace, database.get(), configuration.get(), clock)
        .inRun(
            order,
            listener,
            work -> {
              UUID identity = work.session().identity();
              StoredRun stored = requireUndoable(work.connection(), identity, id);
              UndoRun undoing =
                  new UndoRun(
                      workspace, identity, work.connection(), reversal(stored), stored, cache);
              return undoing.carryOut(work, order);
            });
  }

  /**
   * Takes a run back and, newest first, the later ones that touched the same. Each is a run of its
   * own; a failure leaves those done so far.
   */
  public List<UndoReport> undoWithLater(
      String run, String commandLine, Duration maxWait, RunListener listener) {
    List<UndoReport> reports = new ArrayList<>();
    // One undone run may have hidden others, so it is asked anew each time.
    for (Optional<String> next = newestOf(run); next.isPresent(); next = newestOf(run)) {
      reports.add(undo(next.get(), commandLine, maxWait, listener));
      if (next.get().equals(run)) {
        return reports;
      }
    }
    return reports;
  }

  private Optional<String> newestOf(String run) {
    UndoPlan plan = plan(run);
    String next = run;
    while (!plan.laterRuns().isEmpty()) {
      next = plan.laterRuns().get(0);
      plan = plan(next);
    }
    return Optional.of(next);
  }

  private static RunId parse(String run) {
    if (!RunId.isValid(run)) {
      throw new UsageException(
          "'" + run + "' is not the name of a run",
          "it looks like 20250801-093000-1f3a9c; see 'datawarp history'");
    }
    return new RunId(run);
  }

  private StoredRun requireUndoable(Connection connection, UUID identity, RunId id) {
    StoredRun run =
        new RunRepository(identity)
            .find(connection, id)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "this workspace has no run " + id, "see 'datawarp history' for its runs"));
    SqlErrors.commit("looking for run " + id, connection);
    refuseUnless(
        !run.status().equals("in_progress"),
        "run " + id + " has not ended",
        "wait for it; if it was killed, the next command that writes settles it");
    refuseUnless(!run.status().equals("failed"), "run " + id + " failed and changed nothing", null);
    if (run.status().equals("undone")) {
      throw undone(connection, identity, run);
    }
    refuseUnless(
        run.purgedAt() == null,
        "run " + id + " cannot be undone any more: its trash was emptied at " + run.purgedAt(),
        "trash is kept for 14 days; 'datawarp restore' may find older versions");
    refuseUnless(
        OWN.contains(run.command()) || reversal(run).isPresent(),
        "run " + id + " was a " + run.command() + ", which undo cannot take back",
        "what it replaced is in output/.versions");
    return run;
  }

  /** Follows the chain: an undo may have been undone, and that again. */
  private static RefusedException undone(Connection connection, UUID identity, StoredRun run) {
    RunRepository records = new RunRepository(identity);
    String last = String.valueOf(run.undoneBy());
    boolean isBack = true;
    for (Optional<StoredRun> next = records.find(connection, new RunId(last));
        next.isPresent() && next.get().undoneBy() != null;
        next = records.find(connection, new RunId(last))) {
      last = String.valueOf(next.get().undoneBy());
      isBack = !isBack;
    }
    SqlErrors.commit("looking for run " + last, connection);
    return new RefusedException(
        "run "
            + run.id()
            + " was undone by "
            + run.undoneBy()
            + (isBack ? "" : " and done again by " + last),
        "'datawarp undo " + last + "' " + (isBack ? "does it again" : "takes it back"));
  }

  private static void refuseUnless(
      boolean condition, String message, @org.jspecify.annotations.Nullable String hint) {
    if (!condition) {
      throw new RefusedException(message, hint);
    }
  }

  private Optional<Reversal> reversal(StoredRun run) {
    return reversals.stream().filter(each -> each.isFor(run)).findFirst();
  }
}
