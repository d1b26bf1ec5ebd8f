package org.datawarp.refresh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.export.RowsHash;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.RefreshEvent;
import org.datawarp.manifest.Manifest;
import org.datawarp.manifest.ManifestSource;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourceCode;
import org.datawarp.run.ManifestChange;
import org.datawarp.run.Run;
import org.datawarp.version.Keeper;
import org.datawarp.workspace.Workspace;

/** The end of runs that leave rows as they are: new exports, committed and published. */
final class ExportRun {
  private final Workspace workspace;
  private final Clock clock;

  ExportRun(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  /** Exports sources of a manifest in the run's transaction, commits and publishes. */
  RefreshReport export(Run run, Manifest manifest, List<SourceCode> codes) {
    run.steps().start(RunStep.EXPORT);
    Map<SourceCode, Keeper.Subject> before = new LinkedHashMap<>();
    codes.forEach(
        code ->
            before.put(
                code,
                RefreshTransaction.subject(
                    run, manifest, manifest.source(code).orElseThrow(), null)));
    List<PublishItem> published = new ArrayList<>();
    Manifest exported = new SourceExports(workspace, run, clock).export(manifest, codes, published);
    Keeper keeper = keepOld(run, exported, before);
    List<PublishItem> items = new ArrayList<>(keeper.record());
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
                            keeper.keptAs(source.code().value()))
                        .withRowHashes(source.rowHash(), source.rowHash()))
            .toList();
    run.commit(events, items, exported.header().period());
    run.publish(items, codes);
    return ExportReports.of(workspace, run, exported);
  }

  /** Rows may have changed since the old export was written: then it is kept. */
  private Keeper keepOld(Run run, Manifest exported, Map<SourceCode, Keeper.Subject> before) {
    Keeper keeper = new Keeper(run, Keeper.Destination.VERSIONS);
    before.forEach(
        (code, subject) -> {
          ManifestSource source = exported.source(code).orElseThrow();
          Path current = workspace.currentOutput().resolve(code + ".parquet");
          if (Files.isRegularFile(current) && run.isOwn(current)) {
            keeper.keepExport(
                subject, current, new RowsHash(source.rows(), String.valueOf(source.rowHash())));
          }
        });
    return keeper;
  }
}
