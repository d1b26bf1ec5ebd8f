package org.datawarp.lifecycle.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.postgres.AdvisoryLocks;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.TableLocks;
import org.datawarp.repository.CanonicalRepository;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.StackedPeriod;
import org.datawarp.repository.TrashRepository;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Sources that go, with all that hangs on them, inside a run's transaction: rows of the registry by
 * their keys, the staging table by the database's trigger, and here their files and manifests. The
 * files are only listed; they move when the run is published.
 */
public final class SourceRemoval {
  static final String DONE = "done";

  private final Run run;
  private final Workspace workspace;
  private final TrashRepository trash;
  private final List<FileOperation> moves = new ArrayList<>();
  private final List<RunItem> items = new ArrayList<>();
  private final Set<String> moved = new HashSet<>();

  /**
   * Makes the removal of a run that {@link TrashRepository#recordChangesOf} has named to the
   * database.
   */
  public SourceRemoval(Run run) {
    this.run = run;
    this.workspace = run.workspace();
    this.trash = new TrashRepository(run.session().identity());
  }

  /** Returns the files to move and to replace, in their order. */
  public List<FileOperation> moves() {
    return List.copyOf(moves);
  }

  /** Returns what is done, item by item. */
  public List<RunItem> items() {
    return List.copyOf(items);
  }

  /** Deletes sources from the registry, then does what {@link #settle} does. */
  public void delete(List<String> codes, String reason) {
    SortedSet<TableName> tables = lockTables(codes);
    Query.work(
        "deleting sources",
        () -> // The database's trigger moves the tables: all or none, so that none waits for
            // another.
            TableLocks.shuttingReadersOut(
                run.connection(),
                "deleting "
                    + (codes.size() == 1 ? "source " + codes.get(0) : codes.size() + " sources"),
                tables,
                connection -> codes.forEach(code -> deleteRow(connection, code))));
    codes.forEach(code -> items.add(new RunItem("source", code, code, null, null, reason, DONE)));
    settle(codes);
  }

  /**
   * Takes periods out of canonical sources that keep others: their rows, exports, versions and what
   * the registry says of them. Manifests stay as they are.
   */
  public void deletePeriods(List<StackedPeriod> periods, String reason) {
    PeriodRemoval removal = new PeriodRemoval(run, this);
    periods.forEach(period -> removal.delete(period, reason));
  }

  /** Does the same for an undo: what a person has said that tables are goes on. */
  public void takeBackPeriods(List<StackedPeriod> periods, String reason) {
    PeriodRemoval removal = new PeriodRemoval(run, this);
    periods.forEach(period -> removal.takeBack(period, reason));
  }

  /** Takes periods out of canonical sources; those that have no others go as a whole. */
  public void deleteStacked(List<StackedPeriod> periods, String reason) {
    CanonicalRepository canonical = new CanonicalRepository(run.session().identity());
    Map<String, List<StackedPeriod>> bySource = new TreeMap<>();
    periods.forEach(
        period -> bySource.computeIfAbsent(period.source(), code -> new ArrayList<>()).add(period));
    List<String> whole = new ArrayList<>();
    bySource.forEach(
        (code, own) -> {
          if (canonical.hasOthers(
              run.connection(), code, own.stream().map(StackedPeriod::period).toList())) {
            deletePeriods(own, reason);
          } else {
            whole.add(code);
          }
        });
    if (!whole.isEmpty()) {
      delete(whole, reason);
    }
  }

  /** Takes the sources of periods out of the manifests that they came from. */
  public void takeOutOfManifests(List<StackedPeriod> periods) {
    Map<String, List<String>> byManifest = new TreeMap<>();
    periods.forEach(
        period ->
            byManifest
                .computeIfAbsent(period.manifest(), name -> new ArrayList<>())
                .add(period.source()));
    byManifest.forEach(this::withoutSources);
  }

  /** Rewrites a manifest without some of its sources; without any it goes. */
  private void withoutSources(String manifest, List<String> codes) {
    ManifestStore manifests = new ManifestStore(workspace);
    manifests
        .findActive(manifest)
        .ifPresent(
            stored -> {
              String path = workspace.relative(stored.file());
              boolean keepsOthers =
                  stored.manifest().loadable().stream()
                      .anyMatch(source -> !codes.contains(source.code().value()));
              if (keepsOthers) {
                rewrite(new Touched(manifest, path, "", true), codes);
              } else {
                removeManifest(manifest, path, "its last rows were taken out");
              }
            });
  }

