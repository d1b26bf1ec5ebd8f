package org.datawarp.lifecycle.rename;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.datawarp.lifecycle.refresh.SourceExports;
import org.datawarp.lifecycle.refresh.UnionViews;
import org.datawarp.lifecycle.run.ManifestUpdate;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.RenamedManifest;
import org.datawarp.lifecycle.version.Version;
import org.datawarp.lifecycle.version.VersionStore;
import org.datawarp.model.ManifestState;
import org.datawarp.model.Renaming;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.OwnerOnly;
import org.datawarp.platform.postgres.AdvisoryLocks;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.TableLocks;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.FileOperation.Action;
import org.datawarp.repository.RenameRepository;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.SourcePeriods;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/*
 * All of it is the transaction of one run, and its publish list:
 *
 *   tables     are renamed; views on them follow. The views over several sources are made anew, since they hold
 *              the codes as text.
 *   rows       of the registry and of the history get the new names, all that name a source in one go.
 *   exports    are written anew under the new code, which stands in them, read back and compared with the rows, as
 *              by every export; the old files are kept in the run's trash and go when the catalogue is written.
 *   manifests  are written anew; drafts too.
 *   versions   move to the folder of the new code, byte by byte.
 *   archive/   stays as it is, since stores hold it under its names: tbl_kept_files says whose its files are, and
 *              tbl_renames under which names what is in them is read (NewNames).
 *
 * Last the publication's entry in the configuration gets the new name.
 *
 * A crash before the commit leaves everything as it was, after it the next run carries the list out; between the list
 * and the configuration it leaves the entry's old name. The way back is
 * the same change with the names the other way round.
 */
/** New names for manifests and sources, as part of a run. */
public final class RenameChange {
  private final Run run;
  private final Workspace workspace;
  private final Connection connection;
  private final Clock clock;
  private final Renaming renaming;
  private final ManifestStore store;
  private final RenameRepository records;
  private final List<FileOperation> items = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private @Nullable String configuration;

  /** Makes the change; nothing is done before {@link #apply}. */
  public RenameChange(Run run, Clock clock, Renaming renaming) {
    this.run = run;
    this.workspace = run.workspace();
    this.connection = run.connection();
    this.clock = clock;
    this.renaming = renaming;
    this.store = new ManifestStore(workspace);
    this.records = new RenameRepository(run.session().identity());
  }

  /**
   * Changes the database in the run's transaction and writes new files into the run's folder.
   *
   * @return what is to be done with files after the commit
   */
  public List<FileOperation> apply() {
    configuration = findConfiguration();
    List<ManifestStore.Stored> active = affected(store.listActive());
    List<Path> oldFiles = exports();
    Map<String, List<String>> archived = archived();
    Map<String, String> ownCodes = new HashMap<>();
    active.forEach(each -> ownCodes.putAll(RenamedManifest.ownCodes(each.manifest(), renaming)));
    renameTables();
    records.apply(connection, renaming, ownCodes);
    archived.forEach((code, paths) -> records.saveOwner(connection, paths, code));
    moveVersions();
    active.forEach(this::rename);
    affected(store.listPending()).forEach(this::renameDraft);
    oldFiles.forEach(this::takeAway);
    Set<String> codes = new LinkedHashSet<>(renaming.codes().keySet());
    codes.addAll(renaming.codes().values());
    notes.addAll(new UnionViews(connection, run.session().identity()).refresh(codes));
    records.save(connection, renaming, run.id(), run.startedAt());
    new RunRepository(run.session().identity()).saveItems(connection, run.id(), told());
    return List.copyOf(items);
  }

  /** Returns what a person should know, a line each. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /**
   * Gives the publication's entry in the configuration the new name, when all else is in place: its
   * file is the user's, and no list in a database may name it. What else was written into it since
   * stays, on the way back too.
   */
  public void configure() {
    if (configuration != null) {
      OwnerOnly.replace(workspace.configurationFile(), configuration);
    }
  }

  private @Nullable String findConfiguration() {
    List<Manifest> all =
        Stream.concat(store.listActive().stream(), store.listPending().stream())
            .map(ManifestStore.Stored::manifest)
            .toList();
    return RegisteredName.find(workspace, all, renaming).orElse(null);
  }

  private List<ManifestStore.Stored> affected(List<ManifestStore.Stored> manifests) {
    return manifests.stream()
        .filter(
            each ->
                renaming.manifest(each.manifest().name()).isPresent()
                    || each.manifest().sources().stream()
                        .anyMatch(source -> renaming.source(source.code()).isPresent()))
        .toList();
  }

  /** Returns the files of exports in use, with their pages. */
  private List<Path> exports() {
    Set<Path> files = new LinkedHashSet<>();
    new SourcePeriods(run.session().identity())
        .list(connection).stream()
            .filter(unit -> renaming.codes().containsKey(unit.source()))
            .filter(unit -> unit.export() != null && !unit.isArchived())
            .forEach(
                unit -> {
                  files.add(workspace.resolve(unit.export().path()));
                  Optional.ofNullable(unit.export().descriptionPath())
                      .ifPresent(page -> files.add(workspace.resolve(page)));
                });
    return files.stream().filter(Files::isRegularFile).toList();
  }

