package org.datawarp.workflow.cleanup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.download.CacheEntry;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.platform.postgres.DatabaseAcceptance;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.ForeignKeys;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.TrashRepository;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.workflow.cleanup.CleanupOptions.Permission;
import org.jspecify.annotations.Nullable;

/** Finds what has lost its owner and, when asked, moves it to the trash. */
public final class CleanupWorkflow {
  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Clock clock;
  private final CleanupRules rules;

  /** Makes the workflow; nothing is opened before it is asked for something. */
  public CleanupWorkflow(WorkspaceContext context) {
    this(context, CleanupRules.standard());
  }

  CleanupWorkflow(WorkspaceContext context, CleanupRules rules) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
    this.rules = rules;
  }

  /** Returns the workspace's folder. */
  public String root() {
    return workspace.root().toString();
  }

  /**
   * Plans, and changes nothing.
   *
   * @return empty where there is no workspace or no database yet
   */
  public Optional<CleanupPlan> plan(CleanupOptions options) {
    return context.readIfPresent(
        "looking for orphans",
        (connection, identity) -> decide(look(connection, identity), options));
  }

  /**
   * Counts what a plan would list, and reads neither rows nor the bytes of files for it.
   *
   * @return none where there is no workspace or no database yet
   */
  public OrphanCount count() {
    return context
        .readIfPresent(
            "counting orphans",
            (connection, identity) -> {
              OrphanFinder.Listed found =
                  finder(connection, identity).list(clock.instant(), this::index);
              return new OrphanCount(rules.count(found.candidates()), found.unreadable());
            })
        .orElse(new OrphanCount(0, List.of()));
  }

  /**
   * Plans again under the workspace's lock and carries the plan out.
   *
   * @param reviewed a plan that was reviewed: nothing but what it lists goes; null for all that is
   *     found
   * @throws RefusedException if a rail forbids the plan as a whole; nothing was changed then
   */
  public CleanupReport execute(
      CleanupOptions options,
      @Nullable PlanFile reviewed,
      String commandLine,
      Duration maxWait,
      RunListener listener) {
    RunExecutor.Order order =
        RunExecutor.Order.exclusive("cleanup", commandLine, maxWait)
            .with(
                options.has(Permission.ACCEPT_DATABASE) || !rules.has(SafetyRule.EMPTY_WORLD)
                    ? DatabaseAcceptance.ANY
                    : DatabaseAcceptance.USUAL);
    return context.runs().execute(order, listener, run -> execute(run, order, options, reviewed));
  }

  private CleanupReport execute(
      Run run, RunExecutor.Order order, CleanupOptions options, @Nullable PlanFile reviewed) {
    run.steps().start(RunStep.PLAN);
    OrphanFinder.ScanResult seen = look(run.connection(), run.session().identity());
    List<String> skipped = new ArrayList<>();
    OrphanFinder.ScanResult chosen = seen;
    if (reviewed != null) {
      reviewed.requireValid(clock.instant(), run.session().identity(), seen.context().database());
      chosen =
          new OrphanFinder.ScanResult(
              seen.context(),
              seen.candidates().stream().filter(reviewed::lists).toList(),
              seen.unreadable());
    }
    CleanupPlan plan = decide(chosen, options);
    if (reviewed != null) {
      skipped.addAll(skipped(reviewed, seen, plan));
    }
    SqlErrors.commit("looking for orphans", run.connection());
    if (!plan.refused().isEmpty()) {
      throw new RefusedException(String.join("; ", plan.refused()), plan.hint());
    }
    noteFirstSeen(run, seen.candidates());
    run.steps().end();
    if (plan.executable().isEmpty()) {
      return new CleanupReport(plan, null, 0, 0, skipped, List.of());
    }
    return carryOut(run, order, plan, skipped);
  }

  private CleanupReport carryOut(
      Run run, RunExecutor.Order order, CleanupPlan plan, List<String> skipped) {
    run.begin(order, List.of());
    run.steps().start(RunStep.CHANGE);
    TrashRepository.recordChangesOf(run.connection(), run.id());
    CleanupExecutor removal = new CleanupExecutor(run);
    removal.carryOut(plan.executable(), context::cache);
    List<String> validated = ForeignKeys.validate(run.connection());
    RunRepository records = new RunRepository(run.session().identity());
    records.saveItems(run.connection(), run.id(), removal.items());
    run.steps().end();
    run.commit(List.of(), removal.moves(), null);
    Map<FileOperation, String> unmoved =
        run.publishBestEffort(removal.moves(), () -> afterMoves(removal));
    List<String> failed = new ArrayList<>(skipped);
    failed.addAll(removal.failed());
    unmoved.forEach(
        (item, reason) -> {
          failed.add(reason);
          records.saveOutcome(run.connection(), run.id(), item.from(), "left: " + reason);
        });
    SqlErrors.commit("storing what became of files", run.connection());
    return new CleanupReport(
        plan,
        run.id().value(),
        removal.done() - unmoved.size(),
        removal.purged().size(),
        failed,
        validated);
  }

  /** What may be done twice: a run that dies before it is finished by the next cleanup. */
  private void afterMoves(CleanupExecutor removal) {
    removal.purged().forEach(run -> TemporaryFolder.deleteTree(workspace.trash(run)));
  }

  private List<String> skipped(PlanFile reviewed, OrphanFinder.ScanResult seen, CleanupPlan plan) {
    Set<String> found = new HashSet<>();
    seen.candidates().forEach(each -> found.add(PlanFile.key(each)));
    Set<String> going = new HashSet<>();
    Map<String, String> kept = new HashMap<>();
    plan.items()
        .forEach(
            orphan -> {
              String key = PlanFile.key(orphan.found());
              if (orphan.verdict() == Orphan.Verdict.EXECUTE) {
                going.add(key);
              } else {
                kept.put(key, orphan.reason());
              }
            });
    return reviewed.items().keySet().stream()
        .filter(key -> !going.contains(key))
        .sorted()
        .map(
            key ->
                key
                    + ": "
                    + (kept.containsKey(key)
                        ? kept.get(key)
                        : found.contains(key)
                            ? "it has changed since the plan was made"
                            : "it is no orphan any more"))
        .toList();
  }

  private void noteFirstSeen(Run run, List<Candidate> candidates) {
    List<String> items =
        candidates.stream().filter(each -> each.since() == null).map(OrphanFinder::item).toList();
    if (!items.isEmpty()) {
      Query.update(
          run.connection(),
          "noting what was seen first",
          """
          INSERT INTO datawarp.tbl_first_seen (workspace, item, first_seen_at)
          SELECT ?, unnest(?::text[]), ? ON CONFLICT DO NOTHING
          """,
          run.session().identity(),
          items,
          clock.instant());
      SqlErrors.commit("noting what was seen first", run.connection());
    }
  }

  private OrphanFinder.ScanResult look(Connection connection, UUID identity) {
    return finder(connection, identity).look(clock.instant(), this::index);
  }

  private OrphanFinder finder(Connection connection, UUID identity) {
    int kept = (int) context.configuration().number(ConfigurationKey.VERSIONS_KEEP);
    return new OrphanFinder(workspace, identity, connection, kept);
  }

  /** Returns what the index of downloads holds; empty where it cannot be read. */
  private Optional<List<CacheEntry>> index() {
    Path downloads = workspace.downloads();
    if (Files.notExists(downloads)) {
      return Optional.of(List.of());
    }
    Path index = workspace.root().resolve(FileTree.INDEX);
    boolean isKnown =
        Files.isReadable(downloads)
            && Files.isExecutable(downloads)
            && (Files.isReadable(index) || Files.notExists(index));
    return isKnown ? Optional.of(context.cache().entries()) : Optional.empty();
  }

  private CleanupPlan decide(OrphanFinder.ScanResult seen, CleanupOptions options) {
    return rules.decide(seen.context(), seen.candidates(), options).with(seen.unreadable());
  }
}
