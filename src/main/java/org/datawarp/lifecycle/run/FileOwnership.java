package org.datawarp.lifecycle.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.datawarp.model.ForeignFiles;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.UniqueFileName;
import org.datawarp.platform.postgres.Query;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.FileOperation.Action;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a workspace the database records as written by Datawarp. What it does not record
 * is somebody else's and is never replaced: it is refused, or kept under another name.
 *
 * <p>It knows what was recorded when it was read, before the run's own records.
 */
public final class FileOwnership {
  private static final String ASIDE = ".aside";
  private static final Set<String> OWN_FILES = Set.of("downloads/.index.json");

  private final Workspace workspace;
  private final Supplier<Connection> connection;
  private final UUID identity;
  private final Map<String, Set<String>> recorded;
  private final boolean hasPublished;

  private FileOwnership(
      Workspace workspace,
      Supplier<Connection> connection,
      UUID identity,
      Map<String, Set<String>> recorded,
      boolean hasPublished) {
    this.workspace = workspace;
    this.connection = connection;
    this.identity = identity;
    this.recorded = recorded;
    this.hasPublished = hasPublished;
  }

  /**
   * Reads what is recorded of a workspace, in the caller's transaction.
   *
   * @param connections gives the connection in use, now and for later questions
   */
  public static FileOwnership read(
      Workspace workspace, Supplier<Connection> connections, UUID identity) {
    Connection connection = connections.get();
    Map<String, Set<String>> recorded = new HashMap<>();
    Query.list(
            connection,
            "listing the recorded files",
            """
            SELECT path, sha256 FROM datawarp.tbl_exports WHERE workspace = ?
             UNION ALL
            SELECT description_path, NULL FROM datawarp.tbl_exports
             WHERE workspace = ? AND description_path IS NOT NULL
             UNION ALL
            SELECT path, sha256 FROM datawarp.tbl_manifests WHERE workspace = ?
            """,
            row -> new Recorded(row.getString(1), row.getString(2)),
            identity,
            identity,
            identity)
        .forEach(file -> add(recorded, file));
    boolean hasPublished =
        Query.number(
                connection,
                "looking for earlier runs",
                """
                SELECT count(*) FROM (SELECT 1 FROM datawarp.tbl_runs
                 WHERE workspace = ? AND published_at IS NOT NULL LIMIT 1) AS earlier
                """,
                identity)
            > 0;
    return new FileOwnership(workspace, connections, identity, recorded, hasPublished);
  }

  /** Knows of no file: there is no database yet that could record one. */
  public static FileOwnership none(Workspace workspace) {
    return new FileOwnership(
        workspace,
        () -> {
          throw new IllegalStateException("there is no database to ask");
        },
        new UUID(0, 0),
        Map.of(),
        false);
  }

  private record Recorded(String path, @Nullable String sha256) {}

  private static void add(Map<String, Set<String>> recorded, Recorded file) {
    Set<String> hashes = recorded.computeIfAbsent(file.path(), path -> new HashSet<>());
    if (file.sha256() != null) {
      hashes.add(file.sha256());
    }
  }

  /**
   * Makes sure that files may be replaced, where there are any.
   *
   * @throws RefusedException if one of them is not recorded, naming each
   */
  public void require(List<Path> targets, ForeignFiles foreign) {
    List<String> strangers =
        targets.stream()
            .distinct()
            .filter(target -> exists(target) && !isReplaceable(target))
            .filter(target -> foreign == ForeignFiles.REFUSE || !Files.isRegularFile(target))
            .map(workspace::relative)
            .toList();
    refuse(strangers);
  }

  /**
   * Makes sure that the catalogue in place is one, where there is any.
   *
   * @throws RefusedException if another file has its name and no run has written one yet
   */
  void requireCatalog(ForeignFiles foreign) {
    Path catalog = workspace.catalog();
    if (foreign == ForeignFiles.REFUSE
        && !hasPublished
        && exists(catalog)
        && !Catalog.isCatalog(catalog)) {
      refuse(List.of(workspace.relative(catalog)));
    }
  }

  /**
   * What a run will do to files.
   *
   * @param items the run's list, with what each item may replace, and with what keeps other
   *     people's files
   * @param notes what is kept of files that Datawarp did not write, a line each
   */
  record Decided(List<FileOperation> items, List<String> notes) {}

