package org.datawarp.workflow.refresh;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.datawarp.lifecycle.refresh.DescribeRun;
import org.datawarp.lifecycle.refresh.EarlyLoad;
import org.datawarp.lifecycle.refresh.Issue;
import org.datawarp.lifecycle.refresh.IssuePeriod;
import org.datawarp.lifecycle.refresh.IssueReader;
import org.datawarp.lifecycle.refresh.IssueTables;
import org.datawarp.lifecycle.refresh.ReadIssue;
import org.datawarp.lifecycle.refresh.RefreshPlanner;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.lifecycle.refresh.RefreshTarget;
import org.datawarp.lifecycle.refresh.RefreshTransaction;
import org.datawarp.lifecycle.refresh.ReportFiles;
import org.datawarp.lifecycle.refresh.TargetFiles;
import org.datawarp.lifecycle.refresh.UnchangedCheck;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.StepTimer;
import org.datawarp.model.ManifestState;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableDifference;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

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
  public RefreshReport run(RefreshRequest request, RunListener listener) {
    ManifestStore manifests = new ManifestStore(workspace);
    String name = RefreshTarget.name(request);
    if (isReadable(manifests, name)) {
      RefreshTarget.of(request, manifests, configuration.get()); // fails before anything is made
    }
    boolean describes = request.scope() == RefreshRequest.Scope.METADATA_ONLY;
    RunExecutor.Order order =
        new RunExecutor.Order(
                "refresh", request.commandLine(), name, request.scope().text(), request.maxWait())
            .with(request.foreignFiles());
    return new RunExecutor(workspace, database.get(), configuration.get(), clock)
        .inRun(
            order,
            listener,
            run -> {
              requireNotDeprecated(run, name);
              if (!isReadable(manifests, name) && !run.isOwn(manifests.activeFile(name))) {
                run.setAside(manifests.activeFile(name));
              }
              // Read again under the lock: until then another run may have changed it.
              RefreshTarget locked = RefreshTarget.of(request, manifests, configuration.get());
              return describes
                  ? new DescribeRun(workspace, clock).describe(run, order, locked)
                  : new Attempt(request, locked, order, run, manifests).refresh();
            });
  }

  /**
   * Tells what {@link #run} would do. Fetches into the download cache and reads the file; the
   * workspace and the database stay as they are.
   *
   * @throws DatawarpException where the run would fail for the same reason
   */
  public RefreshReport plan(RefreshRequest request, RunListener listener) {
    ManifestStore manifests = new ManifestStore(workspace);
    RefreshPlanner planner =
        new RefreshPlanner(workspace, database.get(), configuration.get(), clock);
    String name = RefreshTarget.name(request);
    if (!isReadable(manifests, name)) {
      planner.requireAllowed(request, List.of(manifests.activeFile(name)));
    }
    RefreshTarget target = RefreshTarget.of(request, manifests, configuration.get());
    return planner.plan(request, target, cache.get(), listener);
  }

  /** A file of the manifest's name may be anything; whose it is, the database tells. */
  private static boolean isReadable(ManifestStore manifests, String name) {
    try {
      manifests.findActive(name);
      return true;
    } catch (UsageException e) {
      return false; // told when the manifest is read, or the file is not ours
    }
  }

  private static void requireNotDeprecated(Run run, String manifest) {
    boolean isDeprecated =
        run.records()
            .findState(run.connection(), manifest)
            .equals(Optional.of(ManifestState.DEPRECATED.text()));
    SqlErrors.commit("looking for manifest " + manifest, run.connection());
    if (isDeprecated) {
      throw new RefusedException(
          "manifest " + manifest + " is deprecated",
          "take that back first: 'datawarp history --runs' names the run, 'datawarp undo RUN' undoes it");
    }
  }

  /** One attempt to refresh one manifest. */
  private final class Attempt {
    private final RefreshRequest request;
    private final RefreshTarget target;
    private final RunExecutor.Order order;
    private final Run run;
    private final ManifestStore manifests;

    Attempt(
        RefreshRequest request,
        RefreshTarget target,
        RunExecutor.Order order,
        Run run,
        ManifestStore manifests) {
      this.request = request;
      this.target = target;
      this.order = order;
      this.run = run;
      this.manifests = manifests;
    }

    RefreshReport refresh() {
      IssueTables.requireSamePeriod(request, target);
      TargetFiles files = new TargetFiles(workspace, target.manifest(), request.scope());
      run.requireReplaceable(files.known(target.known()));
      StepTimer steps = run.steps();
      IssueReader reader = new IssueReader(cache.get(), request, target, steps.listener());
      steps.start(RunStep.FETCH);
      Issue issue = reader.fetch();
      Optional<IssuePeriod> period = IssueTables.knownPeriod(request, target, issue);
      UnchangedCheck check = new UnchangedCheck(run.session(), workspace);
      boolean unchanged = check.isUnchanged(request, target, issue, period);
      if (unchanged) {
        check.recordCheck(target, manifests, run);
      }
      steps.end();
      if (unchanged) {
        return unchanged(issue);
      }
      run.begin(order, List.of(target.manifest()));
      steps.start(RunStep.EXTRACT);
      try (TemporaryFolder spool = TemporaryFolder.in(run.folder());
          EarlyLoad early = new EarlyLoad(database.get(), run, periodOf(period));
          ReadIssue read = reader.read(issue, spool.path(), isFirst(period) ? early : null)) {
        IssueTables tables = new IssueTables(request, target, issue, read);
        tables.requireAccounted(manifests);
        run.touch(order, tables.touchedCodes());
        run.requireReplaceable(files.of(tables.touchedCodes()));
        Manifest draft = tables.draft(workspace, run.startedAt(), run.id().value());
        steps.end();
        List<String> warnings = new ArrayList<>(read.warnings());
        List<TableDifference> differences = tables.differences(manifests, warnings);
        warnings.addAll(tables.unmet());
        return new RefreshTransaction(workspace, configuration.get(), clock)
            .replace(
                run,
                new RefreshTransaction.Work(
                    request,
                    target,
                    draft,
                    issue,
                    tables,
                    differences,
                    () -> early.join(read.early())),
                warnings);
      }
    }

    /** A manifest without a past has new tables, and a known period does not wait for the file. */
    private boolean isFirst(Optional<IssuePeriod> period) {
      return target.isFirst() && period.isPresent();
    }

    private static @Nullable Period periodOf(Optional<IssuePeriod> period) {
      return period.map(IssuePeriod::period).orElse(null);
    }

    private RefreshReport unchanged(Issue issue) {
      Manifest manifest = target.manifestBefore().orElseThrow();
      Period period = manifest.header().period();
      return new RefreshReport(
              target.manifest(),
              Outcome.UNCHANGED,
              null,
              period == null ? null : period.label(),
              List.of(),
              ReportFiles.of(workspace, manifests.activeFile(target.manifest())),
              List.of(),
              List.of(),
              issue.warnings(),
              run.steps().times())
          .of(issue, period);
    }
  }
}
