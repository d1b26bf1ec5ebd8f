package org.datawarp.lifecycle.refresh;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.Descriptions;
import org.datawarp.lifecycle.version.FileExport;
import org.datawarp.lifecycle.version.VersionKeeper;
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
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.StoredExport;
import org.datawarp.storage.workspace.Workspace;

/** Writes sources' exports and pages into the run's folder, verified, and records them. */
final class SourceExports {
  private final Workspace workspace;
  private final Run run;
  private final Clock clock;

  SourceExports(Workspace workspace, Run run, Clock clock) {
    this.workspace = workspace;
    this.run = run;
    this.clock = clock;
  }

  /**
   * Exports some sources of a manifest inside the run's transaction.
   *
   * @param items gets the files to publish
   * @return the manifest as exported
   */
  Manifest export(Manifest manifest, List<SourceCode> codes, List<FileOperation> items) {
    ManifestRepository records = run.records();
    Connection connection = run.connection();
    Descriptions descriptions = new Descriptions(records);
    Manifest exported = manifest;
    for (SourceCode code : codes) {
      ManifestSource source = exported.source(code).orElseThrow();
      SourceDescription description = descriptions.of(connection, exported.header(), source);
      ExportReport report = write(description, source);
      String path = workspace.relative(parquetFile(source));
      records.saveExport(connection, stored(description, report, path));
      addItems(items, source, description, report);
      exported =
          exported.withSource(
              source.exported(report.rowCount(), report.rowHash(), path, report.sha256()));
    }
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

  private ExportReport write(SourceDescription description, ManifestSource source) {
    return new ParquetExporter()
        .export(
            run.connection(),
            new ExportRequest(
                description,
                source.table(),
                RowFilter.all(),
                run.newFile(source.code() + ".parquet")));
  }

  private void addItems(
      List<FileOperation> items,
      ManifestSource source,
      SourceDescription description,
      ExportReport report) {
    Path document = run.newFile(source.code() + ".md");
    AtomicFile.replace(document, SourceDocument.render(description, report));
    Path target = parquetFile(source);
    items.add(run.replaceItem(report.file(), target, report.sha256()));
    items.add(
        run.replaceItem(document, VersionKeeper.sibling(target, ".md"), FileHash.sha256(document)));
  }

  private Path parquetFile(ManifestSource source) {
    return workspace.currentOutput().resolve(source.code() + ".parquet");
  }

  private StoredExport stored(SourceDescription description, ExportReport report, String path) {
    String page = VersionKeeper.sibling(Path.of(path), ".md").toString().replace('\\', '/');
    return FileExport.stored(description, report, path, page, run.id().value());
  }
}
