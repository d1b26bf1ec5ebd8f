package org.datawarp.workflow.status;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.datawarp.lifecycle.publication.HeldIssue;
import org.datawarp.lifecycle.run.Drift;
import org.datawarp.lifecycle.run.DriftFinder;
import org.datawarp.lifecycle.run.UsualDatabase;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.transfer.UnsentFiles;
import org.datawarp.model.UnreadablePath;
import org.datawarp.model.publication.Publication;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.extract.ExtractionVersion;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.config.ConfigurationKey;
import org.datawarp.platform.config.SyncConfiguration;
import org.datawarp.repository.BackupStanding;
import org.datawarp.repository.EstateRepository;
import org.datawarp.repository.LoadedFileRepository;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriods;
import org.datawarp.repository.SourceRepository;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;

/** Tells how a whole workspace stands. Creates nothing, and reads no rows. */
public final class StandingWorkflow {
  private static final int SHOWN_MANIFESTS = 3;
  private static final int MANY_MANIFESTS = 50;
  private static final Duration FAILURES_OF = Duration.ofDays(30);

  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Outside outside;

  /**
   * What others tell of a workspace.
   *
   * @param orphans finds how many things cleanup would list
   * @param syncConfiguration what is to be in which store
   */
  public record Outside(Supplier<Orphans> orphans, Supplier<SyncConfiguration> syncConfiguration) {}

  /**
   * What a look through all files found.
   *
   * @param count what has lost its owner
   * @param unreadable what could not be looked into
   */
  public record Orphans(long count, List<UnreadablePath> unreadable) {}

  /** Makes the workflow; nothing is opened before it looks. */
  public StandingWorkflow(WorkspaceContext context, Outside outside) {
    this.context = context;
    this.workspace = context.workspace();
    this.outside = outside;
  }

  /** Tells how the workspace stands; empty where there is none, or no database yet. */
  public Optional<WorkspaceStatus> status() {
    return context.findIdentity().map(this::status);
  }

  /** Finds why an empty database cannot be the workspace's; empty where it can. */
  public Optional<String> findEmptyDatabase() {
    if (!workspace.exists()) {
      return Optional.empty();
    }
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();
    return new UsualDatabase(workspace, identity, context.database().acceptance())
        .findEmptiness(context.database());
  }

  /** Lists in what files, headers and database are at odds, the gravest first; reads only. */
  public List<Drift> drift() {
    return context
        .readIfPresent(
            "comparing files and records",
            (connection, identity) -> new DriftFinder(workspace, identity).find(connection))
        .orElse(List.of());
  }

  private WorkspaceStatus status(UUID identity) {
    SourceRepository registry = new SourceRepository(identity);
    SourceRepository.Totals totals =
        context.database().read("adding up the workspace", registry::totals);
    String server =
        context.database().read("asking the server", registry::serverVersion).orElse("unknown");
    List<SourcePeriod> units =
        context.database().read("listing the sources", new SourcePeriods(identity)::list);
    Orphans orphans = outside.orphans().get();
    Set<UnreadablePath> unreadable = new LinkedHashSet<>(orphans.unreadable());
    EstateStanding estate = estate(identity, units, orphans.count(), unreadable);
    ManifestStore manifests = context.manifests();
    List<String> active = names(manifests::listNames, workspace.activeManifests(), unreadable);
    List<String> pending =
        names(manifests::listPendingNames, workspace.pendingManifests(), unreadable);
    return new WorkspaceStatus(
        workspace.root().toString(),
        identity.toString(),
        server,
        totals.sources(),
        totals.rows(),
        totals.bytes(),
        active.size(),
        pending.size(),
        totals.failedRuns(),
        totals.unfinishedRuns(),
        totals.lastSuccess(),
        lastRun(identity),
        warnings(active, totals.unfinishedRuns()),
        List.copyOf(unreadable),
        estate,
        new NextCommands(estate, Set.copyOf(active), newestManifests(units)).list());
  }

  /** Lists what a folder holds, or nothing where it cannot be read, which is told. */
  private List<String> names(
      Supplier<List<String>> list, Path folder, Set<UnreadablePath> unreadable) {
    String path = workspace.relative(folder);
    return unreadable.stream().anyMatch(each -> each.covers(path)) ? List.of() : list.get();
  }