  /**
   * Completes a run's list so that nothing is replaced that is neither recorded nor kept.
   *
   * @throws RefusedException if a file in the way is not recorded and not to be kept aside
   */
  Decided decide(List<FileOperation> items, ForeignFiles foreign, String trashOf) {
    Map<String, String> there = new HashMap<>();
    Set<String> kept = new HashSet<>();
    List<FileOperation> all = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<String> strangers = new ArrayList<>();
    for (FileOperation item : items) {
      switch (item.action()) {
        case KEEP -> {
          kept.add(item.sha256());
          noteEdited(item, notes);
          all.add(item);
        }
        case REPLACE -> {
          boolean isOwnWork = there.containsKey(item.to());
          String before = there.computeIfAbsent(item.to(), this::hashOf);
          if (!isOwnWork && !before.isEmpty() && !before.equals(item.sha256())) {
            if (isForeign(item.to(), before) && foreign == ForeignFiles.REFUSE) {
              strangers.add(item.to());
            }
            keepFirst(item.to(), before, kept, trashOf)
                .ifPresent(
                    keep -> {
                      all.add(keep);
                      if (keep.to().startsWith(item.to())) {
                        notes.add(aside(item.to(), keep.to()));
                      }
                    });
          }
          // Others write into the program's own files, under locks of their own.
          all.add(OWN_FILES.contains(item.to()) ? item : item.replacing(before));
          there.put(item.to(), item.sha256());
        }
        case MOVE, REMOVE -> {
          all.add(item);
          there.put(item.from(), "");
        }
      }
    }
    refuse(strangers);
    return new Decided(List.copyOf(all), List.copyOf(notes));
  }

  /**
   * Returns what keeps a file before it is replaced: one that is not ours beside its own place, one
   * of ours that a person has written into since in the trash; empty where nothing is lost.
   */
  private Optional<FileOperation> keepFirst(
      String path, String sha256, Set<String> kept, String trashOf) {
    if (isForeign(path, sha256)) {
      return Optional.of(keep(path, freeAside(workspace.resolve(path)), sha256));
    }
    return kept.contains(sha256) || isWritten(path, sha256)
        ? Optional.empty()
        : Optional.of(keep(path, workspace.trash(trashOf, path), sha256));
  }

  private FileOperation keep(String path, Path to, String sha256) {
    return new FileOperation(Action.KEEP, path, workspace.relative(to), sha256);
  }

  private boolean isForeign(String path, String sha256) {
    return !recorded.containsKey(path) && !isWritten(path, sha256);
  }

  private void noteEdited(FileOperation item, List<String> notes) {
    Set<String> hashes = recorded.getOrDefault(item.from(), Set.of());
    if (item.from().endsWith(".parquet")
        && !hashes.isEmpty()
        && !hashes.contains(item.sha256())
        && !isWritten(item.from(), item.sha256())) {
      notes.add(
          item.from() + " was changed since Datawarp wrote it; as it was it is in " + item.to());
    }
  }

  /** Tells whether a file in place is recorded as Datawarp's. */
  public boolean isReplaceable(Path target) {
    String path = workspace.relative(target);
    return Files.isRegularFile(target)
        && (recorded.containsKey(path) || isWritten(path, FileHash.sha256(target)));
  }

  private boolean isWritten(String path, String sha256) {
    return recorded.getOrDefault(path, Set.of()).contains(sha256)
        || OWN_FILES.contains(path)
        || wasPublished(path, sha256);
  }

  /** Looks whether a run ever put this file there, or took over its export's record. */
  private boolean wasPublished(String path, String sha256) {
    return hasPublished
        && Query.number(
                connection.get(),
                "looking for who wrote " + path,
                """
                SELECT count(*) FROM datawarp.tbl_runs r
                 CROSS JOIN LATERAL jsonb_array_elements(r.publish_list) AS i(item)
                 WHERE r.workspace = ? AND r.publish_list IS NOT NULL
                   AND i.item ->> 'to' = ? AND i.item ->> 'sha256' = ?
                """,
                identity,
                path,
                sha256)
            > 0;
  }

  /** A place that holds something other than a file has no hash, and nothing may replace it. */
  private String hashOf(String path) {
    Path file = workspace.resolve(path);
    if (!exists(file)) {
      return "";
    }
    if (!Files.isRegularFile(file)) {
      refuse(List.of(path));
    }
    return FileHash.sha256(file);
  }

  private static void refuse(List<String> strangers) {
    if (!strangers.isEmpty()) {
      throw new RefusedException(
          String.join(", ", strangers)
              + (strangers.size() == 1 ? " is" : " are")
              + " in the way: the database does not record that Datawarp wrote "
              + (strangers.size() == 1 ? "it" : "them"),
          "move it away, or say --keep-aside to keep it under another name; where an older backup"
              + " was restored, 'datawarp status --fix' records again what is Datawarp's");
    }
  }

  static String aside(String path, String to) {
    return path + " was not written by Datawarp; it is kept as " + to;
  }

  /** Moves a file to a free name beside its own; returns a line that says so. */
  public static String setAside(Workspace workspace, Path file) {
    Path aside = freeAside(file);
    try {
      Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new StorageException(
          "cannot keep " + file + " as " + aside + ": " + IoErrors.of(e),
          "move it away, then go on",
          e);
    }
    return aside(workspace.relative(file), workspace.relative(aside));
  }

  /** Returns a free name beside a file's own. */
  static Path freeAside(Path file) {
    Path folder = requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
    return file.resolveSibling(UniqueFileName.of(folder, file.getFileName() + ASIDE, List.of("")));
  }

  private static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
