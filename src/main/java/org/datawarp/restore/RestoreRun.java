package org.datawarp.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.db.SqlErrors;
import org.datawarp.error.StorageException;
import org.datawarp.export.CatalogEntry;
import org.datawarp.export.ExportReport;
import org.datawarp.export.ExportRequest;
import org.datawarp.export.ParquetExporter;
import org.datawarp.export.ParquetRows;
import org.datawarp.export.RowFilter;
import org.datawarp.export.RowsHash;
import org.datawarp.export.SourceDescription;
import org.datawarp.export.SourceDocument;
import org.datawarp.journal.ArchiveRecords;
import org.datawarp.journal.GoneSources;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.RefreshEvent;
import org.datawarp.journal.SourceUnit.ExportFile;
import org.datawarp.journal.StoredExport;
import org.datawarp.journal.Trash;
import org.datawarp.load.LoadService;
import org.datawarp.manifest.Manifest;
import org.datawarp.manifest.ManifestSource;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourceCode;
import org.datawarp.restore.RestorePlan.RestoreItem;
import org.datawarp.run.CatalogLines;
import org.datawarp.run.Run;
import org.datawarp.run.Runs;
import org.datawarp.version.ArchiveMeta;
import org.datawarp.version.Descriptions;
import org.datawarp.version.FileExport;
import org.datawarp.version.Keeper;
import org.datawarp.version.ManifestBack.Returned;
import org.datawarp.version.Version;
import org.datawarp.version.VersionRows;
import org.datawarp.workspace.AtomicFile;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.IoReason;
import org.datawarp.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** One restore: what is replaced is kept, rows come back and are proven, then the files follow. */
final class RestoreRun {
  private final Run run;
  private final Workspace workspace;
  private final List<String> grantSelectTo;
  private final ArchiveRecords records;
  private final RestoredManifests manifests;
  private final List<PublishItem> files = new ArrayList<>();

  RestoreRun(Run run, List<String> grantSelectTo) {
    this.run = run;
    this.workspace = run.workspace();
    this.grantSelectTo = grantSelectTo;
    this.records = new ArchiveRecords(run.session().identity());
    this.manifests = new RestoredManifests(run);
  }

  /** One item with its rows as they were read from the file. */
  private record Proven(RestoreItem item, RowsHash rows) {}

  RestoreReport execute(Runs.Order order, RestorePlan plan, LoadService service) {
    run.begin(order, plan.items().stream().map(RestoreItem::source).distinct().toList());
    run.steps().start(RunStep.PROTECT);
    Keeper keeper =
        new Keeper(
            workspace,
            run.records(),
            run.folder(),
            LocalDate.ofInstant(run.startedAt(), ZoneOffset.UTC));
    List<Proven> proven = new ArrayList<>();
    Map<RestoreItem, Keeper.Kept> kept = new LinkedHashMap<>();
    for (RestoreItem item : plan.items()) {
      proven.add(
          new Proven(item, VersionRows.prove(item.version().file(), item.version().sha256())));
      kept.put(item, keep(keeper, item));
    }
    run.steps().end();
    run.steps().start(RunStep.LOAD);
    Trash.follow(run.connection(), run.id());
    Map<RestoreItem, VersionRows.Loaded> loaded = new LinkedHashMap<>();
    for (Proven each : proven) {
      loaded.put(each.item(), load(each));
    }
    run.steps().end();
    run.steps().start(RunStep.EXPORT);
    List<RestoreReport.Result> results = new ArrayList<>();
    for (Proven each : proven) {
      RestoreItem item = each.item();
      String path = export(each);
      VersionRows.Loaded rows = loaded.get(item);
      Keeper.Kept before = kept.get(item);
      if (rows == null || before == null) {
        throw new IllegalStateException("not loaded: " + item);
      }
      results.add(
          new RestoreReport.Result(
              item, rows.hash().rowCount(), rows.deleted(), rows.table(), before.rows(), path));
    }
    List<PublishItem> items = new ArrayList<>(keeper.items());
    items.addAll(files);
    Map<String, String> texts = manifests.write(items);
    run.steps().end();

    run.commit(events(results, kept, texts), items, null);
    run.publish(items, List.of());
    results.forEach(result -> service.analyze(run.connection(), result.item().table()));
    SqlErrors.commit("refreshing statistics", run.connection());
    return new RestoreReport(run.id().value(), plan, results);
  }

  private Keeper.Kept keep(Keeper keeper, RestoreItem item) {
    return keeper.keep(
        run.connection(),
        description(item),
        item.table(),
        VersionRows.filter(item.exportPeriod()),
        item.exportPeriod() != null || item.version().place() == Version.Place.CURRENT
            ? null
            : run.records().findExport(run.connection(), item.source()).orElse(null),
        manifests.activeFile(item.manifest()));
  }

  private VersionRows.Loaded load(Proven each) {
    RestoreItem item = each.item();
    GoneSources gone = new GoneSources(run.session().identity());
    Map<String, String> metadata = ParquetRows.metadata(item.version().file());
    if (!gone.isRegistered(run.connection(), item.source())
        && !gone.putBack(run.connection(), item.source(), run.id())) {
      gone.register(
          run.connection(),
          item.source(),
          metadata.getOrDefault("datawarp.title", item.source()),
          item.table(),
          item.manifest(),
          publication(item),
          item.version().loadedAt());
    }
    RowFilter filter = VersionRows.filter(item.exportPeriod());
    VersionRows.Loaded loaded =
        VersionRows.replace(
            run.connection(),
            item.table(),
            filter,
            item.version().file(),
            each.rows(),
            grantSelectTo);
    gone.mendFiles(
        run.connection(),
        item.source(),
        item.manifest(),
        item.table(),
        metadata.getOrDefault("datawarp.files", "[]"),
        run.id());
    records.saveUse(run.connection(), item.source(), item.version().loadedAt(), run.startedAt());
    return loaded;
  }

