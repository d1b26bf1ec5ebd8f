package org.datawarp.workflow.refresh;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.datawarp.lifecycle.refresh.DescribeRun;
import org.datawarp.lifecycle.refresh.EnrichRun;
import org.datawarp.lifecycle.refresh.PublicationLocks;
import org.datawarp.lifecycle.refresh.RefreshPlanner;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.lifecycle.refresh.RefreshRun;
import org.datawarp.lifecycle.refresh.RefreshTarget;
import org.datawarp.lifecycle.refresh.UnchangedCheck;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.storage.workspace.Workspace;

/**
 * The main job: one manifest from its URL to rows, exports and catalogue.
 *
 * <p>The order: the new is built and proven before the old is touched; one COMMIT decides; files
 * are renamed after it, and the next run does so if this one dies.
 */
public final class RefreshWorkflow {
  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Clock clock;

  /** Makes the workflow; nothing is opened before it runs. */
  public RefreshWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
  }

  /**
   * Refreshes a manifest.
   *
   * @throws DatawarpException if it fails; before the commit nothing has changed then
   */
  public RefreshReport run(RefreshRequest request, RunListener listener) {
    ManifestStore manifests = context.manifests();
    String name = RefreshTarget.name(request);
    if (isReadable(manifests, name)) {
      // Fails before anything is made.
      RefreshTarget target = RefreshTarget.of(request, manifests, context.configuration());
      UnchangedCheck.begin(request, target, context.workspace());
    }
    if (request.has(RefreshRequest.Option.ENRICH)) {
      context.describer(); // a wrong configuration fails before anything is made
    }
    boolean describes = request.scope() == RefreshRequest.Scope.METADATA_ONLY;
    RunExecutor.Order order =
        new RunExecutor.Order(
                "refresh", request.commandLine(), name, request.scope().text(), request.maxWait())
            .with(request.foreignFiles());
    return context
        .runs()
        .execute(
            order,
            listener,
            run -> {
              requireNotDeprecated(run, name);
              if (!isReadable(manifests, name) && !run.isOwn(manifests.activeFile(name))) {
                run.setAside(manifests.activeFile(name));
              }
              // Read again under the locks: until then another run may have changed it.
              PublicationLocks.take(
                  run, RefreshTarget.of(request, manifests, context.configuration()));
              RefreshTarget locked = RefreshTarget.of(request, manifests, context.configuration());
              if (describes && request.has(RefreshRequest.Option.ENRICH)) {
                return new EnrichRun(context, request, locked).refresh(run, order);
              }
              return describes
                  ? new DescribeRun(workspace, clock).describe(run, order, locked)
                  : new RefreshRun(context, request, locked, order, run).execute();
            });
  }

  /**
   * Tells what {@link #run} would do. Fetches into the download cache and reads the file; the
   * workspace and the database stay as they are.
   *
   * @throws DatawarpException where the run would fail for the same reason
   */
  public RefreshReport plan(RefreshRequest request, RunListener listener) {
    ManifestStore manifests = context.manifests();
    RefreshPlanner planner =
        new RefreshPlanner(workspace, context.database(), context.configuration(), clock);
    String name = RefreshTarget.name(request);
    if (!isReadable(manifests, name)) {
      planner.requireAllowed(request, List.of(manifests.activeFile(name)));
    }
    RefreshTarget target = RefreshTarget.of(request, manifests, context.configuration());
    return planner.plan(request, target, context.cache(), listener);
  }

  /** A file of the manifest's name may be anything; whose it is, the database tells. */
  private static boolean isReadable(ManifestStore manifests, String name) {
    try {
      manifests.findActive(name);
      return true;
    } catch (UsageException e) {
      return false; // told when the manifest is read, or the file is not ours
    }
  }

  private static void requireNotDeprecated(Run run, String manifest) {
    boolean isDeprecated =
        run.records()
            .findState(run.connection(), manifest)
            .equals(Optional.of(ManifestState.DEPRECATED.text()));
    SqlErrors.commit("looking for manifest " + manifest, run.connection());
    if (isDeprecated) {
      throw new RefusedException(
          "manifest " + manifest + " is deprecated",
          "take that back first: 'datawarp history --runs' names the run, 'datawarp undo RUN' undoes it");
    }
  }
}
