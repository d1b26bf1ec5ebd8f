package org.datawarp.refresh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.config.Configuration;
import org.datawarp.config.ConfigurationKey;
import org.datawarp.db.Database;
import org.datawarp.db.SqlErrors;
import org.datawarp.error.StorageException;
import org.datawarp.export.CatalogEntry;
import org.datawarp.export.ExportReport;
import org.datawarp.export.ExportRequest;
import org.datawarp.export.ParquetExporter;
import org.datawarp.export.RowFilter;
import org.datawarp.export.SourceDescription;
import org.datawarp.export.SourceDocument;
import org.datawarp.extract.SourcePart;
import org.datawarp.journal.Journal;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.Records;
import org.datawarp.journal.RefreshEvent;
import org.datawarp.journal.StoredExport;
import org.datawarp.journal.StoredManifest;
import org.datawarp.load.FileRef;
import org.datawarp.load.LoadPart;
import org.datawarp.load.LoadReport;
import org.datawarp.load.LoadRequest;
import org.datawarp.load.LoadService;
import org.datawarp.load.ManifestRef;
import org.datawarp.load.ReplaceRule;
import org.datawarp.load.RowOrigin;
import org.datawarp.load.ShrinkRule;
import org.datawarp.load.SourceScope;
import org.datawarp.manifest.Manifest;
import org.datawarp.manifest.ManifestHeader;
import org.datawarp.manifest.ManifestSource;
import org.datawarp.manifest.ManifestStore;
import org.datawarp.model.ManifestState;
import org.datawarp.model.Period;
import org.datawarp.model.RowCounts;
import org.datawarp.refresh.RefreshReport.Outcome;
import org.datawarp.refresh.RefreshReport.SourceResult;
import org.datawarp.refresh.RefreshWorkflow.Run;
import org.datawarp.workspace.AtomicFile;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.IoReason;
import org.datawarp.workspace.Workspace;

/** From tables read to files published: protect, load, export, commit, publish. */
final class RefreshTransaction {
  private final Workspace workspace;
  private final Database database;
  private final Configuration configuration;
  private final Clock clock;

  RefreshTransaction(
      Workspace workspace, Database database, Configuration configuration, Clock clock) {
    this.workspace = workspace;
    this.database = database;
    this.configuration = configuration;
    this.clock = clock;
  }

  RefreshReport replace(
      Run run,
      RefreshRequest request,
      RefreshTarget target,
      Manifest draft,
      Issue issue,
      List<ReadTable> tables,
      List<String> warnings) {
    Connection connection = run.session().connection();
    Records records = run.session().records();
    Descriptions descriptions = new Descriptions(records);
    List<ReadTable> ordered = new ArrayList<>(tables);
    ordered.sort((a, b) -> a.code().compareTo(b.code()));

    run.steps().start(RefreshStep.PROTECT);
    Replaced replaced =
        new Replaced(
            workspace, records, run.folder().path(), run.startedAt(), request.replaced());
    target
        .before()
        .ifPresent(
            stored -> {
              for (ManifestSource source : stored.manifest().sources()) {
                if (ordered.stream().anyMatch(table -> table.code().equals(source.code()))) {
                  replaced.protect(
                      connection,
                      source,
                      descriptions.of(connection, stored.manifest().header(), source),
                      stored);
                }
              }
            });
    String oldManifest = target.before().map(replaced::keepManifest).orElse(null);
    SqlErrors.commit("reading what will be replaced", connection);
    run.steps().end();

    run.steps().start(RefreshStep.LOAD);
    Map<String, LoadReport> loads = new LinkedHashMap<>();
    LoadService service = new LoadService(clock);
    Path manifestFile = new ManifestStore(workspace).activeFile(target.manifest());
    for (ReadTable table : ordered) {
      loads.put(
          table.code().value(),
          service.load(
              connection, loadRequest(run, request, target, draft, table, manifestFile)));
    }
    run.steps().end();

    run.steps().start(RefreshStep.EXPORT);
    List<PublishItem> items = new ArrayList<>(replaced.items());
    Manifest manifest = draft;
    Map<String, ExportReport> exports = new TreeMap<>();
    for (ReadTable table : ordered) {
      ManifestSource source = manifest.source(table.code()).orElseThrow();
      SourceDescription description =
          descriptions.of(connection, manifest.header(), source);
      ExportReport report = export(run, description, source);
      exports.put(table.code().value(), report);
      String path = workspace.relative(parquetFile(source));
      manifest =
          manifest.withSource(
              source.exported(report.rowCount(), report.rowHash(), path, report.sha256()));
      records.saveExport(connection, storedExport(run, description, report, path));
      addExportItems(items, run, source, description, report);
    }
    manifest = exported(manifest, run);
    String text = ManifestStore.text(manifest);
    addManifestItems(items, run, target, manifestFile, text);
    records.saveManifest(connection, storedManifest(run, manifest, manifestFile, text));
    run.steps().end();

    run.steps().start(RefreshStep.COMMIT);
    Journal journal = new Journal(clock, run.session().identity());
    Period period = manifest.header().period();
    journal.succeed(
        connection,
        run.id(),
        events(loads, replaced, oldManifest, workspace.relative(manifestFile)),
        items,
        period == null ? null : period.label());
    new RunCommit(database, journal).commit(connection, run.id());
    run.steps().end();

    publish(run, journal, items, ordered);
    loads.values().forEach(load -> service.analyze(connection, load.plan().table()));
    SqlErrors.commit("refreshing statistics", connection);
    List<String> allWarnings = new ArrayList<>(issue.warnings());
    allWarnings.addAll(warnings);
    loads.values().forEach(load -> allWarnings.addAll(load.plan().warnings()));
    return new RefreshReport(
        target.manifest(),
        Outcome.REFRESHED,
        run.id().value(),
        period == null ? null : period.label(),
        results(ordered, manifest, loads),
        ReportFiles.of(workspace, manifestFile, manifest),
        allWarnings,
        run.steps().times());
  }