  private @Nullable String lastRun(UUID identity) {
    return context
        .database()
        .read("listing the runs", connection -> new RunRepository(identity).list(connection, 1))
        .stream()
        .findFirst()
        .map(run -> run.id() + " " + run.command())
        .orElse(null);
  }

  private List<String> warnings(List<String> active, long unfinishedRuns) {
    List<String> warnings = new ArrayList<>();
    int activeManifests = active.size();
    if (activeManifests > MANY_MANIFESTS) {
      warnings.add(
          activeManifests
              + " manifests are active; more than "
              + MANY_MANIFESTS
              + " get unwieldy: 'datawarp archive --older-than 90d --dry-run' shows the idle ones");
    }
    if (unfinishedRuns > 0) {
      warnings.add(
          unfinishedRuns
              + " runs are at work or were interrupted; the next writing command finishes"
              + " interrupted ones");
    }
    readOtherwise(active).ifPresent(warnings::add);
    return warnings;
  }

  /** Tells which manifests in use keep the reading of earlier rules. */
  private Optional<String> readOtherwise(List<String> active) {
    List<String> others =
        new ArrayList<>(
            context
                .database()
                .read(
                    "listing what other rules read",
                    connection ->
                        LoadedFileRepository.listReadOtherwise(
                            connection, String.valueOf(ExtractionVersion.CURRENT))));
    others.retainAll(Set.copyOf(active));
    if (others.isEmpty()) {
      return Optional.empty();
    }
    int shown = Math.min(SHOWN_MANIFESTS, others.size());
    return Optional.of(
        (others.size() == 1 ? "1 manifest keeps" : others.size() + " manifests keep")
            + " the reading of earlier rules ("
            + String.join(", ", others.subList(0, shown))
            + (shown < others.size() ? ", …" : "")
            + "): 'datawarp refresh "
            + others.get(0)
            + " --dry-run' shows in what today's differs, '--reread' takes it");
  }

  private EstateStanding estate(
      UUID identity, List<SourcePeriod> units, long orphans, Set<UnreadablePath> unreadable) {
    Instant now = context.clock().instant();
    Map<TableName, Long> tables =
        context.database().read("measuring the tables", new EstateRepository(identity)::tableSizes);
    BackupStanding backups =
        context
            .database()
            .read(
                "looking for the last backup",
                connection -> BackupStanding.read(connection, identity));
    return new EstateStanding(
        now,
        new PublicationStandings(now)
            .list(
                context.configuration().publications(),
                context.configuration().publications().isEmpty()
                    ? Map.of()
                    : HeldIssue.readAll(context),
                units),
        context
            .database()
            .read(
                "listing the runs that failed",
                connection ->
                    new RunRepository(identity).listFailed(connection, now.minus(FAILURES_OF))),
        tables.size(),
        tables.values().stream().mapToLong(Long::longValue).sum(),
        FolderSizes.read(workspace, unreadable),
        units.stream().filter(SourcePeriod::isArchived).count(),
        units.stream().filter(StandingWorkflow::isPurged).count(),
        orphans,
        UnsentFiles.read(workspace, outside.syncConfiguration().get(), context.clock()),
        backups,
        isBackupDue(backups, now),
        drift().stream()
            .filter(each -> unreadable.stream().noneMatch(path -> path.covers(each.item())))
            .toList());
  }

  private boolean isBackupDue(BackupStanding backups, Instant now) {
    long days = context.configuration().number(ConfigurationKey.BACKUP_WARN_DAYS);
    Instant since = backups.lastVerified() == null ? backups.firstLoad() : backups.lastVerified();
    return days > 0 && since != null && since.isBefore(now.minus(Duration.ofDays(days)));
  }

  private static boolean isPurged(SourcePeriod unit) {
    return unit.export() != null && unit.export().purgedAt() != null;
  }

  private static Map<String, String> newestManifests(List<SourcePeriod> units) {
    Map<String, String> newest = new HashMap<>();
    units.stream()
        .filter(unit -> unit.manifest() != null && !unit.isArchived())
        .sorted(
            Comparator.comparing(SourcePeriod::period, Comparator.nullsFirst(Publication.ORDER)))
        .forEach(unit -> newest.put(unit.publication(), String.valueOf(unit.manifest())));
    return newest;
  }
}
