package org.datawarp.refresh;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.datawarp.config.Configuration;
import org.datawarp.db.Database;
import org.datawarp.download.DownloadCache;
import org.datawarp.error.DatawarpException;
import org.datawarp.error.RefusedException;
import org.datawarp.journal.Journal;
import org.datawarp.journal.RunId;
import org.datawarp.manifest.Manifest;
import org.datawarp.manifest.ManifestSource;
import org.datawarp.manifest.ManifestStore;
import org.datawarp.model.Period;
import org.datawarp.refresh.RefreshReport.Outcome;
import org.datawarp.workspace.RunFolder;
import org.datawarp.workspace.Workspace;

/**
 * The main job: one manifest from its URL to rows, exports and catalogue.
 *
 * <p>The order is that of a house move: the new is built and proven before the old is touched; one
 * COMMIT decides; files are renamed after it, and the next run does so if this one dies.
 */
public final class RefreshWorkflow {
  private final Workspace workspace;
  private final Supplier<Configuration> configuration;
  private final Supplier<Database> database;
  private final Supplier<DownloadCache> cache;
  private final Clock clock;

  /** Makes the workflow; nothing is opened before it runs. */
  public RefreshWorkflow(
      Workspace workspace,
      Supplier<Configuration> configuration,
      Supplier<Database> database,
      Supplier<DownloadCache> cache,
      Clock clock) {
    this.workspace = workspace;
    this.configuration = configuration;
    this.database = database;
    this.cache = cache;
    this.clock = clock;
  }

  /**
   * Refreshes a manifest.
   *
   * @throws DatawarpException if it fails; before the commit nothing has changed then
   */
  public RefreshReport run(RefreshRequest request, RefreshListener listener) {
    ManifestStore manifests = new ManifestStore(workspace);
    RefreshTarget target = RefreshTarget.of(request, manifests, configuration.get());
    try (RunSession session =
        RunSession.open(
            workspace,
            database.get(),
            configuration.get(),
            clock,
            target.manifest(),
            request.commandLine(),
            request.maxWait())) {
      RunId id = RunId.create(clock);
      StepClock steps = new StepClock(listener);
      Journal journal = new Journal(clock, session.identity());
      try (RunFolder folder = RunFolder.create(workspace, id.value())) {
        Run run = new Run(id, folder, session, steps, clock.instant());
        try {
          RefreshReport report =
              new Attempt(request, target, run, manifests, journal).refresh();
          folder.delete();
          return report;
        } catch (DatawarpException e) {
          abandon(run, request, target, journal, e);
          throw e;
        }
      }
    }
  }

  /** Records the failure; a committed run keeps its folder, which the next command publishes. */
  private static void abandon(
      Run run,
      RefreshRequest request,
      RefreshTarget target,
      Journal journal,
      DatawarpException failure) {
    try {
      if (run.steps().current().compareTo(RefreshStep.COMMIT) > 0) {
        return;
      }
      run.folder().delete();
      run.session().connection().rollback();
      if (!run.begun()) {
        journal.begin(
            run.session().connection(),
            run.id(),
            "refresh",
            request.commandLine(),
            target.manifest(),
            request.scope().text(),
            List.of(target.manifest()));
      }
      journal.fail(
          run.session().connection(),
          run.id(),
          run.steps().current().text(),
          String.valueOf(failure.getMessage()),
          failure.exitCode().status());
    } catch (java.sql.SQLException | DatawarpException e) {
      failure.addSuppressed(e);
    }
  }

  /** One attempt to refresh one manifest. */
  private final class Attempt {
    private final RefreshRequest request;
    private final RefreshTarget target;
    private final Run run;
    private final ManifestStore manifests;
    private final Journal journal;

    Attempt(
        RefreshRequest request,
        RefreshTarget target,
        Run run,
        ManifestStore manifests,
        Journal journal) {
      this.request = request;
      this.target = target;
      this.run = run;
      this.manifests = manifests;
      this.journal = journal;
    }

    RefreshReport refresh() {
      StepClock steps = run.steps();
      IssueReader reader = new IssueReader(cache.get());
      steps.start(RefreshStep.FETCH);
      Issue issue = reader.fetch(target.location(), target.manifest(), request, steps.listener());
      Optional<PeriodChoice> known = periodWithoutTitles(issue);
      UnchangedCheck check = new UnchangedCheck(run.session(), workspace);
      if (check.isUnchanged(request, target, issue, known)) {
        check.recordCheck(target, manifests, run);
        steps.end();
        return unchanged(issue);
      }
      steps.end();
      begin();
      steps.start(RefreshStep.EXTRACT);
      try (ReadIssue read = reader.read(issue, request, run.folder().path())) {
        read.requireSound(names(issue));
        PeriodChoice period =
            known.orElseGet(
                () -> PeriodChoice.requireFromTitles(target.manifest(), titles(read)));
        SourceCodes.Assignment codes = assign(read);
        List<ReadTable> tables = tables(read, codes);
        journal.touch(
            run.session().connection(),
            run.id(),
            target.manifest(),
            request.scope().text(),
            tables.stream().map(table -> table.code().value()).toList());
        steps.end();
        Manifest draft = draft(issue, period.period(), tables, codes);
        return new RefreshTransaction(workspace, database.get(), configuration.get(), clock)
            .replace(run, request, target, draft, issue, tables, read.warnings());
      }
    }

