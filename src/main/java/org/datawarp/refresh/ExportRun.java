package org.datawarp.refresh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.RefreshEvent;
import org.datawarp.manifest.Manifest;
import org.datawarp.manifest.ManifestSource;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourceCode;
import org.datawarp.run.ManifestChange;
import org.datawarp.run.Run;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.Workspace;

/** The end of runs that leave rows as they are: new exports, committed and published. */
final class ExportRun {
  private final Workspace workspace;

  ExportRun(Workspace workspace) {
    this.workspace = workspace;
  }

  /** Exports sources of a manifest in the run's transaction, commits and publishes. */
  RefreshReport export(Run run, Manifest manifest, List<SourceCode> codes) {
    run.steps().start(RunStep.EXPORT);
    List<PublishItem> published = new ArrayList<>();
    Manifest exported = new SourceExports(workspace, run).export(manifest, codes, published);
    Replaced replaced = keepOld(run, exported);
    List<PublishItem> items = new ArrayList<>(replaced.items());
    items.addAll(published);
    run.steps().end();
    String file = ManifestChange.plan(run, exported, items);
    List<RefreshEvent> events =
        exported.loadable().stream()
            .map(
                source ->
                    new RefreshEvent(
                        source.code().value(),
                        source.rows(),
                        source.rows(),
                        0,
                        0,
                        null,
                        file,
                        replaced.keptAs(source.code().value())))
            .toList();
    run.commit(events, items, exported.header().period());
    run.publish(items, codes);
    return ExportReports.of(workspace, run, exported);
  }

  /** Rows may have changed since the old export was written: then it is kept. */
  private Replaced keepOld(Run run, Manifest exported) {
    Replaced replaced =
        new Replaced(
            workspace,
            run.records(),
            run.folder(),
            run.startedAt(),
            RefreshRequest.ReplacedGoes.VERSIONS);
    for (ManifestSource source : exported.loadable()) {
      Path current = workspace.currentOutput().resolve(source.code() + ".parquet");
      if (Files.isRegularFile(current)
          && run.isOwn(current)
          && !FileHash.sha256(current).equals(source.parquetSha256())) {
        replaced.keepExport(source, current);
      }
    }
    return replaced;
  }
}
