package org.datawarp.lifecycle.refresh;

import java.sql.Connection;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.load.SourceNotes;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.pipeline.manifest.ManifestSource;
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

  private static Manifest requireExported(RefreshTarget target) {
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

  private static void save(Connection connection, Manifest manifest, ManifestSource source) {
    Map<String, String> comments = new LinkedHashMap<>();
    for (ManifestColumn column : source.columns()) {
      String description = column.description();
      if (description != null) {
        comments.put(
            column.name(),
            column.originalName().isEmpty()
                ? description
                : column.originalName() + ": " + description);
        SourceNotes.saveColumn(connection, source.code(), column.name(), description);
      }
    }
    SourceNotes.save(
        connection,
        source.code(),
        source.table(),
        source.name(),
        manifest.header().description(),
        comments);
  }
}
