package org.datawarp.lifecycle.version;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.ManifestRestorer.Returned;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.export.ExportReport;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.export.document.SourceDocument;
import org.datawarp.pipeline.load.VersionRowsLoader;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileCopy;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.repository.ArchiveRepository;
import org.datawarp.repository.DeletedSources;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.repository.QuarantineRepository;
import org.datawarp.repository.RefreshEvent;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.SourcePeriod.ExportFile;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Brings versions back inside a run: what is replaced is kept, rows come back and are proven, then
 * the files follow. The caller begins, commits and publishes the run.
 */
public final class VersionRestorer {
  /** The kind of a run's item that says where rows are kept which the run replaced or deleted. */
  public static final String STAGING_ROWS = "staging_rows";

  /** The name of such an item where there were no rows before. */
  public static final String NO_ROWS = "none";

  private final Run run;
  private final Workspace workspace;
  private final List<String> grantSelectTo;
  private final ArchiveRepository records;
  private final RestoredManifests manifests;
  private final ReturnedPeriods stacked;
  private final VersionKeeper keeper;
  private final Map<String, String> written = new LinkedHashMap<>();
  private final List<FileOperation> files = new ArrayList<>();
  private final Map<RestoreTarget, TableHash> proven = new LinkedHashMap<>();
  private final Map<RestoreTarget, VersionKeeper.Kept> kept = new LinkedHashMap<>();
  private final Map<RestoreTarget, VersionRowReader.Loaded> loaded = new LinkedHashMap<>();

  /**
   * Makes it for a run.
   *
   * @param grantSelectTo the roles that may read tables that have to be made
   */
  public VersionRestorer(Run run, List<String> grantSelectTo) {
    this.run = run;
    this.workspace = run.workspace();
    this.grantSelectTo = List.copyOf(grantSelectTo);
    this.records = new ArchiveRepository(run.session().identity());
    this.manifests = new RestoredManifests(run);
    this.stacked = new ReturnedPeriods(run);
    this.keeper = new VersionKeeper(run, VersionKeeper.Destination.VERSIONS);
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
      RestoreTarget target,
      long rows,
      long rowsReplaced,
      VersionRowsLoader.Table table,
      @Nullable String keptAs,
      String path) {}

  /** Leaves sources out of the manifests that are written: they go in the same run. */
  public void leaveOut(List<String> sources) {
    manifests.leaveOut(sources);
  }

  /**
   * Reads versions whole, each for itself; those that are whole are not read again.
   *
   * @return why others cannot be brought back: gone, changed or damaged
   */
  public Map<RestoreTarget, DatawarpException> prove(List<RestoreTarget> targets) {
    Map<RestoreTarget, DatawarpException> failures = new LinkedHashMap<>();
    for (RestoreTarget target : targets) {
      try {
        proven.put(
            target, VersionRowReader.prove(target.version().file(), target.version().sha256()));
      } catch (NotFoundException | StorageException e) {
        failures.put(target, e);
      }
    }
    return failures;
  }

  /**
   * Reads the versions whole, and plans to keep what they replace; changes nothing.
   *
   * @throws org.datawarp.model.error.NotFoundException if a version's file is gone
   * @throws StorageException if one has been changed or is damaged
   */
  public void protect(List<RestoreTarget> targets) {
    for (RestoreTarget target : targets) {
      TableHash rows =
          proven.computeIfAbsent(
              target,
              each -> VersionRowReader.prove(each.version().file(), each.version().sha256()));
      VersionKeeper.Kept before = keep(target);
      keeper.keepForUndoIfSame(before, rows);
      kept.put(target, before);
    }
  }

  /**
   * Loads the rows of what was protected and checks them, in the run's transaction.
   *
   * @throws org.datawarp.model.error.DataRejectedException if they do not come back as they are
   */
  public void load() {
    proven.forEach((target, rows) -> loaded.put(target, load(target, rows)));
  }

