package org.datawarp.workflow.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.datawarp.lifecycle.version.VersionStore;
import org.datawarp.model.SourcePattern;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.postgres.Database;
import org.datawarp.repository.QuarantineRepository;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.SourceRepository;
import org.datawarp.repository.SourceRepository.EventEntry;
import org.datawarp.repository.SourceRepository.SourceEntry;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;

/** Lists, states and histories of a workspace. Creates nothing. */
public final class StatusWorkflow {
  private static final int MANY_MANIFESTS = 50;

  private final Workspace workspace;
  private final Supplier<Database> database;

  /** Makes the workflow; nothing is opened before it looks. */
  public StatusWorkflow(Workspace workspace, Supplier<Database> database) {
    this.workspace = workspace;
    this.database = database;
  }

  /** Returns the workspace's folder. */
  public String root() {
    return workspace.root().toString();
  }

  /**
   * Lists sources.
   *
   * @param glob a {@link SourcePattern} of codes or manifests, or null for all
   * @return empty where there is no workspace or no database yet
   */
  public Optional<List<SourceEntry>> list(@Nullable String glob) {
    if (!isThere()) {
      return Optional.empty();
    }
    SourceRepository registry = registry();
    List<SourceEntry> all = database.get().read("listing the sources", registry::listSources);
    SourcePattern pattern = pattern(glob);
    return Optional.of(
        all.stream()
            .filter(entry -> pattern == null || matches(pattern, entry.code(), entry.manifest()))
            .toList());
  }

  /** Lists events, newest first; empty where there is no workspace or no database yet. */
  public Optional<List<EventEntry>> history(@Nullable String glob, int limit) {
    if (!isThere()) {
      return Optional.empty();
    }
    database.get().requireSchema();
    SourceRepository registry = registry();
    SourcePattern pattern = pattern(glob);
    return Optional.of(
        database
            .get()
            .read(
                "listing the events",
                connection ->
                    pattern == null
                        ? registry.listEvents(connection, limit)
                        : registry.listEvents(connection, pattern, limit)));
  }

  /**
   * Lists the versions of sources: the exports in use, what refreshes replaced and what was
   * archived; also of sources that are registered no more.
   *
   * @param glob a {@link SourcePattern} of codes or manifests
   * @param limit how many of each source at most, those loaded last
   * @return empty where there is no workspace or no database yet
   */
  public Optional<List<VersionLine>> versions(String glob, int limit) {
    if (!isThere()) {
      return Optional.empty();
    }
    database.get().requireSchema();
    SourceRepository registry = registry();
    VersionStore versions = new VersionStore(workspace, identity());
    SourcePattern pattern = SourcePattern.parse(glob);
    return Optional.of(
        database
            .get()
            .read(
                "listing the versions",
                connection -> {
                  Set<String> codes = new TreeSet<>();
                  registry.listSources(connection).stream()
                      .filter(entry -> matches(pattern, entry.code(), entry.manifest()))
                      .forEach(entry -> codes.add(entry.code()));
                  versions.listCodes().stream().filter(pattern::matches).forEach(codes::add);
                  return codes.stream()
                      .flatMap(code -> versions.list(connection, code).stream().limit(limit))
                      .map(version -> VersionLine.of(workspace, version))
                      .toList();
                }));
  }

  /**
   * Lists the cells put aside.
   *
   * @param glob a {@link SourcePattern} of codes or manifests, or null for all
   * @return empty where there is no workspace or no database yet
   */
  public Optional<List<QuarantineRepository.Listed>> quarantine(@Nullable String glob) {
    if (!isThere()) {
      return Optional.empty();
    }
    QuarantineRepository records = new QuarantineRepository(identity());
    SourcePattern pattern = pattern(glob);
    return Optional.of(
        database.get().read("listing the quarantine", records::list).stream()
            .filter(cell -> pattern == null || matches(pattern, cell.source(), cell.manifest()))
            .toList());
  }

  /**
   * Lists runs of all commands, newest first; empty where there is no workspace or no database yet.
   */
  public Optional<List<RunLine>> runs(int limit) {
    if (!isThere()) {
      return Optional.empty();
    }
    database.get().requireSchema();
    RunRepository records = new RunRepository(identity());
    return Optional.of(
        database
            .get()
            .read("listing the runs", connection -> records.list(connection, limit))
            .stream()
            .map(RunLine::of)
            .toList());
  }

  /** Tells how the workspace stands; empty where there is none, or no database yet. */
  public Optional<WorkspaceStatus> status() {
    if (!isThere()) {
      return Optional.empty();
    }
    SourceRepository registry = registry();
    ManifestStore manifests = new ManifestStore(workspace);
    SourceRepository.Totals totals =
        database.get().read("adding up the workspace", registry::totals);
    String server =
        database.get().read("asking the server", registry::serverVersion).orElse("unknown");
    int active = manifests.listActive().size();
    List<String> warnings = new ArrayList<>();
    if (active > MANY_MANIFESTS) {
      warnings.add(active + " manifests are active; more than " + MANY_MANIFESTS + " get unwieldy");
    }
    if (totals.unfinishedRuns() > 0) {
      warnings.add(
          totals.unfinishedRuns()
              + " runs are at work or were interrupted; the next writing command finishes"
              + " interrupted ones");
    }
    return Optional.of(
        new WorkspaceStatus(
            workspace.root().toString(),
            identity().toString(),
            server,
            totals.sources(),
            totals.rows(),
            totals.bytes(),
            active,
            manifests.listPending().size(),
            totals.failedRuns(),
            totals.unfinishedRuns(),
            totals.lastSuccess(),
            runs(1).orElse(List.of()).stream()
                .findFirst()
                .map(run -> run.run() + " " + run.command())
                .orElse(null),
            warnings));
  }

  private boolean isThere() {
    return workspace.exists() && database.get().hasSchema();
  }

  private SourceRepository registry() {
    return new SourceRepository(identity());
  }

  private UUID identity() {
    return new WorkspaceSetup(workspace).requireIdentity();
  }

  private static @Nullable SourcePattern pattern(@Nullable String text) {
    return text == null ? null : SourcePattern.parse(text);
  }

  private static boolean matches(SourcePattern pattern, String code, @Nullable String manifest) {
    return pattern.matches(code) || (manifest != null && pattern.matches(manifest));
  }
}
