package org.datawarp.lifecycle.undo;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.VersionRestorer;
import org.datawarp.model.RunId;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.RunRepository.StoredRun;
import org.datawarp.repository.TrashRepository;
import org.jspecify.annotations.Nullable;

/**
 * Undoes one run.
 *
 * <p>The run to undo must have succeeded and not been undone, its trash must be there, and no later
 * run that stands may have touched the same source and period. It is undone by a run of its own,
 * which is undone like any other: an undo of an undo does the first run again.
 *
 * <p>The order, and what is true if the program dies in it:
 *
 * <ol>
 *   <li>plan: the run and what stands in the way are looked at; nothing is changed. Everything is
 *       as before.
 *   <li>begin: the undo is written, in progress. As before; the next command marks the undo failed.
 *   <li>change: in the transaction that decides, the database is told under which run it keeps what
 *       changes; tables leave the trash, rows of staging tables and of the registry come back,
 *       tables that the run had taken out of the trash go there again; the run is marked undone.
 *       PostgreSQL rolls back: as before.
 *   <li>commit: as of any {@link Run}; the run is undone from here on.
 *   <li>publish: files are moved. Those not moved yet are moved by the next writing command; one
 *       that cannot be is reported as lost and stays where it is.
 * </ol>
 */
public final class UndoRun {
  private static final int SHOWN = 5;

  private final UndoneRun undone;
  private final RunRepository records;
  private final Reversal reversal;

  private UndoRun(UndoneRun undone, UndoableCommand command) {
    this.undone = undone;
    this.records = new RunRepository(undone.identity());
    this.reversal = command.reversal(undone);
  }

  /**
   * Finds a run that can be undone. The connection's transaction is committed.
   *
   * @throws NotFoundException if this workspace has no such run
   * @throws RefusedException if the run cannot be undone at all, whatever else stands
   */
  public static UndoRun of(
      WorkspaceContext context, UUID identity, Connection connection, RunId id) {
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
        "trash is kept for "
            + UndoableCommand.GRACE_DAYS
            + " days; 'datawarp restore' may find older versions");
    UndoableCommand command =
        UndoableCommand.of(run)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "run " + id + " was a " + run.command() + ", which undo cannot take back",
                        "what it replaced or moved is in output/.versions or archive/"));
    return new UndoRun(new UndoneRun(context, identity, connection, run), command);
  }

  /** Tells what it would do; nothing is changed. */
  public UndoPlan plan(RunId undo) {
    Reversal.Effects effects = reversal.plan(undo);
    return new UndoPlan(
        undone.id().value(),
        undone.run().command(),
        effects.rows(),
        effects.tables(),
        effects.files(),
        records.listLaterOnSame(undone.connection(), undone.id()).stream()
            .map(later -> later.id().value())
            .toList(),
        effects.obstacles(),
        effects.lost());
  }

  /**
   * Undoes it, as a run.
   *
   * @param run the run that does it, whose transaction must be the one in which the other was found
   * @throws RefusedException if later runs touched the same, or something stands in the way;
   *     nothing was changed then
   */
  public UndoReport execute(Run run, RunExecutor.Order order) {
    run.steps().start(RunStep.PLAN);
    UndoPlan plan = plan(run.id());
    SqlErrors.commit("looking at run " + undone.id(), undone.connection());
    requirePossible(plan);
    run.steps().end();
    run.begin(order, List.of());
    run.steps().start(RunStep.CHANGE);
    TrashRepository.recordChangesOf(undone.connection(), run.id());
    List<FileOperation> items = reversal.reverse(run);
    records.saveUndone(undone.connection(), undone.id(), run.id());
    records.saveItems(undone.connection(), run.id(), notes(items, plan));
    run.steps().end();
    run.commit(List.of(), items, null);
    Map<FileOperation, String> unmoved = run.publishBestEffort(items, () -> {});
    reversal.published();
    List<String> lost = new ArrayList<>(plan.lost());
    lost.addAll(unmoved.values());
    return new UndoReport(
        undone.id().value(),
        undone.run().command(),
        run.id().value(),
        plan.rows(),
        plan.tables(),
        (long) items.size() - unmoved.size(),
        lost);
  }

  private void requirePossible(UndoPlan plan) {
    if (plan.rows() == 0
        && plan.tables().isEmpty()
        && plan.files().isEmpty()
        && !plan.lost().isEmpty()) {
      throw new RefusedException(
          "run " + undone.id() + " only emptied the trash, which nothing brings back",
          "'datawarp restore' may find older versions");
    }
    if (!plan.laterRuns().isEmpty()) {
      throw new RefusedException(
          "later runs touched the same: " + String.join(", ", plan.laterRuns()),
          "undo them first, or all of them with --with-later");
    }
    if (!plan.obstacles().isEmpty()) {
      int more = plan.obstacles().size() - SHOWN;
      throw new RefusedException(
          "run "
              + undone.id()
              + " cannot be undone as things stand: "
              + String.join("; ", plan.obstacles().stream().limit(SHOWN).toList())
              + (more > 0 ? "; and " + more + " more" : ""),
          "move aside what is in the way; see 'datawarp undo " + undone.id() + " --dry-run'");
    }
  }

  private List<RunItem> notes(List<FileOperation> items, UndoPlan plan) {
    Stream<RunItem> sources =
        records.listItems(undone.connection(), undone.id()).stream()
            .filter(item -> item.source() != null || item.kind().equals("index_entries"))
            // What says where rows are kept is another thing for each run.
            .filter(item -> !item.kind().equals(VersionRestorer.STAGING_ROWS))
            .map(
                item ->
                    new RunItem(
                        item.kind(),
                        item.item(),
                        item.source(),
                        item.period(),
                        item.sizeBytes(),
                        "undoes run " + undone.id(),
                        "done"));
    Stream<RunItem> files =
        items.stream()
            .filter(item -> item.action() == FileOperation.Action.MOVE)
            .map(
                item ->
                    new RunItem("file", item.from(), null, null, null, "to " + item.to(), "done"));
    Stream<RunItem> tables =
        plan.tables().stream()
            .map(table -> new RunItem("staging_table", table, null, null, null, null, "done"));
    return Stream.of(sources, files, tables).flatMap(each -> each).toList();
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

  private static void refuseUnless(boolean condition, String message, @Nullable String hint) {
    if (!condition) {
      throw new RefusedException(message, hint);
    }
  }
}