    private void begin() {
      run.steps().start(RefreshStep.BEGIN);
      journal.registerWorkspace(run.session().connection(), workspace.root().toString());
      journal.begin(
          run.session().connection(),
          run.id(),
          "refresh",
          request.commandLine(),
          target.manifest(),
          request.scope().text(),
          List.of(target.manifest()));
      run.markBegun();
      run.steps().end();
    }

    private Optional<PeriodChoice> periodWithoutTitles(Issue issue) {
      Optional<PeriodChoice> recorded =
          target
              .manifestBefore()
              .map(before -> new PeriodChoice(before.header().period(), "the manifest"));
      List<PeriodChoice.Place> files = new ArrayList<>();
      List<PeriodChoice.Place> others = new ArrayList<>();
      for (IssueFile file : issue.files()) {
        files.add(new PeriodChoice.Place("the file's name", file.file().fileName()));
        others.add(new PeriodChoice.Place("the link", file.linkText()));
      }
      if (issue.pageTitle() != null) {
        others.add(new PeriodChoice.Place("the page", issue.pageTitle()));
      }
      return PeriodChoice.find(request.period(), recorded, target.manifest(), files, others);
    }

    private SourceCodes.Assignment assign(ReadIssue read) {
      List<ManifestSource> before =
          target.manifestBefore().map(Manifest::sources).orElse(List.of());
      SourceCodes.Assignment codes =
          SourceCodes.assign(target.manifest(), before, read.tables());
      boolean full = request.scope() == RefreshRequest.Scope.FULL;
      if (full
          && !codes.vanished().isEmpty()
          && !request.has(RefreshRequest.Option.ACCEPT_SHRINK)) {
        throw new RefusedException(
            "a table that was there before is missing: "
                + String.join(
                    ", ", codes.vanished().stream().map(source -> source.code().value()).toList()),
            "if the publisher dropped it, give --accept-shrink; what it held then goes to"
                + " .versions");
      }
      return codes;
    }

    private List<ReadTable> tables(ReadIssue read, SourceCodes.Assignment codes) {
      List<ReadTable> tables = new ArrayList<>();
      for (int i = 0; i < codes.codes().size(); i++) {
        ReadTable table =
            new ReadTable(
                codes.codes().get(i), read.tables().get(i), read.file(i), codes.previous().get(i));
        if (TableSelection.includes(request.tables(), table)) {
          tables.add(table);
        }
      }
      TableSelection.requireAny(request.tables(), tables, codes.codes());
      return tables;
    }

    private Manifest draft(
        Issue issue,
        @org.jspecify.annotations.Nullable Period period,
        List<ReadTable> tables,
        SourceCodes.Assignment codes) {
      List<ManifestSource> kept = new ArrayList<>();
      if (request.scope() == RefreshRequest.Scope.PARTIAL) {
        target.manifestBefore().ifPresent(before -> kept.addAll(before.sources()));
        kept.removeIf(source -> tables.stream().anyMatch(t -> t.code().equals(source.code())));
      }
      return new ManifestDraft(workspace)
          .make(
              target.manifest(),
              target.publication(),
              period,
              issue,
              tables,
              kept,
              target.manifestBefore(),
              target.options(),
              run.startedAt(),
              run.id().value());
    }

    private RefreshReport unchanged(Issue issue) {
      Manifest manifest = target.manifestBefore().orElseThrow();
      return new RefreshReport(
          target.manifest(),
          Outcome.UNCHANGED,
          null,
          Optional.ofNullable(manifest.header().period()).map(Period::label).orElse(null),
          List.of(),
          ReportFiles.of(workspace, manifests.activeFile(target.manifest()), manifest),
          issue.warnings(),
          run.steps().times());
    }
  }

  private static String names(Issue issue) {
    return String.join(", ", issue.files().stream().map(f -> f.file().fileName()).toList());
  }

  private static List<PeriodChoice.Place> titles(ReadIssue read) {
    return read.tables().stream()
        .map(table -> new PeriodChoice.Place("a table's title", table.title()))
        .toList();
  }

  /** What one run carries along. */
  static final class Run {
    private final RunId id;
    private final RunFolder folder;
    private final RunSession session;
    private final StepClock steps;
    private final Instant startedAt;
    private boolean begun;

    Run(RunId id, RunFolder folder, RunSession session, StepClock steps, Instant startedAt) {
      this.id = id;
      this.folder = folder;
      this.session = session;
      this.steps = steps;
      this.startedAt = startedAt;
    }

    RunId id() {
      return id;
    }

    RunFolder folder() {
      return folder;
    }

    RunSession session() {
      return session;
    }

    StepClock steps() {
      return steps;
    }

    Instant startedAt() {
      return startedAt;
    }

    boolean begun() {
      return begun;
    }

    void markBegun() {
      begun = true;
    }
  }
}
