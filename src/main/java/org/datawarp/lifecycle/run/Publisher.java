package org.datawarp.lifecycle.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.FileCopy;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.LockFile;
import org.datawarp.platform.io.UniqueFileName;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.KeptFileRepository;
import org.datawarp.repository.ManifestRepository;
import org.datawarp.storage.workspace.Workspace;

/*
 * A publish list is carried out in its order: first what takes nothing away (KEEP, REPLACE, MOVE),
 * then the catalogue is rebuilt, then what is to go is removed (REMOVE), so that no reference ever
 * leads to nothing. Each operation has two states, to be done and done, told apart by the files alone:
 *
 *   KEEP     copies a file under a new name. Done if a file of that name has the hash; another file
 *            of that name is never overwritten. A crash leaves no copy, or the whole one: it is
 *            written under a temporary name first.
 *   REPLACE  renames a new file of the run's folder over the old one. Done if the new file is no
 *            longer in the folder. What is in the place by then and is neither the file that was to
 *            be replaced nor the new one is kept as <file>.aside. A crash leaves the old file or the
 *            new one.
 *   MOVE     renames, or copies and deletes where the disks differ. Done if the file is at its target
 *            and no longer where it was; a crash between copying and deleting leaves both, and the
 *            second time deletes the old one.
 *   REMOVE   deletes a file that still has the hash; one that was changed since stays. Done if it is
 *            gone.
 *
 * An operation that is neither done nor possible, since its file was lost or changed meanwhile, stops
 * publish() there, is left out by publishWhatIsLeft() (of a dead run, which must not stop all later
 * ones), and is reported by publishBestEffort(), whose operations do not depend on each other.
 */
/**
 * Puts a committed run's files in their places. Everything here can be done twice: what is done
 * already is recognised by its hash.
 */
public final class Publisher {
  private final Workspace workspace;
  private final ManifestRepository records;
  private final KeptFileRepository keptFiles;
  private final OldVersions versions;
  private final List<String> notes = new ArrayList<>();

  Publisher(
      Workspace workspace,
      ManifestRepository records,
      KeptFileRepository keptFiles,
      OldVersions versions) {
    this.workspace = workspace;
    this.records = records;
    this.keptFiles = keptFiles;
    this.versions = versions;
  }

  /**
   * Returns the items of a list that take nothing away. They come first, then the catalogue, then
   * the others: a reference goes before what it refers to.
   */
  static List<FileOperation> additions(List<FileOperation> items) {
    return items.stream().filter(item -> item.action() != FileOperation.Action.REMOVE).toList();
  }

  /** Returns the items of a list that take something away. */
  static List<FileOperation> removals(List<FileOperation> items) {
    return items.stream().filter(item -> item.action() == FileOperation.Action.REMOVE).toList();
  }

  /** Returns what was found in the way and kept under another name, a line each; once. */
  List<String> takeNotes() {
    List<String> all = List.copyOf(notes);
    notes.clear();
    return all;
  }

  /**
   * Carries out a publish list in its order.
   *
   * @throws StorageException at the first item that cannot be; those before it are done
   */
  void publish(List<FileOperation> items) {
    for (FileOperation item : items) {
      Optional<String> lost = findLost(item);
      if (lost.isPresent()) {
        throw new StorageException(
            lost.get(), "the rows are committed; refresh the manifest again with --force");
      }
      carryOut(item);
    }
  }

  /**
   * Carries out what a dead run left of its publish list. A file that has been lost since must not
   * stop all later runs: it is left out.
   *
   * @return what could not be done, a line each
   */
  List<String> publishWhatIsLeft(List<FileOperation> items) {
    List<String> all = new ArrayList<>();
    for (FileOperation item : items) {
      if (item.action() == FileOperation.Action.MOVE) {
        all.addAll(publishBestEffort(List.of(item)).values());
      } else {
        Optional<String> lost = findLost(item);
        lost.ifPresentOrElse(all::add, () -> carryOut(item));
      }
    }
    return all;
  }

  /**
   * Carries out a list of which each item stands for itself, as where files go to the trash or come
   * back: what cannot be done stays as it is, harms nobody, and is told.
   *
   * @return what could not be done, a line each, by item
   */
  Map<FileOperation, String> publishBestEffort(List<FileOperation> items) {
    Map<FileOperation, String> all = new LinkedHashMap<>();
    for (FileOperation item : items) {
      try {
        Optional<String> lost = findLost(item);
        lost.ifPresentOrElse(line -> all.put(item, line), () -> carryOut(item));
      } catch (StorageException e) {
        all.put(item, String.valueOf(e.getMessage()));
      }
    }
    return all;
  }

