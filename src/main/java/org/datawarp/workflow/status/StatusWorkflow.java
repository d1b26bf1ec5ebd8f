package org.datawarp.workflow.status;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.lifecycle.version.NewNames;
import org.datawarp.lifecycle.version.VersionStore;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.UnreadablePath;
import org.datawarp.model.period.Period;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.repository.AuditRepository;
import org.datawarp.repository.AuditRepository.AuditFile;
import org.datawarp.repository.QuarantineRepository;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.SourceRepository;
import org.datawarp.repository.SourceRepository.EventEntry;
import org.datawarp.repository.SourceRepository.SourceEntry;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** Lists, states and histories of a workspace. Creates nothing. */
public final class StatusWorkflow {
  private final WorkspaceContext context;
  private final Workspace workspace;

  /** Makes the workflow; nothing is opened before it looks. */
  public StatusWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
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
    SourcePattern pattern = pattern(glob);
    return context.readIfPresent(
        "listing the sources",
        (connection, identity) ->
            new SourceRepository(identity)
                .listSources(connection).stream()
                    .filter(
                        entry ->
                            pattern == null || matches(pattern, entry.code(), entry.manifest()))
                    .toList());
  }

  /**
   * A manifest that waits in {@code manifests/pending}.
   *
   * @param manifest its name
   * @param period the stored form of its period; null for none
   * @param path its file, relative to the workspace
   */
  public record Draft(String manifest, @Nullable String period, String path) {}

  /**
   * Lists drafts by name.
   *
   * @param glob a {@link SourcePattern} of manifests, or null for all
   */
  public Drafts drafts(@Nullable String glob) {
    SourcePattern pattern = pattern(glob);
    List<UnreadablePath> unreadable = new ArrayList<>();
    List<Draft> drafts =
        context.manifests().listPending(unreadable).stream()
            .filter(stored -> pattern == null || matches(pattern, stored.manifest().name(), null))
            .map(this::draft)
            .toList();
    return new Drafts(drafts, unreadable);
  }

  /**
   * What waits in {@code manifests/pending}.
   *
   * @param drafts those that can be read
   * @param unreadable the others
   */
  public record Drafts(List<Draft> drafts, List<UnreadablePath> unreadable) {
    /** Copies the lists. */
    public Drafts {
      drafts = List.copyOf(drafts);
      unreadable = List.copyOf(unreadable);
    }
  }

  private Draft draft(ManifestStore.Stored stored) {
    Period period = stored.manifest().header().period();
    return new Draft(
        stored.manifest().name(),
        period == null ? null : period.label(),
        workspace.relative(stored.file()));
  }

  /** Lists events, newest first; empty where there is no workspace or no database yet. */
  public Optional<List<EventEntry>> history(@Nullable String glob, int limit) {
    SourcePattern pattern = pattern(glob);
    return context.readIfPresent(
        "listing the events",
        (connection, identity) -> {
          SourceRepository sources = new SourceRepository(identity);
          return pattern == null
              ? sources.listEvents(connection, limit)
              : sources.listEvents(connection, pattern, limit);
        });
  }

  /** Lists where events are that left the database, oldest month first. */
  public List<AuditFile> olderEvents() {
    return context
        .readIfPresent(
            "listing the files of events",
            (connection, identity) -> new AuditRepository(identity).listFiles(connection))
        .orElse(List.of())
        .stream()
        .map(file -> isHere(file.path()) ? new AuditFile(file.path(), null) : file)
        .toList();
  }

  private boolean isHere(String path) {
    return workspace.find(path).filter(Files::isRegularFile).isPresent();
  }

  /** Finds how a manifest or source is called today that was called otherwise before. */
  public Optional<String> newName(String name) {
    return context
        .readIfPresent("looking for a new name", NewNames::read)
        .flatMap(names -> names.find(name));
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
    SourcePattern pattern = SourcePattern.parse(glob);
    return context.readIfPresent(
        "listing the versions",
        (connection, identity) -> {
          VersionStore versions = new VersionStore(workspace, identity);
          Set<String> codes = new TreeSet<>();
          new SourceRepository(identity)
              .listSources(connection).stream()
                  .filter(entry -> matches(pattern, entry.code(), entry.manifest()))
                  .forEach(entry -> codes.add(entry.code()));
          versions.listCodes().stream().filter(pattern::matches).forEach(codes::add);
          return codes.stream()
              .flatMap(code -> versions.list(connection, code).stream().limit(limit))
              .map(version -> VersionLine.of(workspace, version))
              .toList();
        });
  }

  /**
   * Lists the cells put aside.
   *
   * @param glob a {@link SourcePattern} of codes or manifests, or null for all
   * @return empty where there is no workspace or no database yet
   */
  public Optional<List<QuarantineRepository.Listed>> quarantine(@Nullable String glob) {
    SourcePattern pattern = pattern(glob);
    return context.readIfPresent(
        "listing the quarantine",
        (connection, identity) ->
            new QuarantineRepository(identity)
                .list(connection).stream()
                    .filter(
                        cell -> pattern == null || matches(pattern, cell.source(), cell.manifest()))
                    .toList());
  }

  /**
   * Lists runs of all commands, newest first; empty where there is no workspace or no database yet.
   */
  public Optional<List<RunLine>> runs(int limit) {
    return context.readIfPresent(
        "listing the runs",
        (connection, identity) ->
            new RunRepository(identity).list(connection, limit).stream().map(RunLine::of).toList());
  }

  private static @Nullable SourcePattern pattern(@Nullable String text) {
    return text == null ? null : SourcePattern.parse(text);
  }

  private static boolean matches(SourcePattern pattern, String code, @Nullable String manifest) {
    return pattern.matches(code) || (manifest != null && pattern.matches(manifest));
  }
}
