package org.datawarp.lifecycle.refresh;

import java.nio.file.Path;
import java.util.function.Function;
import org.datawarp.lifecycle.refresh.EnrichReport.Outcome;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunListener;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.platform.io.TemporaryFolder;

/** Describes a draft, which no database records; or shows how a manifest would be described. */
public final class DraftEnrichment {
  private final WorkspaceContext context;
  private final RefreshRequest request;
  private final RefreshTarget target;
  private final RunListener listener;

  public DraftEnrichment(
      WorkspaceContext context,
      RefreshRequest request,
      RefreshTarget target,
      RunListener listener) {
    this.context = context;
    this.request = request;
    this.target = target;
    this.listener = listener;
  }

  /**
   * Describes the target's draft.
   *
   * @param run the id that its history names
   * @param save writes it and returns its file
   */
  public EnrichReport enrich(String run, Path spoolFolder, Function<Manifest, Path> save) {
    Manifest draft = target.draft().orElseThrow().manifest();
    ReadAgain again = new ReadAgain(context, request, target, listener);
    ManifestEnricher.Enriched enriched =
        again.enrich(
            new ManifestEnricher(context.describer()),
            draft,
            again.fetch(),
            spoolFolder,
            context.clock().instant(),
            run);
    if (enriched.isSameAs(draft)) {
      return EnrichReport.of(
          enriched.of(draft),
          Outcome.UNCHANGED,
          null,
          context.workspace().relative(target.draft().get().file()));
    }
    Path file = save.apply(enriched.manifest());
    return EnrichReport.of(enriched, Outcome.ENRICHED, null, context.workspace().relative(file));
  }

  /** Shows what rules find; writes nothing and asks no model. */
  public EnrichReport plan(ManifestEnricher rules) {
    Manifest known = target.known().orElseThrow();
    ReadAgain again = new ReadAgain(context, request, target, listener);
    try (TemporaryFolder spool = TemporaryFolder.create()) {
      ManifestEnricher.Enriched enriched =
          again.enrich(
              rules, known, again.fetch(), spool.path(), context.clock().instant(), "plan");
      Path file =
          target
              .draft()
              .or(target::before)
              .map(stored -> stored.file())
              .orElseGet(() -> context.manifests().activeFile(known.name()));
      return EnrichReport.of(
          enriched.inStateOf(known),
          Outcome.PLANNED,
          null,
          context.workspace().relative(file));
    }
  }
}
