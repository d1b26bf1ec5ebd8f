package org.datawarp.lifecycle.refresh;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshReport.SourceResult;
import org.datawarp.lifecycle.run.ManifestUpdate;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.Descriptions;
import org.datawarp.lifecycle.version.VersionKeeper;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableDifference;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.extract.QuarantinedCell;
import org.datawarp.pipeline.load.LoadPlan;
import org.datawarp.pipeline.load.LoadReport;
import org.datawarp.pipeline.load.LoadService;
import org.datawarp.pipeline.load.PreloadedRows;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.repository.QuarantineRepository;
import org.datawarp.repository.RefreshEvent;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** From tables read to files published: protect, load, export, commit, publish. */
public final class RefreshTransaction {
  private final Workspace workspace;
  private final Configuration configuration;
  private final Clock clock;

  public RefreshTransaction(Workspace workspace, Configuration configuration, Clock clock) {
    this.workspace = workspace;
    this.configuration = configuration;
    this.clock = clock;
  }

  /**
   * What is to be done.
   *
   * @param draft the new manifest
   * @param tables what was read, and what is no longer there
   * @param differences in what it differs from what is remembered
   * @param begun ends a load that began while the file was read; to be asked once, when nothing of
   *     the run is uncommitted
   */
  public record Work(
      RefreshRequest request,
      RefreshTarget target,
      Manifest draft,
      Issue issue,
      IssueTables tables,
      List<TableDifference> differences,
      Supplier<Optional<PreloadedRows>> begun) {}

  public RefreshReport replace(Run run, Work work, List<String> warnings) {
    run.steps().start(RunStep.PROTECT);
    VersionKeeper keeper = protect(run, work);
    SqlErrors.commit("reading what will be replaced", run.connection());
    run.steps().end();

    run.steps().start(RunStep.LOAD);
    List<FileOperation> items = new ArrayList<>();
    Map<String, LoadReport> loads = load(run, work);
    Instant loadedAt = clock.instant();
    Map<SourceCode, Long> quarantined = quarantine(run, work, loads);
    List<VanishedSources.Gone> gone =
        new VanishedSources(workspace, run, new LoadService(clock))
            .remove(work.tables().vanished(), work.target().manifest(), items);
    run.steps().end();

    Manifest manifest = work.draft().with(loaded(work.draft().header(), loadedAt, run));
    List<SourceCode> codes = work.tables().tables().stream().map(ReadTable::code).toList();
    if (work.request().scope() != RefreshRequest.Scope.LOAD_ONLY) {
      run.steps().start(RunStep.EXPORT);
      manifest = new SourceExports(workspace, run, clock).export(manifest, codes, items);
      run.steps().end();
    }
    requireUnedited(work.target());
    Map<SourceCode, TableHash> rows = rowsNow(run, work, manifest);
    rows.forEach((code, hash) -> keeper.letGoIfSame(code.value(), hash));
    work.target().before().map(RefreshTransaction::kept).ifPresent(keeper::keepManifest);
    String newManifest = ManifestUpdate.plan(run, manifest, items);
    items.addAll(0, keeper.record());
    List<RefreshEvent> events = events(work, loads, keeper, rows, newManifest);
    gone.forEach(source -> events.add(source.event(keeper, newManifest)));
    run.commit(events, items, manifest.header().period());
    run.publish(items, work.tables().touchedCodes().stream().map(SourceCode::new).toList());

    List<String> allWarnings = new ArrayList<>(work.issue().warnings());
    allWarnings.addAll(warnings);
    allWarnings.addAll(
        new LoadService(clock)
            .analyze(
                run.connection(),
                loads.values().stream().map(load -> load.plan().table()).toList()));
    work.differences().forEach(difference -> allWarnings.add(difference.line()));
    loads.values().forEach(load -> allWarnings.addAll(load.plan().warnings()));
    gone.forEach(source -> allWarnings.add(source.warning(keeper)));
    allWarnings.addAll(run.takeNotes());
    return new RefreshReport(
            work.target().manifest(),
            Outcome.REFRESHED,
            run.id().value(),
            label(manifest),
            results(work.tables().tables(), manifest, loads, quarantined),
            ReportFiles.of(workspace, new ManifestStore(workspace).activeFile(manifest.name())),
            work.tables().leftOut(),
            work.differences(),
            allWarnings,
            run.steps().times())
        .of(work.issue(), manifest.header().period())
        .withUnclaimed(work.tables().unclaimed());
  }

