package org.datawarp.lifecycle.refresh;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.Descriptions;
import org.datawarp.lifecycle.version.FileExport;
import org.datawarp.model.ManifestState;
import org.datawarp.model.SourceCode;
import org.datawarp.pipeline.export.ExportReport;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.document.SourceDocument;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.repository.FileOperation;
import org.datawarp.storage.workspace.Workspace;

/** Writes sources' exports and pages into the run's folder, verified, and records them. */
public final class SourceExports {
  private final Workspace workspace;
  private final Run run;
  private final Clock clock;
  private final ParquetDrafts drafts;
  private final List<String> notes = new ArrayList<>();

  /** Makes the exports of a run that loads nothing. */
  public SourceExports(Workspace workspace, Run run, Clock clock) {
    this(workspace, run, clock, ParquetDrafts.none(run));
  }

  /**
   * Makes the exports of a run.
   *
   * @param drafts the files that were written while rows were loaded
   */
  SourceExports(Workspace workspace, Run run, Clock clock, ParquetDrafts drafts) {
    this.workspace = workspace;
    this.run = run;
    this.clock = clock;
    this.drafts = drafts;
  }

  /**
   * Exports some sources of a manifest inside the run's transaction. Files of other periods of
   * their canonical sources are written anew where they would have another schema.
   *
   * @param items gets the files to publish
   * @return the manifest as exported
   */
  public Manifest export(Manifest manifest, List<SourceCode> codes, List<FileOperation> items) {
    Descriptions descriptions = new Descriptions(run.records());
    PeriodExports periods = new PeriodExports(workspace, run, drafts);
    Manifest exported = manifest;
    for (SourceCode code : codes) {
      ManifestSource source = exported.source(code).orElseThrow();
      SourceDescription description = descriptions.of(run.connection(), exported.header(), source);
      PeriodExports.Written written =
          source.isCanonical()
              ? periods.export(exported, source, description, items)
              : exportAlone(source, description, items);
      exported = exported.withSource(written.in(source));
    }
    periods.finish(List.of(exported.name()), items);
    notes.addAll(periods.notes());
    ManifestHeader header =
        exported.state() == ManifestState.EXPORTED
            ? exported.header()
            : exported.header().to(ManifestState.EXPORTED, clock.instant(), run.id().value());
    return exported.with(
        header.withParquetPaths(
            exported.sources().stream()
                .map(ManifestSource::parquetPath)
                .flatMap(path -> Optional.ofNullable(path).stream())
                .toList()));
  }

  /** Returns what a person should know of other periods' files, a line each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Takes the exports of another period away whose rows a mended period replaces. */
  void forgetOtherPeriod(Manifest before, Manifest manifest, List<FileOperation> items) {
    for (ManifestSource source : before.sources()) {
      String old = before.exportPeriod(source);
      boolean isGone =
          old != null
              && manifest
                  .source(source.code())
                  .filter(now -> !old.equals(manifest.exportPeriod(now)))
                  .isPresent();
      if (isGone) {
        String code = source.code().value();
        run.records()
            .findExport(run.connection(), code, old)
            .map(export -> workspace.resolve(export.path()))
            .filter(Files::isRegularFile)
            .ifPresent(
                file ->
                    items.add(
                        new FileOperation(
                            FileOperation.Action.REMOVE,
                            workspace.relative(file),
                            "",
                            FileHash.sha256(file))));
        run.records().deleteExport(run.connection(), code, old);
      }
    }
  }

  private PeriodExports.Written exportAlone(
      ManifestSource source, SourceDescription description, List<FileOperation> items) {
    ExportReport report =
        new ParquetExporter(run.steps().listener(), source.rows())
            .export(
                run.connection(),
                new ExportRequest(
                    description,
                    source.table(),
                    RowFilter.all(),
                    run.newFile(source.code() + ".parquet")),
                drafts.take(source.code()));
    Path target = workspace.export(source.code(), null);
    Path page = workspace.page(source.code());
    run.records()
        .saveExport(
            run.connection(),
            FileExport.stored(
                description,
                report,
                workspace.relative(target),
                workspace.relative(page),
                run.id().value()));
    Path document = run.newFile(source.code() + ".md");
    AtomicFile.replace(document, SourceDocument.render(description, report));
    items.add(run.replaceItem(report.file(), target, report.sha256()));
    items.add(run.replaceItem(document, page, FileHash.sha256(document)));
    return new PeriodExports.Written(report, workspace.relative(target));
  }
}
