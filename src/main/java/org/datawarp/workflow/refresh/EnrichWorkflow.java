package org.datawarp.workflow.refresh;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.lifecycle.refresh.DraftEnrichment;
import org.datawarp.lifecycle.refresh.Drafts;
import org.datawarp.lifecycle.refresh.EnrichReport;
import org.datawarp.lifecycle.refresh.EnrichRun;
import org.datawarp.lifecycle.refresh.ManifestEnricher;
import org.datawarp.lifecycle.refresh.PublicationLocks;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.lifecycle.refresh.RefreshTarget;
import org.datawarp.lifecycle.run.Recovery;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunId;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.storage.workspace.RunFolder;
import org.datawarp.storage.workspace.Workspace;

/** Adds descriptions to a draft, or to a manifest whose rows are loaded. */
public final class EnrichWorkflow {
  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Clock clock;

  /** Makes the workflow; nothing is opened before it runs. */
  public EnrichWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
  }

  /**
   * Describes a manifest: its draft where there is one, else the manifest in use.
   *
   * @throws NotFoundException if there is neither
   */
  public EnrichReport run(RefreshRequest request, RunListener listener) {
    context.describer(); // a wrong configuration fails before anything is made
    RefreshTarget target = require(request);
    if (target.draft().isPresent()) {
      return draft(request, target, listener);
    }
    RunExecutor.Order order =
        new RunExecutor.Order(
                "enrich",
                request.commandLine(),
                target.manifest(),
                RefreshRequest.Scope.METADATA_ONLY.text(),
                request.maxWait())
            .with(request.foreignFiles());
    return context
        .runs()
        .execute(
            order,
            listener,
            run -> {
              // Read again under the locks: until then another run may have changed it.
              PublicationLocks.take(run, require(request));
              RefreshTarget locked = require(request);
              return new EnrichRun(context, request, locked).run(run, order);
            });
  }

  /**
   * Tells what rules find; no language model is asked, and nothing is written but the download
   * cache.
   */
  public EnrichReport plan(RefreshRequest request, RunListener listener) {
    return new DraftEnrichment(context, request, require(request), listener)
        .plan(new ManifestEnricher(Optional.empty()));
  }

  private EnrichReport draft(RefreshRequest request, RefreshTarget target, RunListener listener) {
    ManifestStore manifests = context.manifests();
    Drafts drafts = new Drafts(workspace, manifests, request.foreignFiles());
    List<String> notes = new ArrayList<>();
    RunId id = RunId.create(clock);
    try (RunFolder folder = Recovery.createFolder(workspace, id)) {
      try {
        return new DraftEnrichment(context, request, target, listener)
            .enrich(id.value(), folder.path(), manifest -> drafts.save(manifest, notes))
            .withWarnings(notes);
      } finally {
        folder.delete();
      }
    }
  }

  private RefreshTarget require(RefreshRequest request) {
    RefreshTarget target = RefreshTarget.of(request, context.manifests(), context.configuration());
    if (target.known().isEmpty()) {
      throw new NotFoundException(
          "no manifest '" + target.manifest() + "' in " + workspace.root(),
          "make its draft with 'datawarp extract URL --source " + target.manifest() + "'");
    }
    return target;
  }
}