  private LoadRequest loadRequest(
      Run run,
      RefreshRequest request,
      RefreshTarget target,
      Manifest draft,
      ReadTable table,
      Path manifestFile) {
    ManifestSource source = draft.source(table.code()).orElseThrow();
    List<LoadPart> parts = new ArrayList<>();
    for (SourcePart part : table.table().parts()) {
      FileRef file =
          new FileRef(
              table.file().file().url(),
              workspace.relative(table.file().file().path()),
              table.file().file().sha256(),
              table.file().file().sizeBytes(),
              part.table().sheet(),
              part.table().member(),
              part.table().number());
      parts.add(new LoadPart(file, part::open, part.rowsToLoad()));
    }
    boolean unpivoted =
        table.table().parts().stream().anyMatch(part -> part.table().unpivot() != null);
    return new LoadRequest(
        table.code(),
        source.name(),
        draft.header().description(),
        SourceScope.MANIFEST,
        source.table(),
        table.table().columns(),
        parts,
        draft.header().period(),
        new ManifestRef(
            target.manifest(), workspace.relative(manifestFile), target.publication()),
        run.session().identity(),
        run.startedAt(),
        unpivoted ? RowOrigin.UNPIVOTED : RowOrigin.ROW,
        new ReplaceRule.OwnRows(),
        request.has(RefreshRequest.Option.ACCEPT_SHRINK) ? ShrinkRule.ACCEPT : ShrinkRule.REFUSE,
        configuration.list(ConfigurationKey.GRANT_SELECT_TO));
  }

  private ExportReport export(Run run, SourceDescription description, ManifestSource source) {
    Path target = newFile(run, source.code() + ".parquet");
    return new ParquetExporter()
        .export(
            run.session().connection(),
            new ExportRequest(description, source.table(), RowFilter.all(), target));
  }

  private void addExportItems(
      List<PublishItem> items,
      Run run,
      ManifestSource source,
      SourceDescription description,
      ExportReport report) {
    Path document = newFile(run, source.code() + ".md");
    AtomicFile.replace(document, SourceDocument.render(description, report));
    Path target = parquetFile(source);
    items.add(replaceItem(report.file(), target, report.sha256()));
    items.add(
        replaceItem(document, Replaced.sibling(target, ".md"), FileHash.sha256(document)));
  }

  private void addManifestItems(
      List<PublishItem> items, Run run, RefreshTarget target, Path manifestFile, String text) {
    Path file = newFile(run, target.manifest() + ".yaml");
    AtomicFile.replace(file, text);
    items.add(replaceItem(file, manifestFile, FileHash.sha256(file)));
    new ManifestStore(workspace)
        .findPending(target.manifest())
        .ifPresent(
            draft ->
                items.add(
                    new PublishItem(
                        PublishItem.Action.REMOVE,
                        workspace.relative(draft.file()),
                        "",
                        FileHash.sha256(draft.file()))));
  }

  private PublishItem replaceItem(Path from, Path to, String sha256) {
    return new PublishItem(
        PublishItem.Action.REPLACE, workspace.relative(from), workspace.relative(to), sha256);
  }

