package org.datawarp.workflow.remove;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.datawarp.lifecycle.run.ManifestUpdate;
import org.datawarp.lifecycle.run.Publisher;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.SourceRemoval;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.StackedPages;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.HoldRepository;
import org.datawarp.repository.RefreshEvent;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.StackedPeriod;
import org.datawarp.repository.TrashRepository;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.remove.RemovePlan.GoingManifest;
import org.datawarp.workflow.remove.RemovePlan.GoingSource;

/** Removes sources with all that hangs on them, or marks their manifests to go. */
public final class RemoveWorkflow {
  private static final int USUAL_MAX = 20;

  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Clock clock;

  /** Makes the workflow; nothing is opened before it is asked for something. */
  public RemoveWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
  }

  /**
   * Tells what a removal would take away.
   *
   * @throws NotFoundException if nothing is called so
   * @throws RefusedException if a hold or the limit forbids it
   */
  public RemovePlan plan(RemoveRequest request) {
    return read(
        (connection, identity) -> {
          RemovePlan plan = plan(connection, identity, request);
          requireAllowed(connection, identity, "remove", plan, request);
          return plan;
        });
  }

  /**
   * Removes: registry rows are kept for undo, tables and files go to the trash.
   *
   * @throws NotFoundException if nothing is called so
   * @throws RefusedException if a hold or the limit forbids it
   */
  public RemoveReport remove(RemoveRequest request, RunListener listener) {
    RunExecutor.Order order =
        new RunExecutor.Order("remove", request.commandLine(), null, "remove", request.maxWait());
    return context.runs().execute(order, listener, run -> remove(run, order, request));
  }

  /**
   * Tells what a deprecation would mark.
   *
   * @throws NotFoundException if nothing is called so
   */
  public RemovePlan planDeprecation(RemoveRequest request) {
    return read(
        (connection, identity) -> {
          RemovePlan plan = planDeprecation(connection, identity, request);
          requireAllowed(connection, identity, "deprecate", plan, request);
          plan.manifests().forEach(manifest -> deprecated(manifest, "dry-run"));
          return plan;
        });
  }

  /**
   * Marks manifests to go: they move to {@code manifests/.archive}, and cleanup removes them with
   * their sources when their time is over. Rows and exports stay until then.
   *
   * @throws NotFoundException if nothing is called so
   * @throws RefusedException if a hold, the limit or their state forbids it
   */
  public RemoveReport deprecate(RemoveRequest request, RunListener listener) {
    RunExecutor.Order order =
        new RunExecutor.Order(
            "deprecate", request.commandLine(), null, "deprecate", request.maxWait());
    return context.runs().execute(order, listener, run -> deprecate(run, order, request));
  }

  private RemovePlan read(WorkspaceContext.Reading<RemovePlan> reading) {
    return context
        .readIfPresent("looking for sources", reading)
        .orElseThrow(
            () ->
                new NotFoundException(
                    "nothing loaded in " + workspace.root() + " yet", "name it with --workspace"));
  }

  private RemovePlan plan(Connection connection, UUID identity, RemoveRequest request) {
    Selection selection = new Selection(workspace, identity, connection).read();
    List<String> warnings = new ArrayList<>();
    Selection.Meant meant = selection.find(request.selectors(), warnings);
    Map<String, GoingManifest> manifests = new LinkedHashMap<>();
    selection.manifestsOf(meant).forEach(each -> manifests.put(each.manifest(), each));
    for (String selector : request.selectors()) {
      selection
          .manifestsWithoutSources(SourcePattern.parse(selector))
          .forEach(each -> manifests.put(each.manifest(), each));
    }
    List<GoingSource> sources = selection.describe(meant);
    sources.stream()
        .filter(source -> !source.views().isEmpty())
        .forEach(source -> warnings.add(viewWarning(source)));
    return new RemovePlan(sources, List.copyOf(manifests.values()), warnings);
  }

  private static String viewWarning(GoingSource source) {
    String views = String.join(", ", source.views());
    return source.period() == null
        ? views
            + " goes on reading the table of "
            + source.source()
            + " in the trash, and keeps the trash from being emptied"
        : views
            + " reads "
            + source.source()
            + ", which has no rows of "
            + source.period()
            + " then";
  }

  private RemovePlan planDeprecation(Connection connection, UUID identity, RemoveRequest request) {
    Selection selection = new Selection(workspace, identity, connection).read();
    Set<String> codes = selection.codes(request.selectors());
    Selection.Meant meant = new Selection.Meant(codes, selection.periods(request.selectors()));
    Map<String, GoingManifest> manifests = new LinkedHashMap<>();
    selection.manifestsOf(meant).forEach(each -> manifests.put(each.manifest(), each));
    for (String code : codes) {
      String owner = selection.ownerOf(code);
      if (owner == null || !manifests.containsKey(owner)) {
        throw new RefusedException(
            code + " is only one of the sources of " + (owner == null ? "no manifest" : owner),
            owner == null
                ? "only a manifest can be deprecated; 'datawarp remove " + code + "' removes it"
                : "deprecate " + owner + ", or 'datawarp remove " + code + "'");
      }
    }
    for (String selector : request.selectors()) {
      selection
          .manifestsWithoutSources(SourcePattern.parse(selector))
          .forEach(each -> manifests.put(each.manifest(), each));
    }
    return new RemovePlan(selection.describe(meant), List.copyOf(manifests.values()), List.of());
  }

  private static void requireAllowed(
      Connection connection, UUID identity, String what, RemovePlan plan, RemoveRequest request) {
    HoldRepository holds = new HoldRepository(identity);
    for (GoingSource source : plan.sources()) {
      holds.requireFree(connection, what, source.source(), source.manifest(), source.period());
    }
    for (GoingManifest manifest : plan.manifests()) {
      holds.requireFree(connection, what, manifest.manifest(), manifest.manifest(), null);
    }
    int number = Math.max(plan.sources().size(), plan.manifests().size());
    Integer max = request.maxDelete();
    if (number > (max == null ? USUAL_MAX : max)) {
      throw new RefusedException(
          number + " would go, more than " + (max == null ? "the usual " + USUAL_MAX : max),
          "look at it with --dry-run, then say --max-delete " + number);
    }
  }

  private RemoveReport remove(Run run, RunExecutor.Order order, RemoveRequest request) {
    run.steps().start(RunStep.PLAN);
    RemovePlan plan = plan(run.connection(), run.session().identity(), request);
    requireAllowed(run.connection(), run.session().identity(), "remove", plan, request);
    SqlErrors.commit("looking for sources", run.connection());
    run.steps().end();
    run.begin(order, codes(plan));
    run.steps().start(RunStep.CHANGE);
    TrashRepository.recordChangesOf(run.connection(), run.id());
    SourceRemoval removal = new SourceRemoval(run);
    String why = "removed by " + request.commandLine();
    List<StackedPeriod> periods =
        plan.sources().stream().flatMap(RemoveWorkflow::stackedPeriod).toList();
    removal.deletePeriods(periods, why);
    List<String> whole =
        plan.sources().stream()
            .filter(source -> source.period() == null)
            .map(GoingSource::source)
            .toList();
    if (!whole.isEmpty()) {
      removal.delete(whole, why);
    }
    for (GoingManifest manifest : plan.manifests()) {
      removal.removeManifest(manifest.manifest(), manifest.path(), why);
    }
    List<FileOperation> files = new ArrayList<>(removal.moves());
    new StackedPages(run).renew(periods, files);
    return finish(run, plan, removalEvents(plan, run), files, removal.items());
  }

  private RemoveReport deprecate(Run run, RunExecutor.Order order, RemoveRequest request) {
    run.steps().start(RunStep.PLAN);
    RemovePlan plan = planDeprecation(run.connection(), run.session().identity(), request);
    requireAllowed(run.connection(), run.session().identity(), "deprecate", plan, request);
    SqlErrors.commit("looking for manifests", run.connection());
    run.steps().end();
    run.begin(order, codes(plan));
    run.steps().start(RunStep.CHANGE);
    TrashRepository.recordChangesOf(run.connection(), run.id());
    List<FileOperation> items = new ArrayList<>();
    List<RunItem> notes = new ArrayList<>();
    List<RefreshEvent> events = new ArrayList<>();
    SourceRemoval removal = new SourceRemoval(run);
    for (GoingManifest manifest : plan.manifests()) {
      ManifestStore.Stored stored = deprecated(manifest, run.id().value());
      Path waiting = waitingFile(stored.file());
      ManifestUpdate.plan(run, stored.manifest(), waiting, items);
      removal.moveFile("manifest", manifest.path(), null, null, "deprecated");
      for (GoingSource source : plan.sources()) {
        if (manifest.manifest().equals(source.manifest())) {
          notes.add(
              new RunItem(
                  "deprecated",
                  source.source(),
                  source.source(),
                  source.period(),
                  null,
                  null,
                  "done"));
          events.add(deprecation(source, manifest, workspace.relative(waiting)));
        }
      }
    }
    items.addAll(removal.moves());
    notes.addAll(removal.items());
    return finish(run, plan, RefreshEvent.bySource(events), items, notes);
  }

  private static Stream<StackedPeriod> stackedPeriod(GoingSource source) {
    String period = source.period();
    String manifest = source.manifest();
    return period == null || manifest == null
        ? Stream.empty()
        : Stream.of(new StackedPeriod(source.source(), period, manifest));
  }

  /** Returns where a deprecated manifest waits; nothing there is ever overwritten. */
  private Path waitingFile(Path file) {
    Path folder =
        workspace.deprecatedManifests(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    String name = file.getFileName().toString();
    String stem = name.substring(0, name.length() - ".yaml".length());
    String ending = ".deprecated.yaml";
    return folder.resolve(Publisher.freeStem(folder, stem, List.of(ending)) + ending);
  }

  private ManifestStore.Stored deprecated(GoingManifest manifest, String run) {
    Path file = workspace.resolve(manifest.path());
    if (!Files.isRegularFile(file)) {
      throw new NotFoundException(
          "the file of manifest " + manifest.manifest() + " is gone: " + manifest.path(),
          "'datawarp remove " + manifest.manifest() + "' removes what is left of it");
    }
    Manifest read = context.manifests().read(file);
    return new ManifestStore.Stored(
        read.with(read.header().to(ManifestState.DEPRECATED, clock.instant(), run)), file);
  }

  private RemoveReport finish(
      Run run,
      RemovePlan plan,
      List<RefreshEvent> events,
      List<FileOperation> items,
      List<RunItem> notes) {
    RunRepository records = new RunRepository(run.session().identity());
    records.saveItems(run.connection(), run.id(), notes);
    run.steps().end();
    run.commit(events, items, null);
    List<String> left = new ArrayList<>();
    run.publishBestEffort(items, () -> {})
        .forEach(
            (item, reason) -> {
              left.add(reason);
              records.saveOutcome(run.connection(), run.id(), item.from(), "left: " + reason);
            });
    SqlErrors.commit("storing what became of files", run.connection());
    notes.stream()
        .filter(note -> !note.outcome().equals("done"))
        .forEach(note -> left.add(note.item() + " " + note.outcome()));
    return new RemoveReport(plan, run.id().value(), left);
  }

  /** Rows stay until cleanup takes the manifest away. */
  private static RefreshEvent deprecation(
      GoingSource source, GoingManifest manifest, String waiting) {
    Long rows = source.rows();
    return new RefreshEvent(
        source.source(), rows, rows == null ? 0 : rows, 0, 0, manifest.path(), waiting, null);
  }

  private List<RefreshEvent> removalEvents(RemovePlan plan, Run run) {
    String trash = workspace.relative(workspace.trash(run.id().value()));
    return RefreshEvent.bySource(
        plan.sources().stream()
            .map(
                source ->
                    new RefreshEvent(source.source(), source.rows(), 0, 0, 0, null, trash, trash))
            .toList());
  }

  private static List<String> codes(RemovePlan plan) {
    return plan.sources().stream().map(GoingSource::source).distinct().toList();
  }
}
