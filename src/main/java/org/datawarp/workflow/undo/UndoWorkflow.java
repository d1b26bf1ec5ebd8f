package org.datawarp.workflow.undo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.lifecycle.adoption.AdoptionRecord;
import org.datawarp.lifecycle.adoption.AdoptionReversal;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.undo.UndoPlan;
import org.datawarp.lifecycle.undo.UndoReport;
import org.datawarp.lifecycle.undo.UndoRun;
import org.datawarp.model.RunId;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.UsageException;

/** Undoes runs, within the time that their trash is kept. */
public final class UndoWorkflow {
  private final WorkspaceContext context;

  /** Makes the workflow; nothing is opened before it is asked for something. */
  public UndoWorkflow(WorkspaceContext context) {
    this.context = context;
  }

  /**
   * Tells what taking a run back would do.
   *
   * @throws NotFoundException if this workspace has no such run
   * @throws org.datawarp.model.error.RefusedException if the run cannot be taken back at all
   */
  public UndoPlan plan(String run) {
    Optional<AdoptionReversal> adoption = findAdoption(run);
    if (adoption.isPresent()) {
      return adoption.get().plan();
    }
    RunId undo = RunId.create(context.clock());
    return context
        .readIfPresent(
            "looking at run " + run,
            (connection, identity) ->
                UndoRun.of(context, identity, connection, parse(run)).plan(undo))
        .orElseThrow(
            () ->
                new NotFoundException(
                    "nothing was done in " + context.workspace().root() + " yet",
                    "name it with --workspace"));
  }

  /**
   * Takes a run back, as a run that can be undone itself.
   *
   * @throws NotFoundException if this workspace has no such run
   * @throws org.datawarp.model.error.RefusedException if later runs touched the same source and
   *     period, or something stands in the way; nothing was changed then
   */
  public UndoReport undo(String run, String commandLine, Duration maxWait, RunListener listener) {
    RunId id = parse(run);
    Optional<AdoptionReversal> adoption = findAdoption(run);
    if (adoption.isPresent()) {
      return adoption.get().undo(commandLine, maxWait);
    }
    RunExecutor.Order order = new RunExecutor.Order("undo", commandLine, null, "undo", maxWait);
    return context
        .runs()
        .execute(
            order,
            listener,
            work ->
                UndoRun.of(context, work.session().identity(), work.connection(), id)
                    .execute(work, order));
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

  /** Finds the adoption that a run's name means; other runs are undone only when it is whole. */
  private Optional<AdoptionReversal> findAdoption(String run) {
    Optional<AdoptionReversal> adoption =
        AdoptionRecord.find(context.workspace())
            .filter(record -> record.isCalled(run))
            .map(record -> new AdoptionReversal(context, record));
    if (adoption.isEmpty()) {
      AdoptionRecord.requireWhole(context.workspace());
    }
    return adoption;
  }

  private static RunId parse(String run) {
    if (!RunId.isValid(run)) {
      throw new UsageException(
          "'" + run + "' is not the name of a run",
          "it looks like 20250801-093000-1f3a9c; see 'datawarp history'");
    }
    return new RunId(run);
  }
}
