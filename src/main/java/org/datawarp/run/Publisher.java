package org.datawarp.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.datawarp.error.StorageException;
import org.datawarp.export.Catalog;
import org.datawarp.export.CatalogEntry;
import org.datawarp.journal.PublishItem;
import org.datawarp.journal.Records;
import org.datawarp.model.SourceCode;
import org.datawarp.workspace.AtomicFile;
import org.datawarp.workspace.FileGate;
import org.datawarp.workspace.FileHash;
import org.datawarp.workspace.FreeStem;
import org.datawarp.workspace.IoReason;
import org.datawarp.workspace.Workspace;

/**
 * Puts a committed run's files in their places. Everything here can be done twice: what is done
 * already is recognised by its hash.
 */
public final class Publisher {
  private final Workspace workspace;
  private final Records records;
  private final int versionsKept;

  Publisher(Workspace workspace, Records records, int versionsKept) {
    this.workspace = workspace;
    this.records = records;
    this.versionsKept = versionsKept;
  }

  /**
   * Returns the items of a list that take nothing away. They come first, then the catalogue, then
   * the others: a reference goes before what it refers to.
   */
  static List<PublishItem> additions(List<PublishItem> items) {
    return items.stream().filter(item -> item.action() != PublishItem.Action.REMOVE).toList();
  }

  /** Returns the items of a list that take something away. */
  static List<PublishItem> removals(List<PublishItem> items) {
    return items.stream().filter(item -> item.action() == PublishItem.Action.REMOVE).toList();
  }

  /**
   * Carries out a publish list in its order.
   *
   * @throws StorageException at the first item that cannot be; those before it are done
   */
  void publish(List<PublishItem> items) {
    for (PublishItem item : items) {
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
  List<String> publishWhatIsLeft(List<PublishItem> items) {
    List<String> all = new ArrayList<>();
    for (PublishItem item : items) {
      if (item.action() == PublishItem.Action.MOVE) {
        all.addAll(publishEach(List.of(item)).values());
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
  Map<PublishItem, String> publishEach(List<PublishItem> items) {
    Map<PublishItem, String> all = new LinkedHashMap<>();
    for (PublishItem item : items) {
      try {
        Optional<String> lost = findLost(item);
        lost.ifPresentOrElse(line -> all.put(item, line), () -> carryOut(item));
      } catch (StorageException e) {
        all.put(item, String.valueOf(e.getMessage()));
      }
    }
    return all;
  }

  private void carryOut(PublishItem item) {
    Path from = workspace.resolve(item.from());
    switch (item.action()) {
      case KEEP -> keep(from, workspace.resolve(item.to()), item.sha256());
      case REPLACE -> replace(from, workspace.resolve(item.to()));
      case REMOVE -> remove(from, item.sha256());
      case MOVE -> FileMove.carryOut(from, workspace.resolve(item.to()), item.sha256());
    }
  }

  /** Tells which file is missing, where an item is neither done nor can be. */
  private Optional<String> findLost(PublishItem item) {
    Optional<String> refused = workspace.findRefusal(item.from());
    if (refused.isEmpty() && item.action() != PublishItem.Action.REMOVE) {
      refused = workspace.findRefusal(item.to());
    }
    if (refused.isPresent() || item.action() == PublishItem.Action.REMOVE) {
      return refused;
    }
    Path from = workspace.resolve(item.from());
    Path to = workspace.resolve(item.to());
    if (item.action() == PublishItem.Action.MOVE) {
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
    try (FileGate gate = FileGate.hold(workspace.state().resolve("catalog.lock"))) {
      List<CatalogEntry> entries =
          records.listCatalogEntries(connection).stream().map(CatalogLines::entry).toList();
      Path draft = folder.resolve("catalog.parquet");
      delete(draft);
      Catalog.write(draft, entries);
      AtomicFile.moveOver(draft, workspace.catalog());
    }
  }

  /** Deletes the oldest versions of a source beyond the number kept. */
  void prune(SourceCode source) {
    Path folder = workspace.versions(source);
    if (!Files.isDirectory(folder)) {
      return;
    }
    TreeMap<Path, List<Path>> stems =
        new TreeMap<>(Comparator.comparing(Publisher::sortKey).thenComparing(Path::toString));
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(file -> stems.computeIfAbsent(stem(file), key -> new ArrayList<>()).add(file));
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoReason.of(e), null, e);
    }
    while (stems.size() > versionsKept) {
      stems.pollFirstEntry().getValue().forEach(Publisher::delete);
    }
  }

  /**
   * Groups files of one folder of versions by version, the stem of their names, and returns those
   * beyond the newest ones, oldest first.
   *
   * @param files their paths
   * @param kept how many versions are kept
   */
  public static Map<String, List<String>> listBeyond(List<String> files, int kept) {
    TreeMap<Path, List<String>> stems =
        new TreeMap<>(Comparator.comparing(Publisher::sortKey).thenComparing(Path::toString));
    files.forEach(
        file -> stems.computeIfAbsent(stem(Path.of(file)), key -> new ArrayList<>()).add(file));
    Map<String, List<String>> beyond = new LinkedHashMap<>();
    while (stems.size() > kept) {
      Map.Entry<Path, List<String>> oldest = stems.pollFirstEntry();
      beyond.put(oldest.getKey().toString().replace('\\', '/'), oldest.getValue());
    }
    return beyond;
  }

  /**
   * Returns the first stem in a folder that no file has yet: the wanted one, or with {@code -2},
   * {@code -3} and so on.
   */
  public static String freeStem(Path folder, String wanted, List<String> extensions) {
    return FreeStem.of(folder, wanted, extensions);
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
    linkOrCopy(from, to, sha256);
  }

  private static void linkOrCopy(Path from, Path to, String sha256) {
    Path folder = requireNonNull(to.toAbsolutePath().getParent(), "a file lies in a folder");
    try {
      Files.createDirectories(folder);
      try {
        Files.createLink(to, from);
      } catch (UnsupportedOperationException | IOException e) {
        copy(from, to, sha256, e);
      }
      AtomicFile.forceFolder(folder);
    } catch (IOException e) {
      throw new StorageException(
          "cannot keep " + from + " as " + to + ": " + IoReason.of(e),
          "free space or mend permissions; the next writing command goes on from here",
          e);
    }
  }

  /** Not every file system has links, and none reach into another. */
  private static void copy(Path from, Path to, String sha256, Exception reason) throws IOException {
    Path draft = to.resolveSibling(AtomicFile.temporaryName(to));
    try {
      Files.copy(from, draft);
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      if (!FileHash.sha256(draft).equals(sha256)) {
        throw new IOException("the copy differs");
      }
      Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      e.addSuppressed(reason);
      throw e;
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void replace(Path from, Path to) {
    if (Files.exists(from)) {
      AtomicFile.moveOver(from, to);
    }
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
      throw new StorageException("cannot delete " + file + ": " + IoReason.of(e), null, e);
    }
  }

  private static Path stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.');
    return file.resolveSibling(dot > 0 ? name.substring(0, dot) : name);
  }

  /** Sorts {@code 2025-08-01-10} after {@code 2025-08-01-9}. */
  private static String sortKey(Path stem) {
    String name = stem.getFileName().toString();
    if (!name.matches("\\d{4}-\\d{2}-\\d{2}(-\\d{1,9})?")) {
      return name;
    }
    String number = name.length() > 10 ? name.substring(11) : "1";
    return name.substring(0, 10)
        + String.format(java.util.Locale.ROOT, "-%09d", Long.parseLong(number));
  }
}
