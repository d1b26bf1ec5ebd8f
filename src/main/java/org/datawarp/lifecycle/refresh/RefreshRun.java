package org.datawarp.lifecycle.refresh;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.run.ManifestUpdate;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.RowsBefore;
import org.datawarp.lifecycle.version.VersionKeeper;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunStep;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableDifference;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.load.LoadReport;
import org.datawarp.pipeline.load.LoadService;
import org.datawarp.pipeline.load.PreloadedRows;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestHeader;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RefreshEvent;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * One refresh of one manifest, in ten steps; the methods bear their names.
 *
 * <p>{@link #fetch} the file, and stop where nothing has changed; {@link #begin}: write the run, in
 * progress; {@link #extract} tables and rows; {@link #protect} what will be replaced; {@link #load}
 * the rows and {@link #export} them, both in the transaction that {@link #commit} ends: until then
 * a program that dies has changed nothing, from then on the new is what counts; {@link #publish}
 * the files; write the {@link #catalog}; {@link #finish} the run. What a dead program leaves of the
 * last three the next writing command does. Used once.
 */
public final class RefreshRun {
  private final WorkspaceContext context;
  private final Workspace workspace;
  private final RefreshRequest request;
  private final RefreshTarget target;
  private final RunExecutor.Order order;
  private final Run run;

  /**
   * Makes it.
   *
   * @param target as read under the run's locks
   */
  public RefreshRun(
      WorkspaceContext context,
      RefreshRequest request,
      RefreshTarget target,
      RunExecutor.Order order,
      Run run) {
    this.context = context;
    this.workspace = context.workspace();
    this.request = request;
    this.target = target;
    this.order = order;
    this.run = run;
  }

  /**
   * Refreshes.
   *
   * @throws org.datawarp.model.error.DatawarpException if it fails; before the commit nothing has
   *     changed then
   */
  public RefreshReport execute() {
    IssueTables.requireSamePeriod(request, target);
    run.requireReplaceable(files().known(target.known()));
    IssueReader reader = reader();
    Fetched fetched = fetch(reader);
    if (fetched.isUnchanged()) {
      return request.has(RefreshRequest.Option.ENRICH) ? described(fetched) : unchanged(fetched);
    }
    begin();
    References references = references();
    try (TemporaryFolder spool = TemporaryFolder.in(run.folder());
        ParquetDrafts drafts = ParquetDrafts.of(run, request);
        EarlyLoad early = new EarlyLoad(context.database(), run, fetched.knownPeriod(), drafts);
        RowsBefore before = new ReplacedSources(run, target).read();
        ReadIssue read = read(reader, fetched, references, spool, early)) {
      before.await();
      Extracted extracted = extract(fetched.issue(), read, references);
      VersionKeeper keeper = protect(extracted, before);
      Loaded loaded = load(extracted, keeper, () -> early.join(read.early()), drafts);
      Manifest manifest = export(extracted, loaded, drafts);
      Map<String, RevisionSummary> revisions = commit(extracted, keeper, loaded, manifest);
      publish(loaded);
      catalog();
      finish(extracted);
      return report(extracted, keeper, loaded, manifest, revisions);
    }
  }

  /**
   * What was fetched.
   *
   * @param period the period, where it is known before the file is read
   * @param isUnchanged whether there is nothing to do
   */
  private record Fetched(Issue issue, Optional<IssuePeriod> period, boolean isUnchanged) {
    @Nullable Period knownPeriod() {
      return period.map(IssuePeriod::period).orElse(null);
    }
  }

  private Fetched fetch(IssueReader reader) {
    run.steps().start(RunStep.FETCH);
    Issue issue = reader.fetch();
    Optional<IssuePeriod> period = IssueTables.knownPeriod(request, target, issue);
    UnchangedCheck check = new UnchangedCheck(run.session(), workspace);
    boolean isUnchanged = check.isUnchanged(request, target, issue, period);
    if (isUnchanged) {
      check.recordCheck(target, run);
    }
    run.steps().end();
    return new Fetched(issue, period, isUnchanged);
  }

  private void begin() {
    run.begin(order, List.of(target.manifest()));
  }

  /**
   * What was read.
   *
   * @param draft the new manifest
   * @param differences in what the tables differ from what is remembered
   * @param warnings what a person should know
   * @param enrichment what was added to describe columns; null where that was not asked for
   */
  record Extracted(
      Issue issue,
      IssueTables tables,
      Manifest draft,
      List<TableDifference> differences,
      List<String> warnings,
      @Nullable EnrichmentReport enrichment) {}

  /**
   * A manifest without a past has new tables where there are no canonical ones that they may be,
   * and a known period does not wait for the file.
   */
  private ReadIssue read(
      IssueReader reader,
      Fetched fetched,
      References references,
      TemporaryFolder spool,
      EarlyLoad early) {
    run.steps().start(RunStep.EXTRACT);
    boolean mayLoadEarly =
        target.isFirst() && references.sources().isEmpty() && fetched.period().isPresent();
    return reader.read(fetched.issue(), spool.path(), mayLoadEarly ? early : null);
  }

  private Extracted extract(Issue issue, ReadIssue read, References references) {
    IssueTables tables = new IssueTables(request, target, issue, read, references);
    tables.requireAccounted(context.manifests());
    run.updateSources(order, tables.touchedCodes());
    Manifest draft = tables.draft(workspace, run.startedAt(), run.id().value());
    run.requireReplaceable(files().of(draft, tables.touchedCodes()));
    target
        .manifestBefore()
        .ifPresent(before -> run.requireReplaceable(files().of(before, tables.touchedCodes())));
    List<String> warnings = new ArrayList<>(read.warnings());
    EnrichmentReport added = null;
    if (request.has(RefreshRequest.Option.ENRICH)) {
      ManifestEnricher.Enriched enriched =
          new ManifestEnricher(context.describer())
              .enrich(
                  draft,
                  tables.tables(),
                  issue.page() == null ? "" : issue.page().title(),
                  context.clock(),
                  run.id().value());
      draft = enriched.manifest();
      added = enriched.report();
      warnings.addAll(enriched.warnings());
    }
    run.steps().end();
    List<TableDifference> differences = tables.differences(context.manifests(), warnings);
    warnings.addAll(tables.periodWarnings());
    warnings.addAll(tables.unmet());
    warnings.addAll(tables.proposalLines());
    warnings.addAll(
        SharedFiles.warnings(run.records(), run.connection(), target.manifest(), issue));
    return new Extracted(issue, tables, draft, differences, warnings, added);
  }

  private References references() {
    References references =
        References.read(run.connection(), run.session().identity(), target, context.manifests());
    SqlErrors.commit("looking for canonical sources", run.connection());
    return references;
  }

  private VersionKeeper protect(Extracted extracted, RowsBefore before) {
    run.steps().start(RunStep.PROTECT);
    VersionKeeper keeper =
        new ReplacedSources(run, target)
            .keep(request.replaced(), extracted.tables().touchedCodes(), before);
    SqlErrors.commit("reading what will be replaced", run.connection());
    run.steps().end();
    return keeper;
  }

  /**
   * What the transaction has changed so far.
   *
   * @param loads of each table, by code
   * @param quarantined how many cells of each table were put aside
   * @param gone tables of before that are no longer there
   * @param notes what a person should know of canonical sources
   * @param at when the rows were in
   * @param items what is to be done with files after the commit
   * @param unchanged the tables that stay as they were
   */
  record Loaded(
      Map<String, LoadReport> loads,
      Map<SourceCode, Long> quarantined,
      List<VanishedSources.Gone> gone,
      List<String> notes,
      Instant at,
      List<FileOperation> items,
      UnchangedTables unchanged) {}

  private Loaded load(
      Extracted extracted,
      VersionKeeper keeper,
      Supplier<Optional<PreloadedRows>> early,
      ParquetDrafts drafts) {
    run.steps().start(RunStep.LOAD);
    List<FileOperation> items = new ArrayList<>();
    LoadService service = new LoadService(context.clock(), run.steps().listener());
    UnchangedTables unchanged =
        new UnchangedTables(run, request, target, keeper, extracted.draft(), drafts);
    IssueLoad load =
        new IssueLoad(
            context,
            service,
            run,
            request,
            extracted.issue(),
            extracted.draft(),
            unchanged,
            drafts);
    if (target.reread()) {
      target
          .loaded()
          .ifPresent(old -> ReadingPlan.between(old, extracted.draft()).rename(run, old));
    }
    Map<String, LoadReport> loads =
        load.load(extracted.tables(), early, LoadRequests.Adopted.read(run.connection(), target));
    Instant at = context.clock().instant();
    Map<SourceCode, Long> quarantined = load.quarantine(extracted.tables(), loads);
    List<VanishedSources.Gone> gone =
        new VanishedSources(workspace, run, service)
            .remove(extracted.tables(), target.manifestBefore().orElse(null), items);
    List<String> notes =
        new ArrayList<>(
            new CanonicalRecords(run, extracted.draft()).save(extracted.tables(), loads));
    notes.addAll(
        new UnionViews(run.connection(), run.session().identity())
            .refresh(extracted.tables().touchedCodes()));
    run.steps().end();
    return new Loaded(loads, quarantined, gone, notes, at, items, unchanged);
  }

  private Manifest export(Extracted extracted, Loaded loaded, ParquetDrafts drafts) {
    ManifestHeader header = extracted.draft().header();
    Manifest manifest =
        extracted.draft().with(header.to(ManifestState.LOADED, loaded.at(), run.id().value()));
    if (request.scope() == RefreshRequest.Scope.LOAD_ONLY) {
      return manifest;
    }
    run.steps().start(RunStep.EXPORT);
    List<SourceCode> codes =
        extracted.tables().tables().stream()
            .map(ReadTable::code)
            .filter(code -> !loaded.unchanged().contains(code))
            .toList();
    SourceExports exports = new SourceExports(workspace, run, context.clock(), drafts);
    target
        .manifestBefore()
        .ifPresent(before -> exports.forgetOtherPeriod(before, manifest, loaded.items()));
    Manifest exported =
        exports.export(loaded.unchanged().carriedOver(manifest), codes, loaded.items());
    loaded.notes().addAll(exports.notes());
    run.steps().end();
    return exported;
  }

  private Map<String, RevisionSummary> commit(
      Extracted extracted, VersionKeeper keeper, Loaded loaded, Manifest manifest) {
    requireUnedited();
    Map<SourceCode, TableHash> rows = rowsNow(extracted.tables(), manifest, keeper);
    Map<String, RevisionSummary> revisions =
        new Revisions(run).find(manifest, keeper, rows, loaded.items());
    rows.forEach((code, hash) -> keeper.letGoIfSame(code.value(), hash));
    target.before().map(ReplacedSources::manifest).ifPresent(keeper::keepManifest);
    String newManifest = ManifestUpdate.plan(run, manifest, loaded.items());
    loaded.items().addAll(0, keeper.record());
    List<RefreshEvent> events =
        RefreshOutcome.events(extracted, loaded.loads(), keeper, rows, revisions, newManifest);
    loaded.gone().forEach(source -> events.add(source.event(keeper, newManifest)));
    run.commit(events, loaded.items(), manifest.header().period());
    return revisions;
  }

  /** What a person writes into the manifest while the run goes on must not be overwritten. */
  private void requireUnedited() {
    ManifestStore manifests = context.manifests();
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

  /**
   * Returns the rows of each table as they are after the load: as exported, else counted anew.
   * Where nothing is exported and there were no rows before, nothing asks for them.
   */
  private Map<SourceCode, TableHash> rowsNow(
      IssueTables tables, Manifest manifest, VersionKeeper keeper) {
    Map<SourceCode, TableHash> rows = new TreeMap<>(Comparator.comparing(SourceCode::value));
    for (ReadTable table : tables.tables()) {
      ManifestSource source = manifest.source(table.code()).orElseThrow();
      String exported = source.rowHash();
      if (exported != null && request.scope() != RefreshRequest.Scope.LOAD_ONLY) {
        rows.put(table.code(), new TableHash(source.rows(), exported));
      } else if (keeper.rowsBefore(table.code().value()).isPresent()) {
        rows.put(
            table.code(),
            new ParquetExporter()
                .hash(run.connection(), source.table(), SourcePlaces.rows(manifest, source)));
      }
    }
    return rows;
  }

  private void publish(Loaded loaded) {
    run.putInPlace(loaded.items());
  }

  private void catalog() {
    run.rebuildCatalog();
  }

  private void finish(Extracted extracted) {
    run.finish(extracted.tables().touchedCodes().stream().map(SourceCode::new).toList());
  }

  /** Rows stay as they are; descriptions are added where that was not done by the same means. */
  private RefreshReport described(Fetched fetched) {
    EnrichRun enrichment = new EnrichRun(context, request, target);
    RefreshReport report =
        enrichment.isNeeded() ? enrichment.describe(run, order, fetched.issue()) : null;
    return report == null ? unchanged(fetched) : report;
  }

  private IssueReader reader() {
    return new IssueReader(context.cache(), request, target, run.steps().listener());
  }

  private RefreshReport unchanged(Fetched fetched) {
    Issue issue = fetched.issue();
    Manifest manifest = target.manifestBefore().orElseThrow();
    List<String> warnings = new ArrayList<>(issue.warnings());
    warnings.addAll(run.takeNotes());
    return new RefreshReport(
            target.manifest(),
            Outcome.UNCHANGED,
            null,
            label(manifest),
            List.of(),
            ReportFiles.of(workspace, context.manifests().activeFile(target.manifest())),
            List.of(),
            List.of(),
            warnings,
            run.steps().times())
        .of(issue, manifest.header().period());
  }

  private RefreshReport report(
      Extracted extracted,
      VersionKeeper keeper,
      Loaded loaded,
      Manifest manifest,
      Map<String, RevisionSummary> revisions) {
    Map<String, LoadReport> loads = loaded.loads();
    List<String> warnings = new ArrayList<>(extracted.issue().warnings());
    warnings.addAll(extracted.warnings());
    warnings.addAll(loaded.notes());
    warnings.addAll(tidy(extracted.tables().tables(), loads));
    extracted.differences().forEach(difference -> warnings.add(difference.line()));
    loads.values().forEach(load -> warnings.addAll(load.plan().warnings()));
    loaded.gone().forEach(source -> warnings.add(source.warning(keeper)));
    warnings.addAll(run.takeNotes());
    return new RefreshReport(
            target.manifest(),
            Outcome.REFRESHED,
            run.id().value(),
            label(manifest),
            RefreshOutcome.results(extracted.tables().tables(), manifest, loaded, revisions),
            ReportFiles.of(workspace, context.manifests().activeFile(manifest.name())),
            extracted.tables().leftOut(),
            extracted.differences(),
            warnings,
            run.steps().times())
        .of(extracted.issue(), manifest.header().period())
        .withUnclaimed(extracted.tables().unclaimed())
        .withEnrichment(extracted.enrichment());
  }

  /** Renews what the database knows of tables, and frees what a period left in shared ones. */
  private List<String> tidy(List<ReadTable> tables, Map<String, LoadReport> loads) {
    List<TableName> own = new ArrayList<>();
    Map<TableName, Long> shared = new LinkedHashMap<>();
    for (ReadTable table : tables) {
      LoadReport load = loads.get(table.code().value());
      if (load != null && table.place() == null) {
        own.add(load.plan().table());
      } else if (load != null) {
        shared.merge(load.plan().table(), load.rowsDeleted() + load.rowsLoaded(), Long::sum);
      }
    }
    LoadService service = new LoadService(context.clock());
    List<String> warnings = new ArrayList<>(service.analyze(run.connection(), own));
    warnings.addAll(service.vacuum(run.connection(), shared));
    return warnings;
  }

  static @Nullable String label(Manifest manifest) {
    Period period = manifest.header().period();
    return period == null ? null : period.label();
  }

  private TargetFiles files() {
    return new TargetFiles(workspace, target.manifest(), request.scope());
  }
}