  /** What a person writes into the manifest while the run goes on must not be overwritten. */
  private void requireUnedited(RefreshTarget target) {
    ManifestStore manifests = new ManifestStore(workspace);
    String name = target.manifest();
    if (!stored(manifests.findActive(name)).equals(stored(target.before()))
        || !stored(manifests.findPending(name)).equals(stored(target.draft()))) {
      throw new RefusedException(
          "manifest " + name + " was edited while it was being refreshed",
          "nothing was changed; run it again to take the edit in");
    }
  }

  private static Optional<Manifest> stored(Optional<ManifestStore.Stored> file) {
    return file.map(ManifestStore.Stored::manifest);
  }

  private VersionKeeper protect(Run run, Work work) {
    VersionKeeper keeper =
        new VersionKeeper(
            run,
            switch (work.request().replaced()) {
              case VERSIONS -> VersionKeeper.Destination.VERSIONS;
              case ARCHIVE -> VersionKeeper.Destination.ARCHIVE;
            });
    work.target().before().ifPresent(stored -> protect(run, work, stored, keeper));
    // Without --purge-db the rows of an archived manifest are still in their tables.
    work.target().archived().ifPresent(stored -> protectArchived(run, work, stored, keeper));
    return keeper;
  }

  private static void protect(
      Run run, Work work, ManifestStore.Stored stored, VersionKeeper keeper) {
    for (ManifestSource source : stored.manifest().sources()) {
      if (work.tables().touchedCodes().contains(source.code().value())) {
        keeper.keep(subject(run, stored.manifest(), source, kept(stored)));
      }
    }
  }

  private static void protectArchived(
      Run run, Work work, ManifestStore.Stored archived, VersionKeeper keeper) {
    for (ManifestSource source : archived.manifest().sources()) {
      if (work.tables().touchedCodes().contains(source.code().value())
          && run.records().findRowCount(run.connection(), source.table()).orElse(0) > 0) {
        keeper.keep(subject(run, archived.manifest(), source, null));
      }
    }
  }

  /** Returns what is known of a source that is about to be replaced. */
  static VersionKeeper.Subject subject(
      Run run,
      Manifest manifest,
      ManifestSource source,
      VersionKeeper.@Nullable KeptManifest kept) {
    return new VersionKeeper.Subject(
        new Descriptions(run.records()).of(run.connection(), manifest.header(), source),
        source.table(),
        RowFilter.all(),
        label(manifest),
        run.records().findExport(run.connection(), source.code().value()).orElse(null),
        kept);
  }

  private static VersionKeeper.KeptManifest kept(ManifestStore.Stored stored) {
    Manifest manifest = stored.manifest();
    return new VersionKeeper.KeptManifest(
        manifest.name(),
        manifest.header().publication(),
        stored.file(),
        manifest.sources().stream().mapToLong(ManifestSource::rows).sum());
  }

  /** Returns the rows of each table as they are after the load: as exported, else counted anew. */
  private static Map<SourceCode, TableHash> rowsNow(Run run, Work work, Manifest manifest) {
    Map<SourceCode, TableHash> rows = new TreeMap<>(Comparator.comparing(SourceCode::value));
    for (ReadTable table : work.tables().tables()) {
      ManifestSource source = manifest.source(table.code()).orElseThrow();
      String exported = source.rowHash();
      rows.put(
          table.code(),
          exported != null && work.request().scope() != RefreshRequest.Scope.LOAD_ONLY
              ? new TableHash(source.rows(), exported)
              : new ParquetExporter().hash(run.connection(), source.table(), RowFilter.all()));
    }
    return rows;
  }

  private Map<String, LoadReport> load(Run run, Work work) {
    LoadRequests requests =
        new LoadRequests(
            workspace,
            work.request(),
            work.draft(),
            work.issue(),
            new LoadRequests.Moment(run.session().identity(), run.id().value(), run.startedAt()),
            configuration.list(ConfigurationKey.GRANT_SELECT_TO));
    LoadService service = new LoadService(clock);
    Map<String, LoadReport> loads = new LinkedHashMap<>();
    @Nullable PreloadedRows begun = work.begun().get().orElse(null);
    service.lock(
        run.connection(),
        work.tables().tables().stream().map(requests::of).toList(),
        work.tables().vanished().stream().map(ManifestSource::table).toList());
    for (ReadTable table : work.tables().tables()) {
      loads.put(table.code().value(), service.load(run.connection(), requests.of(table), begun));
      run.session()
          .records()
          .saveLegend(
              run.connection(),
              table.code().value(),
              label(work.draft()),
              run.id().value(),
              table.legend().stream()
                  .map(
                      marker ->
                          new ManifestRepository.LegendEntry(
                              marker.token(), marker.kind().name(), marker.meaning()))
                  .toList());
    }
    return loads;
  }