  /**
   * Records exports and manifests, and lists the files to be put in their places.
   *
   * @param items gets them, in their order
   */
  public List<Result> export(List<FileOperation> items) {
    List<Result> results = new ArrayList<>();
    proven.forEach(
        (target, rows) -> {
          String path = export(target, rows);
          VersionRowReader.Loaded done = loaded.get(target);
          VersionKeeper.Kept before = kept.get(target);
          if (done == null || before == null) {
            throw new IllegalStateException("not loaded: " + target);
          }
          results.add(
              new Result(
                  target,
                  done.hash().rowCount(),
                  done.deleted(),
                  done.table(),
                  version(keeper.keptAs(before)),
                  path));
        });
    items.addAll(keeper.record());
    items.addAll(files);
    written.putAll(manifests.write(items));
    new StackedPages(run)
        .renew(
            results.stream()
                .map(Result::target)
                .filter(target -> target.exportPeriod() != null)
                .map(RestoreTarget::source)
                .toList(),
            items);
    new RunRepository(run.session().identity())
        .saveItems(
            run.connection(),
            run.id(),
            results.stream().flatMap(result -> note(result.target()).stream()).toList());
    return results;
  }

  /** Returns what the run did to each source; there is one event for each. */
  public List<RefreshEvent> events(List<Result> results) {
    Map<String, RefreshEvent> events = new LinkedHashMap<>();
    for (Result result : results) {
      String source = result.target().source();
      TableHash before = rowsBefore(result.target());
      events.merge(
          source,
          new RefreshEvent(
                  source,
                  before == null ? null : Long.valueOf(before.rowCount()),
                  result.rows(),
                  result.rowsReplaced(),
                  result.rows(),
                  keeper.manifestKeptAs(source),
                  written.getOrDefault(result.target().manifest(), ""),
                  result.keptAs())
              .withRowHashes(
                  before == null ? null : before.hex(),
                  result.target().exportPeriod() == null
                      ? requireProven(result.target()).hex()
                      : null),
          VersionRestorer::sum);
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

  private @Nullable TableHash rowsBefore(RestoreTarget target) {
    VersionKeeper.Kept before = kept.get(target);
    return before == null ? null : before.rows();
  }

  private TableHash requireProven(RestoreTarget target) {
    return Objects.requireNonNull(proven.get(target), "never protected");
  }

  /** What lies in the trash is no version, and no record names it for long. */
  private static @Nullable String version(@Nullable String keptAs) {
    return keptAs != null && KeptFileRepository.isKept(keptAs) ? keptAs : null;
  }

  /** Says where the rows are for undo; nowhere if they stay as they were. */
  private Optional<RunRepository.RunItem> note(RestoreTarget target) {
    VersionKeeper.Kept before = Objects.requireNonNull(kept.get(target), "never protected");
    String keptAs = keeper.keptAs(before);
    if (keptAs == null && before.isSame(requireProven(target))) {
      return Optional.empty();
    }
    return Optional.of(
        new RunRepository.RunItem(
            STAGING_ROWS,
            keptAs == null ? NO_ROWS : keptAs,
            target.source(),
            target.exportPeriod(),
            null,
            "rows of " + target.table() + " as they were",
            "done"));
  }

  private VersionKeeper.Kept keep(RestoreTarget item) {
    String period = item.exportPeriod();
    if (period == null && item.unit() != null) {
      period = item.unit().periodLabel();
    }
    return keeper.keep(
        new VersionKeeper.Subject(
            description(item),
            item.table(),
            VersionRowReader.filter(item.exportPeriod()),
            period,
            item.version().place() == Version.Place.CURRENT
                ? null
                : run.records()
                    .findExport(run.connection(), item.source(), item.exportPeriod())
                    .orElse(null),
            manifests.active(item.manifest())));
  }

  private VersionRowReader.Loaded load(RestoreTarget item, TableHash rows) {
    DeletedSources gone = new DeletedSources(run.session().identity());
    Map<String, String> metadata = ParquetRows.metadata(item.version().file());
    if (item.exportPeriod() != null) {
      stacked.register(
          item, metadata.getOrDefault("datawarp.title", item.source()), publication(item));
    } else if (!gone.isRegistered(run.connection(), item.source())
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
    VersionRowReader.Loaded loaded = replaceRows(item, rows);
    gone.mendFiles(
        run.connection(),
        item.source(),
        item.manifest(),
        item.table(),
        metadata.getOrDefault("datawarp.files", "[]"),
        run.id());
    if (item.exportPeriod() != null) {
      stacked.complete(
          item,
          manifests
              .find(item)
              .flatMap(found -> found.source(new SourceCode(item.source())))
              .orElse(null),
          publication(item),
          loaded.hash().rowCount());
    }
    new QuarantineRepository(run.session().identity())
        .alignWithRows(run.connection(), item.source(), item.table());
    records.saveUse(run.connection(), item.source(), item.version().loadedAt(), run.startedAt());
    return loaded;
  }

  private VersionRowReader.Loaded replaceRows(RestoreTarget item, TableHash rows) {
    VersionKeeper.Kept before = Objects.requireNonNull(kept.get(item), "never protected");
    return item.version().place() == Version.Place.CURRENT && before.isSame(rows)
        ? new VersionRowReader.Loaded(0, rows, VersionRowsLoader.Table.UNCHANGED)
        : VersionRowReader.replace(
            run.connection(),
            item.table(),
            VersionRowReader.filter(item.exportPeriod()),
            item.version().file(),
            rows,
            grantSelectTo);
  }

  private String publication(RestoreTarget item) {
    ArchiveMeta meta = ArchiveMeta.find(item.version().file()).orElse(null);
    if (meta != null && meta.publication() != null) {
      return meta.publication();
    }
    return manifests.publication(item).orElse(item.manifest());
  }

  /** Plans to put the file back in its place and records it; returns the place. */
  private String export(RestoreTarget item, TableHash rows) {
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
      run.records()
          .saveExport(
              run.connection(),
              FileExport.stored(
                  description,
                  item.exportPeriod(),
                  report,
                  path,
                  workspace.relative(page),
                  run.id().value()));
    }
    manifests.add(
        item,
        new Returned(
            new SourceCode(item.source()),
            item.table(),
            item.exportPeriod() == null ? null : ReturnedPeriods.entry(item),
            version,
            report.rowCount(),
            report.rowHash(),
            path,
            report.sha256()));
    return path;
  }

  /** The page that was kept, else a new one. */
  private Path page(RestoreTarget item, SourceDescription description, ExportReport report) {
    Path kept = item.version().description();
    if (kept != null) {
      return kept;
    }
    String period = item.exportPeriod();
    String name = item.source() + (period == null ? "" : "-" + Workspace.periodName(period));
    Path again = run.newFile("again-" + name + ".parquet");
    ExportReport full =
        new ParquetExporter()
            .export(
                run.connection(),
                new ExportRequest(
                    description,
                    item.table(),
                    VersionRowReader.filter(item.exportPeriod()),
                    again));
    Path page = run.newFile("page-" + name + ".md");
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

  private Path target(RestoreTarget item) {
    if (item.version().place() == Version.Place.CURRENT) {
      return item.version().file();
    }
    String period = item.exportPeriod();
    if (period != null) {
      String from = ArchiveMeta.find(item.version().file()).map(ArchiveMeta::from).orElse("");
      return workspace
          .find(from)
          .filter(file -> file.startsWith(workspace.currentOutput()))
          .orElseGet(
              () -> inCurrent(item.source() + "/" + Workspace.periodName(period) + ".parquet"));
    }
    return inCurrent(item.source() + ".parquet");
  }

  private Path inCurrent(String name) {
    return workspace.confine(workspace.currentOutput().resolve(name));
  }

  /** Periods of one source share a page beside their folder. */
  private static String pageName(RestoreTarget item, Path target) {
    String name = String.valueOf(target.getFileName());
    return item.exportPeriod() == null
        ? name.substring(0, name.lastIndexOf('.')) + ".md"
        : "../" + item.source() + ".md";
  }

  private void replace(Path from, Path to, String sha256) {
    Path place = to.normalize();
    Path copy = run.newFile("back-" + files.size() + "-" + place.getFileName());
    try {
      FileCopy.create(from, copy, sha256);
    } catch (IOException e) {
      throw new StorageException(
          "cannot copy " + from + " to " + copy + ": " + IoErrors.of(e), "free space", e);
    }
    files.add(run.replaceItem(copy, place, sha256));
  }

  private SourceDescription description(RestoreTarget item) {
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
}
