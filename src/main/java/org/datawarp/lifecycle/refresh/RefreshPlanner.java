package org.datawarp.lifecycle.refresh;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshReport.SourceResult;
import org.datawarp.lifecycle.run.FileOwnership;
import org.datawarp.lifecycle.run.StepTimer;
import org.datawarp.lifecycle.run.UsualDatabase;
import org.datawarp.model.RunId;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableDifference;
import org.datawarp.pipeline.discover.LinkDecision;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.load.LoadPlan;
import org.datawarp.pipeline.load.LoadService;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;

/** What a refresh would do: fetched and read, never written. */
public final class RefreshPlanner {
  private final Workspace workspace;
  private final Database database;
  private final Configuration configuration;
  private final Clock clock;

  public RefreshPlanner(
      Workspace workspace, Database database, Configuration configuration, Clock clock) {
    this.workspace = workspace;
    this.database = database;
    this.configuration = configuration;
    this.clock = clock;
  }

  public RefreshReport plan(
      RefreshRequest request, RefreshTarget target, DownloadCache cache, RunListener listener) {
    IssueTables.requireSamePeriod(request, target);
    TargetFiles inPlace = new TargetFiles(workspace, target.manifest(), request.scope());
    requireAllowed(request, inPlace.known(target.known()));
    StepTimer steps = new StepTimer(listener);
    IssueReader reader = new IssueReader(cache, request, target, listener);
    steps.start(RunStep.FETCH);
    Issue issue = reader.fetch();
    steps.end();
    steps.start(RunStep.EXTRACT);
    try (TemporaryFolder spool = TemporaryFolder.create();
        ReadIssue read = reader.read(issue, spool.path())) {
      IssueTables tables = new IssueTables(request, target, issue, read, references(target));
      tables.requireAccounted(new ManifestStore(workspace));
      Manifest draft = tables.draft(workspace, clock.instant(), RunId.create(clock).value());
      EnrichmentReport described = null;
      if (request.has(RefreshRequest.Option.ENRICH)) {
        // A plan sends nothing anywhere: what a model would add stays open.
        ManifestEnricher.Enriched enriched =
            new ManifestEnricher(Optional.empty())
                .enrich(
                    draft,
                    tables.tables(),
                    issue.page() == null ? "" : issue.page().title(),
                    clock,
                    "plan");
        described = enriched.report();
      }
      steps.end();
      requireAllowed(request, inPlace.of(draft, tables.touchedCodes()));
      target
          .manifestBefore()
          .ifPresent(before -> requireAllowed(request, inPlace.of(before, tables.touchedCodes())));
      Map<String, LoadPlan> plans = plans(request, target, tables, draft);
      List<SourceResult> results = new ArrayList<>();
      for (ReadTable table : tables.tables()) {
        results.add(result(request, target, draft, table, plans.get(table.code().value())));
      }
      Period period = draft.header().period();
      List<String> warnings = new ArrayList<>(issue.warnings());
      warnings.addAll(read.warnings());
      List<TableDifference> differences =
          new ArrayList<>(tables.differences(new ManifestStore(workspace), warnings));
      differences.addAll(rereading(request, target, issue, draft, reader, spool));
      differences.forEach(difference -> warnings.add(difference.line()));
      warnings.addAll(tables.periodWarnings());
      warnings.addAll(tables.unmet());
      warnings.addAll(tables.proposalLines());
      plans.values().forEach(plan -> warnings.addAll(plan.warnings()));
      warnings.addAll(sharedFiles(target, issue));
      return new RefreshReport(
              target.manifest(),
              Outcome.PLANNED,
              null,
              period == null ? null : period.label(),
              results,
              files(issue),
              tables.leftOut(),
              differences,
              warnings,
              steps.times())
          .of(issue, period)
          .withUnclaimed(tables.unclaimed())
          .withEnrichment(described);
    }
  }

  /** Returns in what the rules of today read loaded tables otherwise; they are read once more. */
  private List<TableDifference> rereading(
      RefreshRequest request,
      RefreshTarget target,
      Issue issue,
      Manifest draft,
      IssueReader reader,
      TemporaryFolder spool) {
    if (target.loaded().isEmpty() || !(target.reread() || target.isReadByOtherRules())) {
      return List.of();
    }
    Manifest loaded = target.loaded().get();
    if (target.reread()) {
      return ReadingPlan.between(loaded, draft).differences();
    }
    RefreshTarget anew = target.readAnew();
    try (ReadIssue read = reader.of(anew).read(issue, spool.path())) {
      IssueTables tables = new IssueTables(request, anew, issue, read, references(anew));
      return ReadingPlan.between(
              loaded, tables.draft(workspace, clock.instant(), RunId.create(clock).value()))
          .differences();
    }
  }

