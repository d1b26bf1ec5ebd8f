package org.datawarp.workflow.cleanup;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.datawarp.lifecycle.run.LastDatabaseFile;
import org.datawarp.lifecycle.undo.UndoableCommand;
import org.datawarp.model.UnreadablePath;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.download.CacheEntry;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Query;
import org.datawarp.repository.Hold;
import org.datawarp.repository.HoldRepository;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** Looks at database and files together, and changes neither. */
final class OrphanFinder {
  private static final String MANIFESTS = "manifests";

  private final Workspace workspace;

  private final UUID identity;
  private final Connection connection;
  private final int versionsKept;

  OrphanFinder(Workspace workspace, UUID identity, Connection connection, int versionsKept) {
    this.workspace = workspace;
    this.identity = identity;
    this.connection = connection;
    this.versionsKept = versionsKept;
  }

  /** What was seen. */
  record ScanResult(
      CleanupContext context, List<Candidate> candidates, List<UnreadablePath> unreadable) {
    ScanResult {
      candidates = List.copyOf(candidates);
      unreadable = List.copyOf(unreadable);
    }
  }

  ScanResult look(Instant now, Supplier<Optional<List<CacheEntry>>> index) {
    Scanners scanners = scanners(index, ScanDepth.DECIDE);
    List<Candidate> all = candidates(scanners, now);
    Map<OrphanClass, Long> populations = new EnumMap<>(OrphanClass.class);
    populations.putAll(scanners.registry().populations());
    populations.putAll(scanners.output().populations());
    populations.putAll(scanners.downloads().populations());
    List<UnreadablePath> unreadable = scanners.tree().unreadable();
    return new ScanResult(
        context(now, populations),
        withUnreadable(withFirstSeen(withHolds(withContents(all))), unreadable),
        unreadable);
  }

  /**
   * Lists what has lost its owner by name, without what decides about it; reads neither rows nor
   * the bytes of files.
   */
  Listed list(Instant now, Supplier<Optional<List<CacheEntry>>> index) {
    Scanners scanners = scanners(index, ScanDepth.COUNT);
    return new Listed(candidates(scanners, now), scanners.tree().unreadable());
  }

  /** What a quick look found, and what it could not read. */
  record Listed(List<Candidate> candidates, List<UnreadablePath> unreadable) {}

  private record Scanners(
      FileTree tree, RegistryScanner registry, OutputScanner output, DownloadScanner downloads) {}

  private Scanners scanners(Supplier<Optional<List<CacheEntry>>> index, ScanDepth depth) {
    FileTree tree = FileTree.walk(workspace); // goes on while the index and the database are read
    return new Scanners(
        tree,
        new RegistryScanner(connection, identity, depth),
        new OutputScanner(
                connection, identity, workspace, tree, new OutputScanner.Asked(versionsKept, depth))
            .read(),
        new DownloadScanner(connection, identity, workspace, tree, index.get().orElse(null))
            .read());
  }

  private List<Candidate> candidates(Scanners scanners, Instant now) {
    RegistryScanner registry = scanners.registry();
    OutputScanner output = scanners.output();
    TrashScanner trash = new TrashScanner(connection, identity, workspace, scanners.tree());
    List<Candidate> all = new ArrayList<>();
    all.addAll(registry.loadHistory());
    all.addAll(registry.manifestFiles());
    all.addAll(registry.stagingTables());
    all.addAll(registry.sourcesWithoutTable());
    all.addAll(registry.columnMetadata());
    all.addAll(registry.canonicalSources());
    all.addAll(output.parquet());
    all.addAll(output.descriptions());
    all.addAll(output.catalog());
    all.addAll(registry.manifests());
    all.addAll(unregisteredManifests(scanners.tree()));
    all.addAll(scanners.downloads().outsideIndex());
    all.addAll(scanners.downloads().withoutFile());
    all.addAll(output.versions());
    all.addAll(trash.expired(now, UndoableCommand.GRACE));
    all.addAll(trash.temporary());
    all.addAll(trash.unfinishedUploads(now));
    all.addAll(registry.deprecated(now, UndoableCommand.GRACE));
    return all;
  }

  /** What a person writes into a manifest changes it, whatever the registry knows of it. */
  private List<Candidate> withContents(List<Candidate> all) {
    return all.stream()
        .map(
            found ->
                found.kind() == OrphanClass.MANIFESTS || found.kind() == OrphanClass.DEPRECATED
                    ? found.fingerprint(found.fingerprint() + ":" + contents(found.files().get(0)))
                    : found)
        .toList();
  }

  /**
   * What may have an owner after all stays: while a manifest cannot be read nobody knows what it
   * owns. What was put away by Datawarp itself owes nothing to manifests.
   */
  private List<Candidate> withUnreadable(List<Candidate> all, List<UnreadablePath> unreadable) {
    if (unreadable.isEmpty()) {
      return all;
    }
    Optional<UnreadablePath> manifest =
        unreadable.stream().filter(each -> each.isIn(MANIFESTS)).findFirst();
    return all.stream()
        .map(
            found -> {
              Optional<UnreadablePath> own =
                  unreadable.stream().filter(each -> lies(found, each)).findFirst();
              if (own.isPresent()) {
                return found.keptBecause(own.get().path() + " cannot be read");
              }
              return manifest.isPresent() && found.kind().isBounded()
                  ? found.keptBecause(
                      "a manifest of it may be in "
                          + manifest.get().path()
                          + ", which cannot be read")
                  : found;
            })
        .toList();
  }