  private Path newFile(Run run, String name) {
    Path folder = run.folder().path().resolve("new");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StorageException(
          "cannot make " + folder + ": " + IoReason.of(e), "free space or mend permissions", e);
    }
    return folder.resolve(name);
  }

  private Path parquetFile(ManifestSource source) {
    return workspace.currentOutput().resolve(source.code() + ".parquet");
  }

  private static Manifest exported(Manifest manifest, Run run) {
    Instant now = run.startedAt();
    String id = run.id().value();
    ManifestHeader header =
        manifest
            .header()
            .to(ManifestState.ENRICHED, now, id)
            .to(ManifestState.LOADED, now, id)
            .to(ManifestState.EXPORTED, now, id)
            .withParquetPaths(
                manifest.sources().stream()
                    .map(ManifestSource::parquetPath)
                    .flatMap(path -> Optional.ofNullable(path).stream())
                    .toList());
    return manifest.with(header);
  }

  private StoredManifest storedManifest(
      Run run, Manifest manifest, Path manifestFile, String text) {
    ManifestHeader header = manifest.header();
    Period period = header.period();
    return new StoredManifest(
        header.name(),
        header.publication(),
        header.state().text(),
        period == null ? null : period.label(),
        workspace.relative(manifestFile),
        text,
        FileHash.sha256(text.getBytes(StandardCharsets.UTF_8)),
        run.id().value(),
        header.lastLoaded(),
        header.lastCheckedAt());
  }

  private StoredExport storedExport(
      Run run, SourceDescription description, ExportReport report, String path) {
    return new StoredExport(
        description.code().value(),
        path,
        Replaced.sibling(Path.of(path), ".md").toString().replace('\\', '/'),
        report.sha256(),
        report.sizeBytes(),
        report.rowCount(),
        report.rowHash(),
        report.columns().stream()
            .map(column -> Map.of("name", column.name(), "type", column.sqlType()))
            .toList(),
        report.firstDay(),
        report.lastDay(),
        run.id().value(),
        CatalogLines.json(CatalogEntry.of(description, report, path)));
  }

  private void publish(
      Run run, Journal journal, List<PublishItem> items, List<ReadTable> tables) {
    Publisher publisher =
        Recovery.publisher(workspace, run.session().identity(), configuration);
    run.steps().start(RefreshStep.PUBLISH);
    publisher.publish(items);
    tables.forEach(table -> publisher.prune(table.code()));
    run.steps().end();
    run.steps().start(RefreshStep.CATALOG);
    publisher.rebuildCatalog(run.session().connection(), run.folder());
    run.steps().end();
    run.steps().start(RefreshStep.FINISH);
    journal.published(run.session().connection(), run.id());
    run.steps().end();
  }

  private static List<RefreshEvent> events(
      Map<String, LoadReport> loads,
      Replaced replaced,
      @org.jspecify.annotations.Nullable String oldManifest,
      String newManifest) {
    List<RefreshEvent> events = new ArrayList<>();
    loads.forEach(
        (code, load) ->
            events.add(
                new RefreshEvent(
                    code,
                    load.plan().rowsBefore(),
                    load.rowsAfter(),
                    load.rowsDeleted(),
                    load.rowsLoaded(),
                    oldManifest,
                    newManifest,
                    replaced.keptAs(code))));
    return events;
  }

  private static List<SourceResult> results(
      List<ReadTable> tables, Manifest manifest, Map<String, LoadReport> loads) {
    List<SourceResult> results = new ArrayList<>();
    for (ReadTable table : tables) {
      ManifestSource source = manifest.source(table.code()).orElseThrow();
      LoadReport load = loads.get(table.code().value());
      if (load == null) {
        throw new IllegalStateException("not loaded: " + table.code());
      }
      List<String> changes = new ArrayList<>();
      if (load.plan().tableChange() == org.datawarp.load.LoadPlan.TableChange.ALTER) {
        load.plan().columnsAdded().forEach(name -> changes.add("new column " + name));
      }
      load.plan().columnsWidened().forEach(widening -> changes.add(widening.toString()));
      results.add(
          new SourceResult(
              table.code().value(),
              source.table().toString(),
              source.name(),
              sum(table),
              load.rowsLoaded(),
              load.rowsDeleted(),
              source.rows(),
              source.columns().size(),
              changes,
              String.valueOf(source.parquetPath())));
    }
    return results;
  }

  static RowCounts sum(ReadTable table) {
    RowCounts sum = new RowCounts(0, 0, 0, 0, 0, 0, 0);
    for (SourcePart part : table.table().parts()) {
      RowCounts counts = part.counts();
      sum =
          new RowCounts(
              sum.read() + counts.read(),
              sum.data() + counts.data(),
              sum.blank() + counts.blank(),
              sum.repeatedHeader() + counts.repeatedHeader(),
              sum.section() + counts.section(),
              sum.footer() + counts.footer(),
              sum.quarantined() + counts.quarantined());
    }
    return sum;
  }
}