  void add(FileOperation move, RunItem item) {
    moves.add(move);
    items.add(item);
  }

  void add(RunItem item) {
    items.add(item);
  }

  private static void deleteRow(Connection connection, String code) {
    Query.update(
        connection,
        "deleting source " + code,
        "DELETE FROM datawarp.tbl_data_sources WHERE code = ?",
        code);
  }

  /**
   * Lists what is left of sources that are no longer in the registry: queued files, versions, and
   * manifests, which lose the source or, with their last one, go too.
   */
  public void settle(List<String> codes) {
    tables(codes);
    Set<String> inUse = pathsInUse();
    for (TrashRepository.QueuedFile file : trash.listQueue(run.connection())) {
      if (!file.kind().equals("manifest")) {
        trash.settle(run.connection(), file, move(file, inUse), run.id());
      }
    }
    codes.forEach(code -> versions(code));
    manifests(codes);
    for (TrashRepository.QueuedFile file : trash.listQueue(run.connection())) {
      trash.settle(
          run.connection(), file, moved.contains(file.path()) ? DONE : move(file, inUse), run.id());
    }
  }

  /**
   * Plans to move one file to the run's trash.
   *
   * @param stored the file, relative to the workspace
   * @return {@code done}, or why it stays
   */
  public String moveFile(
      String kind, String stored, @Nullable String sha256, @Nullable String code, String reason) {
    Optional<String> refusal = workspace.findRefusal(stored);
    if (refusal.isPresent()) {
      return "left: " + refusal.get();
    }
    Path file = workspace.resolve(stored);
    if (file.startsWith(workspace.root().resolve("archive"))) {
      return "left: it is archived";
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          ? "left: it is no plain file"
          : "it was gone already";
    }
    if (!moved.add(stored)) {
      return DONE;
    }
    String actual = FileHash.sha256(file);
    if (sha256 != null && !sha256.equals(actual)) {
      moved.remove(stored);
      return "left: it was changed since Datawarp wrote it";
    }
    moves.add(
        new FileOperation(
            FileOperation.Action.MOVE,
            stored,
            workspace.relative(workspace.trash(run.id().value(), stored)),
            actual));
    items.add(new RunItem(kind, stored, code, null, sizeOf(file), reason, DONE));
    return DONE;
  }

  private String move(TrashRepository.QueuedFile file, Set<String> inUse) {
    if (inUse.contains(file.path())) {
      return "left: it is in use again";
    }
    return moveFile(file.kind(), file.path(), file.sha256(), file.source(), file.reason());
  }

  private Set<String> pathsInUse() {
    return new HashSet<>(
        Query.list(
            run.connection(),
            "listing the exports",
            """
            SELECT path FROM datawarp.tbl_exports WHERE workspace = ?
             UNION
            SELECT description_path FROM datawarp.tbl_exports
             WHERE workspace = ? AND description_path IS NOT NULL
            """,
            row -> row.getString(1),
            run.session().identity(),
            run.session().identity()));
  }

  /** Locks the sources' rows too: who waits for those keeps nobody from reading. */
  private SortedSet<TableName> lockTables(List<String> codes) {
    SortedSet<TableName> tables =
        new TreeSet<>(Comparator.comparing(TableName::schema).thenComparing(TableName::name));
    tables.addAll(
        Query.list(
            run.connection(),
            "locking the sources",
            """
            SELECT coalesce(schema_name, 'staging'), table_name FROM datawarp.tbl_data_sources
             WHERE code = ANY (?::text[]) ORDER BY code FOR UPDATE
            """,
            row -> new TableName(row.getString(1), row.getString(2)),
            codes));
    Query.work(
        "locking the staging tables", () -> AdvisoryLocks.lockTables(run.connection(), tables));
    return tables;
  }

  private void tables(List<String> codes) {
    for (TrashRepository.TrashedTable table : trash.listTables(run.connection(), run.id())) {
      if (table.source() != null && codes.contains(table.source())) {
        items.add(
            new RunItem(
                "staging_table",
                table.schema() + "." + table.name(),
                table.source(),
                null,
                null,
                "source " + table.source() + " deleted",
                DONE));
      }
    }
  }

  private void versions(String code) {
    if (!SourceCode.isValid(code)) {
      return; // an adopted code that cannot have a folder
    }
    versions(workspace.versions(new SourceCode(code)), code, "source " + code + " deleted");
  }

