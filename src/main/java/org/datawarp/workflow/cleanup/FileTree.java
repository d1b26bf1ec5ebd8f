package org.datawarp.workflow.cleanup;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.datawarp.model.UnreadablePath;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The plain files of a workspace, found in one walk. Links are not followed and count as no files;
 * the embedded server's folder is left out. What cannot be read is listed, and the walk goes on: a
 * file that was not found is gone only where {@link #isGone} says so.
 *
 * <p>The walk goes on in threads of its own; who asks first waits for its end, and is told if it
 * failed.
 */
final class FileTree {
  private static final List<String> FOLDERS =
      List.of("output", "downloads", "manifests", "archive", "backups", ".sync", ".datawarp");

  /** The index of the downloads. */
  static final String INDEX = "downloads/.index.json";

  private static final int MOST_THREADS = 4;

  private final Workspace workspace;
  private final Walk walk;

  private FileTree(Workspace workspace, Walk walk) {
    this.workspace = workspace;
    this.walk = walk;
  }

  /** What a walk found. */
  private record Found(Map<String, Entry> files, List<UnreadablePath> unreadable) {}

  /**
   * One file.
   *
   * @param path relative to the workspace, with slashes
   */
  record Entry(String path, long sizeBytes, Instant modifiedAt) {
    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    String folder() {
      int slash = path.lastIndexOf('/');
      return slash < 0 ? "" : path.substring(0, slash);
    }

    String fingerprint() {
      return sizeBytes + ":" + modifiedAt.toEpochMilli();
    }
  }

  /** Begins the walk. */
  static FileTree walk(Workspace workspace) {
    List<FutureTask<Found>> parts =
        FOLDERS.stream()
            .map(name -> new FutureTask<>(() -> new Visitor(workspace, name).find()))
            .toList();
    for (int i = 0; i < Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()); i++) {
      // Each takes what no other has begun.
      Thread thread = new Thread(() -> parts.forEach(FutureTask::run), "datawarp-files-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    return new FileTree(workspace, new Walk(parts));
  }

  /** A walk that was begun, and what it found. */
  private static final class Walk {
    private final List<FutureTask<Found>> parts;
    private @Nullable NavigableMap<String, Entry> files;

    private final List<UnreadablePath> unreadable = new ArrayList<>();

    Walk(List<FutureTask<Found>> parts) {
      this.parts = parts;
    }

    NavigableMap<String, Entry> files() {
      NavigableMap<String, Entry> found = files;
      if (found == null) {
        found = new TreeMap<>();
        for (FutureTask<Found> part : parts) {
          Found of = result(part);
          found.putAll(of.files());
          unreadable.addAll(of.unreadable());
        }
        files = found;
      }
      return found;
    }

    List<UnreadablePath> unreadable() {
      files();
      return unreadable.stream().sorted(Comparator.comparing(UnreadablePath::path)).toList();
    }

    private static Found result(FutureTask<Found> part) {
      try {
        return part.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException("looking through files failed", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedRunException("stopped while looking through files", null, e);
      }
    }
  }

  /** Walks through one folder of a workspace. */
  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final Path start;
    private final Path leftOut;
    private final boolean isRead;
    private final List<UnreadablePath> unreadable = new ArrayList<>();
    private final Deque<String> folders = new ArrayDeque<>();
    private final Map<String, Entry> files = new TreeMap<>();

    Visitor(Workspace workspace, String folder) {
      this.start = workspace.root().resolve(folder);
      this.leftOut = workspace.postgres();
      // Manifests are read, of most other files their names do.
      this.isRead = start.equals(workspace.root().resolve("manifests"));
    }

    Found find() {
      if (!Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
        return new Found(files, unreadable);
      }
      try {
        Files.walkFileTree(start, this);
        return new Found(files, unreadable);
      } catch (IOException e) {
        throw new StorageException("cannot look through " + start + ": " + IoErrors.of(e), null, e);
      }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (folder.equals(leftOut)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      String above = folders.isEmpty() ? "" : folders.peek();
      folders.push(above + folder.getFileName() + "/");
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        String path = folders.element() + file.getFileName();
        files.put(
            path, new Entry(path, attributes.size(), attributes.lastModifiedTime().toInstant()));
        if ((isRead || path.equals(INDEX)) && !Files.isReadable(file)) {
          unreadable.add(IoErrors.unreadable(path, new AccessDeniedException(path)));
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      if (!(failure instanceof NoSuchFileException)) { // gone between two looks
        String above = folders.isEmpty() ? "" : folders.peek();
        unreadable.add(IoErrors.unreadable(above + file.getFileName(), failure));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
      String path = folders.pop();
      if (failure != null) {
        unreadable.add(IoErrors.unreadable(path.substring(0, path.length() - 1), failure));
      }
      return FileVisitResult.CONTINUE;
    }
  }

  boolean has(String path) {
    return walk.files().containsKey(path);
  }

  /**
   * Tells whether there is surely nothing at a path: neither a file nor a link, in a folder that
   * can be looked into.
   */
  boolean isGone(String path) {
    return !has(path)
        && workspace.find(path).filter(file -> !Files.notExists(file)).isEmpty()
        && unreadable().stream().noneMatch(each -> each.covers(path));
  }

  /** Lists what could not be read, by folder. */
  List<UnreadablePath> unreadable() {
    return walk.unreadable();
  }

  @Nullable Entry find(String path) {
    return walk.files().get(path);
  }

  /** Returns the files whose path begins so, in the order of paths. */
  Collection<Entry> under(String prefix) {
    return walk.files().subMap(prefix, prefix + Character.MAX_VALUE).values();
  }
}
