package org.datawarp.workflow.restore;

import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.datawarp.lifecycle.refresh.PeriodExports;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.NewNames;
import org.datawarp.lifecycle.version.RestoreTarget;
import org.datawarp.lifecycle.version.VersionRestorer;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.LoadService;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.TrashRepository;
import org.datawarp.storage.object.ObjectStore;
import org.datawarp.storage.object.ObjectStores;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.restore.RestorePlan.Left;
import org.datawarp.workflow.restore.RestorePlan.RestoreItem;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.datawarp.workflow.restore.StoreArchive.Found;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings sources back from versions, the archive or a file: rows, Parquet and manifest. */
public final class RestoreWorkflow {
  private static final Logger LOG = LoggerFactory.getLogger(RestoreWorkflow.class);

  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Supplier<ObjectStores> stores;
  private final Clock clock;

  /** Makes the workflow; nothing is opened before it runs. */
  public RestoreWorkflow(WorkspaceContext context, Supplier<ObjectStores> stores) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
    this.stores = stores;
  }

  /**
   * Brings sources back. Rows that are replaced are kept among the versions first. What comes from
   * a store is brought into {@code archive/} first, verified, and stays there. Of several, what
   * cannot be brought back is left, with the reason, and the others are brought back.
   *
   * @throws org.datawarp.model.error.NotFoundException if nothing is known of the only source, or
   *     its version's file is gone
   * @throws org.datawarp.model.error.StorageException if the only version has been changed since it
   *     was kept, or is damaged; nothing was changed
   * @throws org.datawarp.model.error.DataRejectedException if rows do not come back as they are;
   *     nothing was changed
   */
  public RestoreReport run(RestoreRequest request, RunListener listener) {
    List<Found> found = new ArrayList<>();
    List<String> fetched = new ArrayList<>();
    List<Left> left = new ArrayList<>();
    if (request.choice() instanceof Choice.FromStore from) {
      try (ObjectStore store = stores.get().open(from.address(), from.endpoint())) {
        StoreArchive archive = new StoreArchive(workspace, store, names());
        StoreArchive.Brought brought = archive.bring(archive.find(request.sources()), listener);
        found.addAll(brought.exports());
        fetched.addAll(brought.files());
        left.addAll(archive.left());
      }
    }
    RunExecutor.Order order =
        new RunExecutor.Order("restore", request.commandLine(), null, "restore", request.maxWait())
            .with(request.foreignFiles());
    return context
        .runs()
        .execute(
            order,
            listener,
            run -> {
              RestorePlan plan =
                  new RestorePlanner(workspace, run.session().identity(), run.connection(), request)
                      .plan(found)
                      .leaving(left);
              requireOneTableEach(plan);
              VersionRestorer back =
                  new VersionRestorer(
                      run, context.configuration().list(ConfigurationKey.GRANT_SELECT_TO));
              RestorePlan whole = proven(plan, back);
              if (whole.items().isEmpty()) {
                return new RestoreReport(null, whole, List.of(), fetched);
              }
              return execute(run, order, whole, back, fetched);
            });
  }

  /**
   * Tells what {@link #run} would do; changes nothing.
   *
   * @return empty where there is no workspace or no database yet
   */
  public Optional<RestoreReport> plan(RestoreRequest request) {
    List<Found> found = new ArrayList<>();
    List<String> fetched = new ArrayList<>();
    List<Left> left = new ArrayList<>();
    if (request.choice() instanceof Choice.FromStore from) {
      try (ObjectStore store = stores.get().open(from.address(), from.endpoint())) {
        StoreArchive archive = new StoreArchive(workspace, store, names());
        found.addAll(archive.find(request.sources()));
        left.addAll(archive.left());
        found.stream()
            .flatMap(each -> archive.keys(each).stream())
            .map(archive::place)
            .filter(file -> !Files.exists(file))
            .forEach(file -> fetched.add(workspace.relative(file)));
      }
    }
    return context
        .readIfPresent(
            "planning the restore",
            (connection, identity) ->
                new RestorePlanner(workspace, identity, connection, request)
                    .plan(found)
                    .leaving(left))
        .or(
            () ->
                fetched.isEmpty() && left.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new RestorePlan(List.of(), left)))
        .map(plan -> new RestoreReport(null, plan, List.of(), fetched));
  }

  /** Of several, those that are whole come back, and the others are told of. */
  private static RestorePlan proven(RestorePlan plan, VersionRestorer back) {
    Map<RestoreTarget, DatawarpException> failures =
        back.prove(plan.items().stream().map(RestoreItem::target).toList());
    if (plan.items().size() == 1 && plan.left().isEmpty() && !failures.isEmpty()) {
      throw failures.values().iterator().next();
    }
    return plan.without(failures);
  }

  private RestoreReport execute(
      Run run,
      RunExecutor.Order order,
      RestorePlan plan,
      VersionRestorer back,
      List<String> fetched) {
    List<RestoreTarget> targets = plan.items().stream().map(RestoreItem::target).toList();
    run.begin(order, targets.stream().map(RestoreTarget::source).distinct().toList());
    run.steps().start(RunStep.PROTECT);
    back.protect(targets);
    run.steps().end();
    run.steps().start(RunStep.LOAD);
    TrashRepository.recordChangesOf(run.connection(), run.id());
    back.load();
    run.steps().end();
    run.steps().start(RunStep.EXPORT);
    List<FileOperation> items = new ArrayList<>();
    List<VersionRestorer.Result> results = back.export(items);
    PeriodExports.align(
            run,
            targets.stream()
                .filter(target -> target.exportPeriod() != null)
                .map(RestoreTarget::source)
                .toList(),
            items)
        .forEach(LOG::warn);
    run.steps().end();
    run.commit(back.events(results), items, null);
    run.publish(items, List.of());
    new LoadService(clock)
        .analyze(run.connection(), targets.stream().map(RestoreTarget::table).distinct().toList())
        .forEach(LOG::warn);
    return new RestoreReport(
        run.id().value(),
        plan,
        results.stream()
            .map(
                result ->
                    new RestoreReport.Result(
                        result, RestorePlanner.shown(workspace, result.target().version().file())))
            .toList(),
        fetched);
  }

  /** Two sources that claim one table would delete each other's rows. */
  private static void requireOneTableEach(RestorePlan plan) {
    Map<TableName, String> owners = new HashMap<>();
    for (RestoreItem item : plan.items()) {
      String owner = owners.putIfAbsent(item.target().table(), item.target().source());
      if (owner != null && !owner.equals(item.target().source())) {
        throw new RefusedException(
            "sources "
                + owner
                + " and "
                + item.target().source()
                + " share "
                + item.target().table(),
            "restore one of them");
      }
    }
  }

  private NewNames names() {
    return context.readIfPresent("reading new names", NewNames::read).orElse(NewNames.NONE);
  }
}
