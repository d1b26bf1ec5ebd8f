package org.datawarp.version;

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
import org.datawarp.journal.QuarantineRecords;
import org.datawarp.journal.RefreshEvent;
import org.datawarp.journal.RunRecords;
import org.datawarp.journal.SourceUnit.ExportFile;
import org.datawarp.journal.StoredExport;
import org.datawarp.load.KeptRowsLoader;
import org.datawarp.manifest.Manifest;
import org.datawarp.manifest.ManifestSource;
import org.datawarp.model.SourceCode;
import org.datawarp.run.CatalogLines;
import org.datawarp.run.Run;
import org.datawarp.version.ManifestBack.Returned;
import org.datawarp.workspace.AtomicFile;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.IoReason;
import org.datawarp.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Brings versions back inside a run: what is replaced is kept, rows come back and are proven, then
 * the files follow. The caller begins, commits and publishes the run.
 */
public final class BringBack {
  /** The kind of a run's item that says where rows are kept which the run replaced or deleted. */
  public static final String STAGING_ROWS = "staging_rows";

  /** The name of such an item where there were no rows before. */
  public static final String NO_ROWS = "none";

  private final Run run;
  private final Workspace workspace;
  private final List<String> grantSelectTo;
  private final ArchiveRecords records;
  private final RestoredManifests manifests;
  private final Keeper keeper;
  private final Map<String, String> written = new LinkedHashMap<>();
  private final List<PublishItem> files = new ArrayList<>();
  private final Map<Target, RowsHash> proven = new LinkedHashMap<>();
  private final Map<Target, Keeper.Kept> kept = new LinkedHashMap<>();
  private final Map<Target, VersionRows.Loaded> loaded = new LinkedHashMap<>();

  /**
   * Makes it for a run.
   *
   * @param grantSelectTo the roles that may read tables that have to be made
   */
  public BringBack(Run run, List<String> grantSelectTo) {
    this.run = run;
    this.workspace = run.workspace();
    this.grantSelectTo = List.copyOf(grantSelectTo);
    this.records = new ArchiveRecords(run.session().identity());
    this.manifests = new RestoredManifests(run);
    this.keeper =
        new Keeper(
            workspace,
            run.records(),
            run.folder(),
            LocalDate.ofInstant(run.startedAt(), ZoneOffset.UTC));
  }

  /**
   * What came of one target.
   *
   * @param target the target
   * @param rows rows loaded
   * @param rowsReplaced rows that were there before
   * @param table what became of the table
   * @param keptAs where the rows that were there before are kept; null if there were none
   * @param path the export, relative to the workspace
   */
  public record Result(
      Target target,
      long rows,
      long rowsReplaced,
      KeptRowsLoader.Table table,
      @Nullable String keptAs,
      String path) {}

  /** Leaves sources out of the manifests that are written: they go in the same run. */
  public void leaveOut(List<String> sources) {
    manifests.leaveOut(sources);
  }

  /**
   * Reads the versions whole, and plans to keep what they replace; changes nothing.
   *
   * @throws org.datawarp.error.NotFoundException if a version's file is gone
   * @throws StorageException if one has been changed or is damaged
   */
  public void protect(List<Target> targets) {
    for (Target target : targets) {
      proven.put(target, VersionRows.prove(target.version().file(), target.version().sha256()));
      kept.put(target, keep(keeper, target));
    }
  }

  /**
   * Loads the rows of what was protected and checks them, in the run's transaction.
   *
   * @throws org.datawarp.error.DataRejectedException if they do not come back as they are
   */
  public void load() {
    proven.forEach((target, rows) -> loaded.put(target, load(target, rows)));
  }