  private static ManifestHeader loaded(ManifestHeader header, Instant at, Run run) {
    return header.to(ManifestState.LOADED, at, run.id().value());
  }

  private static @Nullable String label(Manifest manifest) {
    Period period = manifest.header().period();
    return period == null ? null : period.label();
  }

  /** Keeps the cells put aside in the place of those of the load before. */
  private static Map<SourceCode, Long> quarantine(
      Run run, Work work, Map<String, LoadReport> loads) {
    QuarantineRepository records = new QuarantineRepository(run.session().identity());
    Map<SourceCode, Long> counts = new TreeMap<>();
    for (ReadTable table : work.tables().tables()) {
      LoadReport load = Objects.requireNonNull(loads.get(table.code().value()));
      List<QuarantineRepository.Entry> entries = new ArrayList<>();
      table
          .quarantined()
          .forEach(
              (part, cells) ->
                  cells.forEach(
                      cell -> entries.add(entry(cell, load.manifestFileIds().get(part)))));
      records.replace(
          run.connection(),
          new QuarantineRepository.Load(
              table.code().value(),
              work.target().manifest(),
              label(work.draft()),
              run.id().value(),
              load.loadId()),
          entries);
      counts.put(table.code(), (long) entries.size());
    }
    return counts;
  }

  private static QuarantineRepository.Entry entry(QuarantinedCell cell, long file) {
    return new QuarantineRepository.Entry(
        file,
        cell.member(),
        cell.sheet(),
        cell.cell(),
        cell.row(),
        cell.column(),
        cell.raw(),
        cell.reason());
  }

  /** Returns what the event of a source keeps beside its numbers; empty where there is nothing. */
  private static Map<String, Object> details(String code, Work work) {
    List<Map<String, Object>> differences =
        work.differences().stream()
            .filter(difference -> difference.table().equals(code))
            .map(TableDifference::json)
            .toList();
    Map<String, Object> details = new TreeMap<>();
    if (!differences.isEmpty()) {
      details.put("differences", differences);
    }
    List<Map<String, @Nullable Object>> unclaimed = unclaimed(code, work);
    if (!unclaimed.isEmpty()) {
      details.put("unclaimed", unclaimed);
    }
    return details;
  }

  /** Returns the cells of a source's sheets that belong to no table. */
  private static List<Map<String, @Nullable Object>> unclaimed(String code, Work work) {
    return work.tables().unclaimed().stream()
        .filter(cells -> work.tables().isOnSheetOf(code, cells))
        .map(UnclaimedCells::json)
        .toList();
  }

  private static List<RefreshEvent> events(
      Work work,
      Map<String, LoadReport> loads,
      VersionKeeper keeper,
      Map<SourceCode, TableHash> rows,
      String newManifest) {
    List<RefreshEvent> events = new ArrayList<>();
    loads.forEach(
        (code, load) ->
            events.add(
                new RefreshEvent(
                        code,
                        load.plan().tableChange() == LoadPlan.TableChange.CREATE
                            ? null
                            : load.plan().rowsBefore(),
                        load.rowsAfter(),
                        load.rowsDeleted(),
                        load.rowsLoaded(),
                        keeper.manifestKeptAs(code),
                        newManifest,
                        keeper.keptAs(code))
                    .withDetails(details(code, work))
                    .withRowHashes(
                        keeper.rowHashBefore(code),
                        Objects.requireNonNull(rows.get(new SourceCode(code))).hex())));
    return events;
  }

  private static List<SourceResult> results(
      List<ReadTable> tables,
      Manifest manifest,
      Map<String, LoadReport> loads,
      Map<SourceCode, Long> quarantined) {
    List<SourceResult> results = new ArrayList<>();
    for (ReadTable table : tables) {
      ManifestSource source = manifest.source(table.code()).orElseThrow();
      LoadReport load = loads.get(table.code().value());
      if (load == null) {
        throw new IllegalStateException("not loaded: " + table.code());
      }
      List<String> changes = new ArrayList<>();
      if (load.plan().tableChange() == LoadPlan.TableChange.ALTER) {
        load.plan().columnsAdded().forEach(name -> changes.add("new column " + name));
      }
      load.plan().columnsWidened().forEach(widening -> changes.add(widening.toString()));
      results.add(
          new SourceResult(
              table.code().value(),
              source.table().toString(),
              source.name(),
              table.counts(),
              table.leftOut(),
              quarantined.getOrDefault(table.code(), 0L),
              load.rowsLoaded(),
              load.rowsDeleted(),
              source.rows(),
              source.columns().size(),
              changes,
              source.parquetPath() == null ? "" : source.parquetPath()));
    }
    return results;
  }
}
