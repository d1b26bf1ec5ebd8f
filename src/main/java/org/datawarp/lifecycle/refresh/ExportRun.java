package org.datawarp.lifecycle.refresh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.lifecycle.run.ManifestUpdate;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.VersionKeeper;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RefreshEvent;
import org.datawarp.storage.workspace.Workspace;

/** The end of runs that leave rows as they are: new exports, committed and published. */
public final class ExportRun {
  private final Workspace workspace;
  private final Clock clock;

  public ExportRun(Workspace workspace, Clock clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  /** Exports sources of a manifest in the run's transaction, commits and publishes. */
  public RefreshReport export(Run run, Manifest manifest, List<SourceCode> codes) {
    run.steps().start(RunStep.EXPORT);
    Map<SourceCode, VersionKeeper.Subject> before = new LinkedHashMap<>();
    codes.forEach(
        code ->
            before.put(
                code,
                ReplacedSources.subject(run, manifest, manifest.source(code).orElseThrow(), null)));
    List<FileOperation> published = new ArrayList<>();
    Manifest exported = new SourceExports(workspace, run, clock).export(manifest, codes, published);
    VersionKeeper keeper = keepOld(run, exported, before);
    List<FileOperation> items = new ArrayList<>(keeper.record());
    items.addAll(published);
    run.steps().end();
    String file = ManifestUpdate.plan(run, exported, items);
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

  /**
   * Exports periods of a canonical source in the run's transaction, commits and publishes.
   *
   * @param manifests those of the periods, in the order of these; each has rows
   */
  public RefreshReport exportSource(Run run, SourceCode code, List<Manifest> manifests) {
    run.steps().start(RunStep.EXPORT);
    Map<String, VersionKeeper.Subject> before = new LinkedHashMap<>();
    for (Manifest manifest : manifests) {
      ManifestSource source = manifest.source(code).orElseThrow();
      before.put(
          String.valueOf(manifest.exportPeriod(source)),
          ReplacedSources.subject(run, manifest, source, null));
    }
    List<FileOperation> published = new ArrayList<>();
    PeriodExports exports = new PeriodExports(workspace, run);
    Map<String, PeriodExports.Written> written = exports.export(code, before.keySet(), published);
    exports.finish(List.of(), published);
    VersionKeeper keeper = new VersionKeeper(run, VersionKeeper.Destination.VERSIONS);
    written.forEach(
        (period, file) -> {
          Path current = workspace.resolve(file.path());
          VersionKeeper.Subject subject = before.get(period);
          if (subject != null && Files.isRegularFile(current) && run.isOwn(current)) {
            keeper.keepExport(
                subject, current, new TableHash(file.report().rowCount(), file.report().rowHash()));
          }
        });
    List<FileOperation> items = new ArrayList<>(keeper.record());
    items.addAll(published);
    run.steps().end();
    long rows = written.values().stream().mapToLong(file -> file.report().rowCount()).sum();
    RefreshEvent event =
        new RefreshEvent(code.value(), rows, rows, 0, 0, null, "", keeper.keptAs(code.value()));
    Manifest last = manifests.get(manifests.size() - 1);
    run.commit(List.of(event), items, manifests.size() == 1 ? last.header().period() : null);
    run.publish(items, List.of(code));
    return ExportReports.of(workspace, run, manifests, code, rows);
  }

  /** Rows may have changed since the old export was written: then it is kept. */
  private VersionKeeper keepOld(
      Run run, Manifest exported, Map<SourceCode, VersionKeeper.Subject> before) {
    VersionKeeper keeper = new VersionKeeper(run, VersionKeeper.Destination.VERSIONS);
    before.forEach(
        (code, subject) -> {
          ManifestSource source = exported.source(code).orElseThrow();
          Path current = SourcePlaces.export(workspace, exported, source);
          if (Files.isRegularFile(current) && run.isOwn(current)) {
            keeper.keepExport(
                subject, current, new TableHash(source.rows(), String.valueOf(source.rowHash())));
          }
        });
    return keeper;
  }
}
