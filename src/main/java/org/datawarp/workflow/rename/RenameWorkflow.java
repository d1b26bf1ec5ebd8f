package org.datawarp.workflow.rename;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.lifecycle.rename.RenameChange;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.Renaming;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RefreshEvent;

/** Gives a manifest, a source or a publication another name. */
public final class RenameWorkflow {
  private final WorkspaceContext context;

  /** Makes the workflow; nothing is opened before it runs. */
  public RenameWorkflow(WorkspaceContext context) {
    this.context = context;
  }

  /**
   * Tells what a new name would change; nothing is changed.
   *
   * @throws NotFoundException if nothing is called so
   * @throws org.datawarp.model.error.RefusedException if the new name is taken, or what it is about
   *     is held or put away
   */
  public RenameReport plan(String from, String to) {
    return context
        .readIfPresent(
            "planning the new name of " + from,
            (connection, identity) ->
                new RenameReport(
                    null,
                    new RenamePlanner(context, identity, connection).decide(from, to).plan(),
                    List.of()))
        .orElseThrow(
            () ->
                new NotFoundException(
                    "nothing loaded in " + context.workspace().root() + " yet",
                    "name it with --workspace"));
  }

  /**
   * Renames, as a run that can be undone.
   *
   * @throws NotFoundException if nothing is called so
   * @throws org.datawarp.model.error.RefusedException as {@link #plan} says; nothing is changed
   *     then
   */
  public RenameReport rename(
      String from, String to, String commandLine, Duration wait, RunListener listener) {
    RunExecutor.Order order = new RunExecutor.Order("rename", commandLine, null, "rename", wait);
    return context
        .runs()
        .execute(
            order,
            listener,
            run -> {
              run.steps().start(RunStep.PLAN);
              RenamePlanner.Decision decision =
                  new RenamePlanner(context, run.session().identity(), run.connection())
                      .decide(from, to);
              SqlErrors.commit("planning the new name", run.connection());
              run.steps().end();
              return rename(run, order, decision);
            });
  }

  private RenameReport rename(Run run, RunExecutor.Order order, RenamePlanner.Decision decision) {
    Renaming renaming = decision.renaming();
    Map<String, String> told = told(renaming);
    run.begin(order, List.copyOf(told.keySet()));
    run.steps().start(RunStep.CHANGE);
    RenameChange change = new RenameChange(run, context.clock(), renaming);
    List<FileOperation> items = change.apply();
    run.steps().end();
    run.commit(
        told.entrySet().stream().map(each -> event(run, renaming, each)).toList(), items, null);
    run.publish(items, List.of());
    change.configure();
    Set<String> notes = new LinkedHashSet<>(decision.plan().warnings());
    List<String> done = new ArrayList<>(change.notes());
    done.addAll(run.takeNotes());
    notes.forEach(done::remove);
    return new RenameReport(run.id().value(), decision.plan(), done);
  }

  /** Returns of whom the history tells, with the old names: sources, and manifests without any. */
  private static Map<String, String> told(Renaming renaming) {
    Map<String, String> told = new LinkedHashMap<>();
    renaming.codes().forEach((from, to) -> told.put(to, from));
    renaming
        .manifestNames()
        .forEach(
            (from, to) -> {
              if (told.keySet().stream().noneMatch(code -> isOf(code, to))) {
                told.put(to, from);
              }
            });
    return told;
  }

  private static boolean isOf(String code, String manifest) {
    return Renaming.withPrefix(code, manifest, manifest).isPresent();
  }

  private static RefreshEvent event(
      Run run, Renaming renaming, Map.Entry<String, String> newAndOld) {
    long rows =
        renaming.sources().stream()
            .filter(source -> source.to().value().equals(newAndOld.getKey()))
            .map(source -> run.records().findRowCount(run.connection(), source.newTable()))
            .mapToLong(count -> count.orElse(0))
            .sum();
    return new RefreshEvent(newAndOld.getKey(), rows, rows, 0, 0, null, null, null)
        .withDetails(Map.of("old_name", newAndOld.getValue()));
  }
}
