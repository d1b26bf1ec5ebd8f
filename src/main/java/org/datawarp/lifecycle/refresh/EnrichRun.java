package org.datawarp.lifecycle.refresh;

import java.util.List;
import org.datawarp.lifecycle.refresh.EnrichReport.Outcome;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.load.SourceNotes;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Descriptions for a manifest whose rows are loaded: its files are read again for what is said in
 * them; rows stay as they are. The exports are written anew, since they repeat what is said.
 */
public final class EnrichRun {
  private final WorkspaceContext context;
  private final Workspace workspace;
  private final RefreshRequest request;
  private final RefreshTarget target;
  private final ManifestEnricher enricher;

  public EnrichRun(WorkspaceContext context, RefreshRequest request, RefreshTarget target) {
    this.context = context;
    this.workspace = context.workspace();
    this.request = request;
    this.target = target;
    this.enricher = new ManifestEnricher(context.describer());
  }

  /** Describes the manifest, from the files that are kept. */
  public EnrichReport run(Run run, RunExecutor.Order order) {
    run.steps().start(RunStep.FETCH);
    Issue issue = again(run).fetch();
    run.steps().end();
    ManifestEnricher.Enriched enriched = enriched(run, issue);
    Manifest before = before();
    RefreshReport exported = export(run, order, enriched);
    if (exported == null) {
      return EnrichReport.of(
          enriched.of(before),
          Outcome.UNCHANGED,
          null,
          workspace.relative(context.manifests().activeFile(before.name())));
    }
    return EnrichReport.of(
            enriched,
            Outcome.ENRICHED,
            run.id().value(),
            workspace.relative(context.manifests().activeFile(enriched.manifest().name())))
        .withWarnings(exported.warnings());
  }

  /**
   * Does the same as a refresh of what is said about rows: what a person wrote into the manifest
   * goes to the registry and the comments, too.
   */
  public RefreshReport refresh(Run run, RunExecutor.Order order) {
    run.steps().start(RunStep.FETCH);
    Issue issue = again(run).fetch();
    run.steps().end();
    ManifestEnricher.Enriched enriched = enriched(run, issue);
    return write(run, order, enriched.manifest(), SourceNotes.OtherComments.REPLACE)
        .withEnrichment(enriched.report())
        .withWarnings(enriched.warnings());
  }

  /** Tells whether the manifest was not enriched yet, or by other means. */
  boolean isNeeded() {
    return !enricher.isEnriched(before());
  }

  /**
   * Describes the manifest as a refresh that has nothing to load.
   *
   * @param issue its files as they were fetched
   * @return null if everything was said before
   */
  @Nullable RefreshReport describe(Run run, RunExecutor.Order order, Issue issue) {
    ManifestEnricher.Enriched enriched = enriched(run, issue);
    RefreshReport report = export(run, order, enriched);
    return report == null
        ? null
        : report.withEnrichment(enriched.report()).withWarnings(enriched.warnings());
  }

  private ManifestEnricher.Enriched enriched(Run run, Issue issue) {
    run.steps().start(RunStep.EXTRACT);
    try (TemporaryFolder spool = TemporaryFolder.in(run.folder())) {
      ManifestEnricher.Enriched enriched =
          again(run)
              .enrich(
                  enricher,
                  before(),
                  issue,
                  spool.path(),
                  context.clock().instant(),
                  run.id().value());
      run.steps().end();
      return enriched;
    }
  }

  private @Nullable RefreshReport export(
      Run run, RunExecutor.Order order, ManifestEnricher.Enriched enriched) {
    return enriched.isSameAs(before())
        ? null
        : write(run, order, enriched.manifest(), SourceNotes.OtherComments.KEEP);
  }

  private RefreshReport write(
      Run run,
      RunExecutor.Order order,
      Manifest manifest,
      SourceNotes.OtherComments others) {
    List<SourceCode> codes = manifest.loadable().stream().map(ManifestSource::code).toList();
    List<String> names = codes.stream().map(SourceCode::value).toList();
    run.requireReplaceable(
        new TargetFiles(workspace, manifest.name(), RefreshRequest.Scope.METADATA_ONLY).of(names));
    run.begin(order, names);
    run.steps().start(RunStep.LOAD);
    manifest.loadable().forEach(source -> save(run, manifest, source, others));
    run.steps().end();
    return new ExportRun(workspace, context.clock()).export(run, manifest, codes);
  }

  private void save(
      Run run, Manifest manifest, ManifestSource source, SourceNotes.OtherComments others) {
    SourceNotes.save(
        run.connection(),
        DescribeRun.described(manifest, source),
        LoadRequests.manifestRef(
            workspace.relative(new ManifestStore(workspace).activeFile(manifest)),
            manifest,
            String.valueOf(manifest.header().sourceUrl())),
        others);
  }

  private Manifest before() {
    return DescribeRun.requireExported(target);
  }

  private ReadAgain again(Run run) {
    return new ReadAgain(context, request, target, run.steps().listener());
  }
}