  /** Refuses what the run would refuse: another database, and other people's files in the way. */
  public void requireAllowed(RefreshRequest request, List<Path> files) {
    if (request.has(RefreshRequest.Option.DRAFT_ONLY)) {
      return;
    }
    if (!workspace.exists()) {
      FileOwnership.none(workspace).require(files, request.foreignFiles());
      return;
    }
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();
    UsualDatabase usual = new UsualDatabase(workspace, identity, database.acceptance());
    usual.requireSchema(database);
    if (!database.hasSchema()) {
      FileOwnership.none(workspace).require(files, request.foreignFiles());
      return;
    }
    database.requireSchema();
    database.read(
        "looking for who wrote the files",
        connection -> {
          usual.requireUsual(connection);
          FileOwnership.read(workspace, () -> connection, identity)
              .require(files, request.foreignFiles());
          return files;
        });
  }

  private References references(RefreshTarget target) {
    if (!workspace.exists() || !database.hasSchema()) {
      return References.unknown(target);
    }
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();
    return database.read(
        "looking for canonical sources",
        connection -> References.read(connection, identity, target, new ManifestStore(workspace)));
  }

  /** Asks the database what the load would change; without one, everything is new. */
  private Map<String, LoadPlan> plans(
      RefreshRequest request, RefreshTarget target, IssueTables tables, Manifest draft) {
    Map<String, LoadPlan> plans = new LinkedHashMap<>();
    if (!workspace.exists() || !database.hasSchema()) {
      return plans;
    }
    LoadService service = new LoadService(clock);
    try (Connection connection = database.open()) {
      LoadRequests requests =
          new LoadRequests(
              workspace,
              request,
              draft,
              new LoadRequests.Moment(
                  new WorkspaceSetup(workspace).requireIdentity(), "plan", clock.instant()),
              configuration.list(ConfigurationKey.GRANT_SELECT_TO),
              LoadRequests.Adopted.read(connection, target));
      for (ReadTable table : tables.tables()) {
        plans.put(table.code().value(), service.plan(connection, requests.of(table)));
      }
      connection.rollback();
    } catch (SQLException e) {
      throw SqlErrors.translate("planning the load", e);
    }
    return plans;
  }

  private List<String> sharedFiles(RefreshTarget target, Issue issue) {
    if (!workspace.exists() || !database.hasSchema()) {
      return List.of();
    }
    ManifestRepository records =
        new ManifestRepository(new WorkspaceSetup(workspace).requireIdentity());
    return database.read(
        "looking for manifests of the same file",
        connection -> SharedFiles.warnings(records, connection, target.manifest(), issue));
  }

  private SourceResult result(
      RefreshRequest request,
      RefreshTarget target,
      Manifest draft,
      ReadTable table,
      @org.jspecify.annotations.Nullable LoadPlan plan) {
    ManifestSource source = draft.source(table.code()).orElseThrow();
    List<String> changes = new ArrayList<>();
    if (plan == null || plan.tableChange() == LoadPlan.TableChange.CREATE) {
      changes.add("creates " + source.table());
    } else {
      plan.columnsAdded().forEach(name -> changes.add("adds column " + name));
      plan.columnsMissing().forEach(name -> changes.add("has no values for column " + name));
      plan.viewsRebuilt().forEach(view -> changes.add("rebuilds view " + view));
      plan.columnsWidened().forEach(widening -> changes.add("widens " + widening));
    }
    String parquet = workspace.relative(SourcePlaces.export(workspace, draft, source));
    if (target.manifestBefore().flatMap(before -> before.source(table.code())).isPresent()) {
      changes.add(
          "keeps the export and manifest before it in "
              + (request.replaced() == RefreshRequest.ReplacedGoes.ARCHIVE
                  ? "archive/"
                  : workspace.relative(workspace.versions(table.code(), periodBefore(target)))
                      + "/")
              + " if its rows change");
    }
    return new SourceResult(
        table.code().value(),
        source.table().toString(),
        source.name(),
        table.counts(),
        table.leftOut(),
        table.quarantined().values().stream().mapToLong(List::size).sum(),
        table.table().rowsToLoad(),
        plan == null ? 0 : plan.rowsReplaced(),
        plan == null
            ? table.table().rowsToLoad()
            : plan.rowsBefore() - plan.rowsReplaced() + plan.rowsExpected(),
        source.columns().size(),
        changes,
        parquet);
  }

  private static @org.jspecify.annotations.Nullable String periodBefore(RefreshTarget target) {
    Period period = target.manifestBefore().orElseThrow().header().period();
    return period == null ? null : period.label();
  }

  private Map<String, String> files(Issue issue) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("workspace", workspace.root() + (workspace.exists() ? "" : " (would be made)"));
    int number = 1;
    for (IssueFile file : issue.files()) {
      files.put(
          issue.files().size() == 1 ? "file" : "file " + number++,
          file.file().url() + " (" + file.file().sizeBytes() + " bytes)");
    }
    int left = 1;
    for (LinkDecision link : issue.links()) {
      if (!link.isTaken()) {
        files.put("left " + left++, link.url() + ": " + link.why());
      }
    }
    return files;
  }
}