  /** Returns the archived files of each source, by its new code. */
  private Map<String, List<String>> archived() {
    VersionStore versions = new VersionStore(workspace, run.session().identity());
    Map<String, List<String>> archived = new HashMap<>();
    renaming
        .codes()
        .forEach(
            (from, to) ->
                archived.put(
                    to,
                    versions.list(connection, from).stream()
                        .filter(version -> version.place() == Version.Place.ARCHIVE)
                        .map(version -> workspace.relative(version.file()))
                        .toList()));
    return archived;
  }

  private void renameTables() {
    List<Renaming.OfSource> moved =
        renaming.sources().stream()
            .filter(source -> !source.table().equals(source.newTable()))
            .filter(source -> run.records().findRowCount(connection, source.table()).isPresent())
            .toList();
    TreeSet<TableName> tables =
        new TreeSet<>(
            java.util.Comparator.comparing(TableName::schema).thenComparing(TableName::name));
    moved.forEach(
        source -> {
          tables.add(source.table());
          tables.add(source.newTable());
        });
    Query.work(
        "renaming staging tables",
        () -> {
          AdvisoryLocks.lockTables(connection, tables);
          TableLocks.shuttingReadersOut(
              connection,
              "renaming " + moved.size() + " staging tables",
              moved.stream().map(Renaming.OfSource::table).toList(),
              session -> moved.forEach(source -> renameTable(session, source)));
        });
  }

  private static void renameTable(Connection session, Renaming.OfSource source) {
    Query.run(
        session,
        "renaming " + source.table(),
        "ALTER TABLE "
            + source.table().quoted()
            + " RENAME TO "
            + TableName.quote(source.newTable().name()));
  }

  private void moveVersions() {
    renaming
        .codes()
        .forEach(
            (from, to) -> {
              Path folder = workspace.versions(new SourceCode(from));
              Path target = workspace.versions(new SourceCode(to));
              files(folder)
                  .forEach(
                      file ->
                          items.add(
                              new FileOperation(
                                  Action.MOVE,
                                  workspace.relative(file),
                                  workspace.relative(
                                      target.resolve(folder.relativize(file).toString())),
                                  FileHash.sha256(file))));
              records.moveVersions(
                  connection, workspace.relative(folder) + "/", workspace.relative(target) + "/");
            });
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new StorageException(
          "cannot list " + folder + ": " + IoErrors.of(e), "mend its permissions", e);
    }
  }

  private void rename(ManifestStore.Stored stored) {
    Manifest renamed = RenamedManifest.of(stored.manifest(), renaming);
    if (renamed.state() == ManifestState.EXPORTED) {
      List<SourceCode> codes =
          renaming.sources().stream()
              .map(Renaming.OfSource::to)
              .filter(code -> renamed.source(code).filter(s -> s.parquetPath() != null).isPresent())
              .toList();
      SourceExports exports = new SourceExports(workspace, run, clock);
      Manifest exported = exports.export(renamed, codes, items);
      notes.addAll(exports.notes());
      write(stored, exported);
    } else {
      write(stored, renamed);
    }
  }

  private void write(ManifestStore.Stored stored, Manifest renamed) {
    keep(stored.file());
    Path place = ManifestUpdate.planInUse(run, renamed, items);
    if (!place.equals(stored.file())) {
      remove(stored.file());
    }
  }

  private void renameDraft(ManifestStore.Stored stored) {
    Manifest renamed = RenamedManifest.of(stored.manifest(), renaming);
    Path draft = run.newFile("draft-" + renamed.name() + ".yaml");
    AtomicFile.replace(draft, ManifestStore.text(renamed));
    String rest =
        String.valueOf(stored.file().getFileName()).substring(stored.manifest().name().length());
    Path place = stored.file().resolveSibling(renamed.name() + rest);
    keep(stored.file());
    items.add(run.replaceItem(draft, place, FileHash.sha256(draft)));
    if (!place.equals(stored.file())) {
      remove(stored.file());
    }
  }

  private void takeAway(Path file) {
    boolean isWritten =
        items.stream()
            .anyMatch(
                item ->
                    item.action() == Action.REPLACE && item.to().equals(workspace.relative(file)));
    if (!isWritten) {
      keep(file);
      remove(file);
    }
  }

  private void keep(Path file) {
    String stored = workspace.relative(file);
    items.add(
        new FileOperation(
            Action.KEEP,
            stored,
            workspace.relative(workspace.trash(run.id().value(), stored)),
            FileHash.sha256(file)));
  }

  private void remove(Path file) {
    items.add(
        new FileOperation(Action.REMOVE, workspace.relative(file), "", FileHash.sha256(file)));
  }

  /** Under both names: runs before and after it have touched the same. */
  private List<RunItem> told() {
    List<RunItem> told = new ArrayList<>();
    Set<String> done = new HashSet<>();
    renaming
        .codes()
        .forEach(
            (from, to) -> {
              told.add(item("source", from, to, from));
              told.add(item("source", from, to, to));
              done.add(from);
            });
    renaming
        .manifestNames()
        .forEach(
            (from, to) -> {
              if (done.add(from)) {
                told.add(item("manifest", from, to, from));
                told.add(item("manifest", from, to, to));
              }
            });
    return told;
  }

  private static RunItem item(String kind, String from, String to, String about) {
    return new RunItem("renamed_" + kind, from + " → " + to, about, null, null, null, "done");
  }
}