  private void carryOut(FileOperation item) {
    Path from = workspace.resolve(item.from());
    switch (item.action()) {
      case KEEP -> keep(from, workspace.resolve(item.to()), item.sha256());
      case REPLACE -> replace(from, workspace.resolve(item.to()), item);
      case REMOVE -> remove(from, item.sha256());
      case MOVE -> FileMove.carryOut(from, workspace.resolve(item.to()), item.sha256());
    }
  }

  /** Tells which file is missing, where an item is neither done nor can be. */
  private Optional<String> findLost(FileOperation item) {
    Optional<String> refused = workspace.findRefusal(item.from());
    if (refused.isEmpty() && item.action() != FileOperation.Action.REMOVE) {
      refused = workspace.findRefusal(item.to());
    }
    if (refused.isPresent() || item.action() == FileOperation.Action.REMOVE) {
      return refused;
    }
    Path from = workspace.resolve(item.from());
    Path to = workspace.resolve(item.to());
    if (item.action() == FileOperation.Action.MOVE) {
      return FileMove.findObstacle(from, to, item.sha256());
    }
    boolean possible =
        switch (item.action()) {
          case KEEP -> Files.exists(to) || isFile(from, item.sha256());
          case REPLACE -> Files.exists(from) || isFile(to, item.sha256());
          case REMOVE, MOVE -> true;
        };
    return possible
        ? Optional.empty()
        : Optional.of(from + " is missing or changed, and " + to + " is not yet what it was to be");
  }

  private static boolean isFile(Path file, String sha256) {
    return Files.isRegularFile(file) && FileHash.sha256(file).equals(sha256);
  }

  /** Rebuilds the catalogue from what the database knows of this workspace's exports. */
  void rebuildCatalog(Connection connection, Path folder) {
    try (LockFile gate = LockFile.hold(workspace.state().resolve("catalog.lock"))) {
      List<CatalogEntry> entries =
          records.listCatalogEntries(connection).stream().map(CatalogEntryJson::entry).toList();
      Path draft = folder.resolve("catalog.parquet");
      delete(draft);
      Catalog.write(draft, entries);
      if (Files.exists(workspace.catalog(), LinkOption.NOFOLLOW_LINKS)
          && !Catalog.isCatalog(workspace.catalog())) {
        setAside(workspace.catalog());
      }
      AtomicFile.moveOver(draft, workspace.catalog());
    }
  }

  /**
   * Deletes those versions of a source that were replaced before the last ones of their period, and
   * commits that no record names them before the first file goes.
   */
  void prune(Connection connection, SourceCode source, Instant now) {
    List<String> old =
        versions.list(connection, source.value()).values().stream().flatMap(List::stream).toList();
    keptFiles.saveGone(connection, old, KeptFileRepository.Gone.PRUNED, now);
    SqlErrors.commit("pruning the versions of " + source, connection);
    old.forEach(path -> delete(workspace.resolve(path)));
  }

  /**
   * Returns the first stem in a folder that no file has yet: the wanted one, or with {@code -2},
   * {@code -3} and so on.
   */
  public static String freeStem(Path folder, String wanted, List<String> extensions) {
    return UniqueFileName.of(folder, wanted, extensions);
  }

  private void keep(Path from, Path to, String sha256) {
    if (Files.exists(to)) {
      if (FileHash.sha256(to).equals(sha256)) {
        return;
      }
      throw new StorageException(
          "a kept file would be overwritten: " + to,
          "move it aside; the next writing command goes on from here");
    }
    try {
      FileCopy.create(from, to, sha256);
    } catch (IOException e) {
      throw new StorageException(
          "cannot keep " + from + " as " + to + ": " + IoErrors.of(e),
          "free space or mend permissions; the next writing command goes on from here",
          e);
    }
  }

  private void replace(Path from, Path to, FileOperation item) {
    if (!Files.exists(from)) {
      return; // done before
    }
    String before = item.replaces();
    boolean isFileThere =
        Files.exists(to, LinkOption.NOFOLLOW_LINKS)
            && !Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS);
    if (before != null && isFileThere) {
      if (!isFile(to, before) && !isFile(to, item.sha256())) {
        setAside(to);
      }
    }
    AtomicFile.moveOver(from, to);
  }

  /** The run is decided, so what somebody has put there since makes way, and is kept. */
  private void setAside(Path file) {
    notes.add(FileOwnership.setAside(workspace, file));
  }

  /** A file that somebody has changed since it was kept is not the one to be removed. */
  private static void remove(Path file, String sha256) {
    if (isFile(file, sha256)) {
      delete(file);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StorageException("cannot delete " + file + ": " + IoErrors.of(e), null, e);
    }
  }
}