  /** Lists the versions in a folder as files that go. */
  void versions(Path folder, String code, String reason) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder, 2)) {
      for (Path file : files.filter(each -> !Files.isDirectory(each)).sorted().toList()) {
        moveFile("version", workspace.relative(file), null, code, reason);
      }
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoErrors.of(e), null, e);
    }
  }

  /** A manifest that named a deleted source. */
  private record Touched(String name, String path, String sha256, boolean hasOthers) {}

  private void manifests(List<String> codes) {
    List<Touched> touched =
        Query.list(
            run.connection(),
            "looking for the sources' manifests",
            """
            SELECT m.name, m.path, m.sha256,
                   EXISTS (SELECT FROM datawarp.tbl_data_sources s
                            WHERE s.owner_manifest = m.name
                              AND s.workspace IS NOT DISTINCT FROM m.workspace)
                   OR EXISTS (SELECT FROM datawarp.tbl_manifest_files f
                                JOIN datawarp.tbl_data_sources s ON s.code = f.source_code
                               WHERE f.manifest_name = m.name
                                 AND f.workspace IS NOT DISTINCT FROM m.workspace)
              FROM datawarp.tbl_manifests m
             WHERE m.workspace = ?
               AND m.name IN (
                   SELECT coalesce(row ->> 'manifest_name', row ->> 'owner_manifest')
                     FROM datawarp.tbl_deletions
                    WHERE run_id = ? AND change = 'deleted' AND source_code = ANY (?::text[])
                      AND table_name IN ('datawarp.tbl_data_sources', 'datawarp.tbl_manifest_files'))
             ORDER BY m.name
            """,
            row ->
                new Touched(
                    row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)),
            run.session().identity(),
            run.id().value(),
            codes);
    for (Touched manifest : touched) {
      if (manifest.hasOthers()) {
        rewrite(manifest, codes);
      } else {
        removeManifest(manifest.name(), manifest.path(), "its last source was deleted");
      }
    }
  }

  /** Takes a manifest out of the registry and moves its file to the trash. */
  public void removeManifest(String name, String path, String reason) {
    Query.update(
        run.connection(),
        "deleting manifest " + name,
        "DELETE FROM datawarp.tbl_manifests WHERE workspace = ? AND name = ?",
        run.session().identity(),
        name);
    // A person's edit does not keep it: the file goes as it is and can come back as it is.
    String outcome = moveFile("manifest", path, null, null, reason);
    if (!outcome.equals(DONE)) {
      items.add(new RunItem("manifest", path, null, null, null, reason, outcome));
    }
  }

  private void rewrite(Touched touched, List<String> codes) {
    ManifestStore manifests = new ManifestStore(workspace);
    Path file = workspace.find(touched.path()).orElse(null);
    if (file == null || !Files.isRegularFile(file)) {
      return;
    }
    try {
      Manifest manifest = manifests.read(file);
      List<ManifestSource> left =
          manifest.sources().stream()
              .filter(source -> !codes.contains(source.code().value()))
              .toList();
      if (left.size() < manifest.sources().size()) {
        save(manifest, left, file);
      }
    } catch (UsageException e) {
      items.add(
          new RunItem(
              "manifest",
              touched.path(),
              null,
              null,
              null,
              "a source of it was deleted",
              "left: it cannot be read (" + e.getMessage() + ")"));
    }
  }

  private void save(Manifest manifest, List<ManifestSource> left, Path file) {
    String stored = workspace.relative(file);
    List<String> exports =
        left.stream().flatMap(source -> Stream.ofNullable(source.parquetPath())).toList();
    // The file it was made of holds more: as after a partial refresh, the next one is not spared.
    Map<String, String> partial = new TreeMap<>(manifest.header().options());
    partial.put(
        "table", String.join(", ", left.stream().map(source -> source.code().value()).toList()));
    moves.add(
        new FileOperation(
            FileOperation.Action.KEEP,
            stored,
            workspace.relative(workspace.trash(run.id().value(), stored)),
            FileHash.sha256(file)));
    ManifestUpdate.plan(
        run,
        manifest
            .withSources(left)
            .with(manifest.header().withParquetPaths(exports).withOptions(partial)),
        file,
        moves);
    items.add(
        new RunItem(
            "manifest",
            stored,
            null,
            null,
            sizeOf(file),
            "rewritten without deleted sources",
            DONE));
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }
}