  /**
   * Records exports and manifests, and lists the files to be put in their places.
   *
   * @param items gets them, in their order
   */
  public List<Result> export(List<PublishItem> items) {
    List<Result> results = new ArrayList<>();
    proven.forEach(
        (target, rows) -> {
          String path = export(target, rows);
          VersionRows.Loaded done = loaded.get(target);
          Keeper.Kept before = kept.get(target);
          if (done == null || before == null) {
            throw new IllegalStateException("not loaded: " + target);
          }
          results.add(
              new Result(
                  target,
                  done.hash().rowCount(),
                  done.deleted(),
                  done.table(),
                  before.rows(),
                  path));
        });
    items.addAll(keeper.items());
    items.addAll(files);
    written.putAll(manifests.write(items));
    new RunRecords(run.session().identity())
        .saveItems(run.connection(), run.id(), results.stream().map(this::note).toList());
    return results;
  }

  /** Returns what the run did to each source; there is one event for each. */
  public List<RefreshEvent> events(List<Result> results) {
    Map<String, RefreshEvent> events = new LinkedHashMap<>();
    for (Result result : results) {
      Keeper.Kept before = kept.get(result.target());
      @Nullable Long count = before == null ? null : before.rowCount();
      events.merge(
          result.target().source(),
          new RefreshEvent(
              result.target().source(),
              count,
              result.rows(),
              result.rowsReplaced(),
              result.rows(),
              null,
              written.getOrDefault(result.target().manifest(), ""),
              result.keptAs()),
          BringBack::sum);
    }
    return List.copyOf(events.values());
  }

  private static RefreshEvent sum(RefreshEvent one, RefreshEvent two) {
    return new RefreshEvent(
        one.source(),
        one.oldRowCount() == null || two.oldRowCount() == null
            ? null
            : Long.valueOf(one.oldRowCount() + two.oldRowCount()),
        one.newRowCount() + two.newRowCount(),
        one.rowsDeleted() + two.rowsDeleted(),
        one.rowsAdded() + two.rowsAdded(),
        null,
        one.newManifestPath(),
        one.archivedTo());
  }

  private RunRecords.RunItem note(Result result) {
    return new RunRecords.RunItem(
        STAGING_ROWS,
        result.keptAs() == null ? NO_ROWS : result.keptAs(),
        result.target().source(),
        result.target().exportPeriod(),
        null,
        "rows of " + result.target().table() + " as they were",
        "done");
  }

  private Keeper.Kept keep(Keeper keeper, Target item) {
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

  private VersionRows.Loaded load(Target item, RowsHash rows) {
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
            run.connection(), item.table(), filter, item.version().file(), rows, grantSelectTo);
    gone.mendFiles(
        run.connection(),
        item.source(),
        item.manifest(),
        item.table(),
        metadata.getOrDefault("datawarp.files", "[]"),
        run.id());
    new QuarantineRecords(run.session().identity())
        .follow(run.connection(), item.source(), item.table());
    records.saveUse(run.connection(), item.source(), item.version().loadedAt(), run.startedAt());
    return loaded;
  }

  private String publication(Target item) {
    ArchiveMeta meta = ArchiveMeta.find(item.version().file()).orElse(null);
    if (meta != null && meta.publication() != null) {
      return meta.publication();
    }
    return manifests.publication(item).orElse(item.manifest());
  }

  /** Plans to put the file back in its place and records it; returns the place. */
  private String export(Target item, RowsHash rows) {
    Version version = item.version();
    Path target = target(item);
    String path = workspace.relative(target);
    ExportReport report = FileExport.report(version.file(), rows);
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
  private Path page(Target item, SourceDescription description, ExportReport report) {
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

  private Path target(Target item) {
    if (item.version().place() == Version.Place.CURRENT) {
      return item.version().file();
    }
    String period = item.exportPeriod();
    if (period != null) {
      String from = ArchiveMeta.find(item.version().file()).map(ArchiveMeta::from).orElse("");
      return workspace
          .find(from)
          .filter(file -> file.startsWith(workspace.currentOutput()))
          .orElseGet(() -> inCurrent(item.source() + "/" + period + ".parquet"));
    }
    return inCurrent(item.source() + ".parquet");
  }

  private Path inCurrent(String name) {
    return workspace.confine(workspace.currentOutput().resolve(name));
  }

  /** Periods of one source share a page beside their folder. */
  private static String pageName(Target item, Path target) {
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

  private SourceDescription description(Target item) {
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
}