  private boolean lies(Candidate found, UnreadablePath unreadable) {
    return found.kind() == OrphanClass.TRASH
        ? unreadable.isIn(workspace.relative(workspace.trash(found.id())))
            || unreadable.covers(workspace.relative(workspace.trash(found.id())))
        : found.files().stream().anyMatch(unreadable::covers);
  }

  private String contents(String file) {
    return workspace.contains(file)
            && Files.isRegularFile(workspace.resolve(file), LinkOption.NOFOLLOW_LINKS)
            && Files.isReadable(workspace.resolve(file))
        ? FileHash.sha256(workspace.resolve(file))
        : "none";
  }

  private CleanupContext context(Instant now, Map<OrphanClass, Long> populations) {
    UUID database = LastDatabaseFile.identify(connection);
    boolean known =
        Query.number(
                connection,
                "looking for the workspace",
                "SELECT count(*) FROM datawarp.tbl_workspaces WHERE workspace = ?",
                identity)
            > 0;
    long sources =
        Query.number(
            connection,
            "counting the sources",
            """
            SELECT count(*) FROM datawarp.tbl_data_sources WHERE workspace IS NULL OR workspace = ?
            """,
            identity);
    long exports =
        Math.max(
            populations.getOrDefault(OrphanClass.PARQUET, 0L),
            populations.getOrDefault(OrphanClass.CATALOG, 0L));
    return new CleanupContext(
        now,
        identity,
        database,
        new LastDatabaseFile(workspace).find().orElse(null),
        known,
        sources,
        exports,
        populations);
  }

  /**
   * Active manifests that this database does not know: somebody else's, or from version control.
   */
  private List<Candidate> unregisteredManifests(FileTree tree) {
    String folder = workspace.relative(workspace.activeManifests()) + "/";
    List<String> known =
        Query.list(
            connection,
            "listing the manifests",
            "SELECT path FROM datawarp.tbl_manifests WHERE workspace = ?",
            row -> row.getString(1),
            identity);
    Set<String> paths = new HashSet<>(known);
    List<Candidate> all = new ArrayList<>();
    ManifestStore manifests = new ManifestStore(workspace);
    for (FileTree.Entry file : tree.under(folder)) {
      if (file.name().endsWith(".yaml")
          && !file.name().startsWith(".")
          && !paths.contains(file.path())
          && workspace.contains(file.path())
          && tree.unreadable().stream().noneMatch(each -> each.covers(file.path()))) {
        @Nullable Candidate found = unregistered(manifests, file);
        if (found != null) {
          all.add(found);
        }
      }
    }
    return all;
  }

  private @Nullable Candidate unregistered(ManifestStore manifests, FileTree.Entry file) {
    try {
      Manifest manifest = manifests.read(workspace.resolve(file.path()));
      boolean anyLive =
          Query.number(
                  connection,
                  "looking for the sources of " + manifest.name(),
                  "SELECT count(*) FROM datawarp.tbl_data_sources WHERE code = ANY (?::text[])",
                  manifest.sources().stream().map(source -> source.code().value()).toList())
              > 0;
      if (anyLive) {
        return null;
      }
      return new Candidate(
          OrphanClass.MANIFESTS,
          file.path(),
          "none of its sources is registered",
          null,
          file.modifiedAt(),
          file.sizeBytes(),
          false,
          manifest.state().text(),
          null,
          file.fingerprint(),
          List.of(file.path()));
    } catch (UsageException e) {
      return null; // 'list' and 'refresh' say what is wrong with it
    }
  }

  private List<Candidate> withHolds(List<Candidate> all) {
    List<Hold> holds = new HoldRepository(identity).list(connection);
    if (holds.isEmpty()) {
      return all;
    }
    Map<String, String> owners = new HashMap<>();
    Query.list(
            connection,
            "listing the owners",
            """
            SELECT code, owner_manifest FROM datawarp.tbl_data_sources
             WHERE owner_manifest IS NOT NULL
            """,
            row -> new String[] {row.getString(1), row.getString(2)})
        .forEach(pair -> owners.put(pair[0], pair[1]));
    return all.stream()
        .map(
            found -> {
              String source = found.source();
              return source == null
                  ? found
                  : HoldRepository.find(holds, source, owners.get(source), null)
                      .map(hold -> found.keptBecause(hold.toString()))
                      .orElse(found);
            })
        .toList();
  }

  private List<Candidate> withFirstSeen(List<Candidate> all) {
    if (all.stream().allMatch(found -> found.since() != null)) {
      return all;
    }
    Map<String, Instant> seen = new HashMap<>();
    Query.list(
            connection,
            "reading what was seen first when",
            "SELECT item, first_seen_at FROM datawarp.tbl_first_seen WHERE workspace = ?",
            row -> Map.entry(row.getString(1), Query.requireInstant(row, 2)),
            identity)
        .forEach(entry -> seen.put(entry.getKey(), entry.getValue()));
    return all.stream()
        .map(found -> found.since() == null ? found.since(seen.get(item(found))) : found)
        .toList();
  }

  static String item(Candidate found) {
    return found.kind().key() + " " + found.id();
  }
}