  private String publication(RestoreItem item) {
    ArchiveMeta meta = ArchiveMeta.find(item.version().file()).orElse(null);
    if (meta != null && meta.publication() != null) {
      return meta.publication();
    }
    return manifests.publication(item).orElse(item.manifest());
  }

  /** Plans to put the file back in its place and records it; returns the place. */
  private String export(Proven each) {
    RestoreItem item = each.item();
    Version version = item.version();
    Path target = target(item);
    String path = workspace.relative(target);
    ExportReport report = FileExport.report(version.file(), each.rows());
    SourceDescription description = description(item);
    Path page = target.resolveSibling(pageName(item, target));
    if (version.place() != Version.Place.CURRENT) {
      replace(version.file(), target, report.sha256());
      Path text = page(item, description, report);
      replace(text, page, FileHash.sha256(text));
    }
    ExportFile known = item.unit() == null ? null : item.unit().export();
    if (known != null && known.sha256().equals(report.sha256())) {
      records.saveRestored(run.connection(), known.id(), path, workspace.relative(page));
    } else {
      run.records().saveExport(run.connection(), stored(description, report, path, page));
    }
    manifests.add(
        item,
        new Returned(
            new SourceCode(item.source()),
            item.table(),
            version,
            report.rowCount(),
            report.rowHash(),
            path,
            report.sha256()));
    return path;
  }

  /** The page that was kept, else a new one. */
  private Path page(RestoreItem item, SourceDescription description, ExportReport report) {
    Path kept = item.version().description();
    if (kept != null) {
      return kept;
    }
    Path again = run.newFile("again-" + item.source() + ".parquet");
    ExportReport full =
        new ParquetExporter()
            .export(
                run.connection(),
                new ExportRequest(
                    description, item.table(), VersionRows.filter(item.exportPeriod()), again));
    Path page = run.newFile("page-" + item.source() + ".md");
    AtomicFile.replace(
        page,
        SourceDocument.render(
            description,
            new ExportReport(
                target(item),
                full.rowCount(),
                full.rowHash(),
                report.sha256(),
                report.sizeBytes(),
                full.periods(),
                full.firstDay(),
                full.lastDay(),
                full.columns())));
    return page;
  }

  private Path target(RestoreItem item) {
    if (item.version().place() == Version.Place.CURRENT) {
      return item.version().file();
    }
    String period = item.exportPeriod();
    if (period != null) {
      String from = ArchiveMeta.find(item.version().file()).map(ArchiveMeta::from).orElse("");
      if (!from.isEmpty() && workspace.resolve(from).startsWith(workspace.currentOutput())) {
        return workspace.resolve(from);
      }
      return workspace.currentOutput().resolve(item.source()).resolve(period + ".parquet");
    }
    return workspace.currentOutput().resolve(item.source() + ".parquet");
  }

  /** Periods of one source share a page beside their folder. */
  private static String pageName(RestoreItem item, Path target) {
    String name = String.valueOf(target.getFileName());
    return item.exportPeriod() == null
        ? name.substring(0, name.lastIndexOf('.')) + ".md"
        : "../" + item.source() + ".md";
  }

  private void replace(Path from, Path to, String sha256) {
    Path place = to.normalize();
    Path copy = run.newFile("back-" + files.size() + "-" + place.getFileName());
    try {
      try {
        Files.createLink(copy, from);
      } catch (UnsupportedOperationException | IOException e) {
        Files.copy(from, copy); // not every file system has links
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot copy " + from + " to " + copy + ": " + IoReason.of(e), "free space", e);
    }
    files.add(run.replaceItem(copy, place, sha256));
  }

  private SourceDescription description(RestoreItem item) {
    Optional<Manifest> manifest = manifests.find(item);
    Optional<ManifestSource> source =
        manifest.flatMap(found -> found.source(new SourceCode(item.source())));
    if (manifest.isPresent() && source.isPresent()) {
      return new Descriptions(run.records())
          .of(run.connection(), manifest.get().header(), source.get());
    }
    return Descriptions.ofFile(
        new SourceCode(item.source()), ParquetRows.metadata(item.version().file()));
  }

  private StoredExport stored(
      SourceDescription description, ExportReport report, String path, Path page) {
    return new StoredExport(
        description.code().value(),
        path,
        workspace.relative(page),
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

  /** There is one event for each source, however many of its periods came back. */
  private static List<RefreshEvent> events(
      List<RestoreReport.Result> results,
      Map<RestoreItem, Keeper.Kept> kept,
      Map<String, String> manifests) {
    Map<String, RefreshEvent> events = new LinkedHashMap<>();
    for (RestoreReport.Result result : results) {
      Keeper.Kept before = kept.get(result.item());
      @Nullable Long count = before == null ? null : before.rowCount();
      String manifest = manifests.getOrDefault(result.item().manifest(), "");
      events.merge(
          result.item().source(),
          new RefreshEvent(
              result.item().source(),
              count,
              result.rows(),
              result.rowsReplaced(),
              result.rows(),
              null,
              manifest,
              result.keptAs()),
          (one, two) ->
              new RefreshEvent(
                  one.source(),
                  one.oldRowCount() == null || two.oldRowCount() == null
                      ? null
                      : Long.valueOf(one.oldRowCount() + two.oldRowCount()),
                  one.newRowCount() + two.newRowCount(),
                  one.rowsDeleted() + two.rowsDeleted(),
                  one.rowsAdded() + two.rowsAdded(),
                  null,
                  one.newManifestPath(),
                  one.archivedTo()));
    }
    return List.copyOf(events.values());
  }
}
