package org.datawarp.lifecycle.refresh;

import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.load.SourceNotes;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.storage.workspace.Workspace;

/**
 * A refresh of what is said about rows, not of the rows: titles and descriptions of the manifest go
 * to the registry, the comments, the pages and the catalogue.
 */
public final class DescribeRun {
  private final Workspace workspace;
  private final Clock clock;

  public DescribeRun(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  public RefreshReport describe(Run run, RunExecutor.Order order, RefreshTarget target) {
    Manifest manifest = requireExported(target);
    List<SourceCode> codes = manifest.loadable().stream().map(ManifestSource::code).toList();
    run.requireReplaceable(
        new TargetFiles(workspace, manifest.name(), RefreshRequest.Scope.METADATA_ONLY)
            .of(manifest, codes.stream().map(SourceCode::value).toList()));
    run.begin(order, codes.stream().map(SourceCode::value).toList());
    Connection connection = run.connection();
    run.steps().start(RunStep.LOAD);
    manifest.loadable().forEach(source -> save(connection, manifest, source));
    run.steps().end();
    return new ExportRun(workspace, clock).export(run, manifest, codes);
  }

  /** Returns the manifest in use, which has rows. */
  static Manifest requireExported(RefreshTarget target) {
    Manifest manifest =
        target
            .manifestBefore()
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "no manifest '" + target.manifest() + "' has been loaded",
                        "load it first with 'datawarp refresh " + target.manifest() + "'"));
    if (manifest.state() != ManifestState.EXPORTED && manifest.state() != ManifestState.LOADED) {
      throw new RefusedException(
          "manifest " + manifest.name() + " is " + manifest.state().text() + ": it has no rows",
          "load it first with 'datawarp refresh " + manifest.name() + "'");
    }
    return manifest;
  }

  private void save(Connection connection, Manifest manifest, ManifestSource source) {
    SourceNotes.save(
        connection,
        described(manifest, source),
        LoadRequests.manifestRef(
            workspace.relative(new ManifestStore(workspace).activeFile(manifest)),
            manifest,
            String.valueOf(manifest.header().sourceUrl())),
        SourceNotes.OtherComments.REPLACE);
  }

  /** Returns a manifest's source as it is described. */
  static SourceNotes.Described described(Manifest manifest, ManifestSource source) {
    String own = source.facts().description();
    return new SourceNotes.Described(
        source.code(),
        source.table(),
        source.registeredName(),
        own == null ? manifest.header().description() : own,
        source.facts(),
        source.columns().stream()
            .map(
                column ->
                    new SourceNotes.Column(column.name(), column.originalName(), column.facts()))
            .toList());
  }
}
