package org.datawarp.workflow.cleanup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The plain files of a workspace, found in one walk. Links are not followed and count as no files;
 * the embedded server's folder is left out.
 *
 * <p>The walk goes on in threads of its own; who asks first waits for its end, and is told if it
 * failed.
 */
final class FileTree {
  private static final List<String> FOLDERS =
      List.of("output", "downloads", "manifests", "archive", "backups", ".sync", ".datawarp");

  private static final int MOST_THREADS = 4;

  private final Walk walk;

  private FileTree(Walk walk) {
    this.walk = walk;
  }

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
    List<FutureTask<Map<String, Entry>>> parts =
        FOLDERS.stream()
            .map(name -> new FutureTask<>(() -> new Visitor(workspace, name).files()))
            .toList();
    for (int i = 0; i < Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()); i++) {
      // Each takes what no other has begun.
      Thread thread = new Thread(() -> parts.forEach(FutureTask::run), "datawarp-files-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    return new FileTree(new Walk(parts));
  }

  /** A walk that was begun, and what it found. */
  private static final class Walk {
    private final List<FutureTask<Map<String, Entry>>> parts;
    private @Nullable NavigableMap<String, Entry> files;

    Walk(List<FutureTask<Map<String, Entry>>> parts) {
      this.parts = parts;
    }

    NavigableMap<String, Entry> files() {
      NavigableMap<String, Entry> found = files;
      if (found == null) {
        found = new TreeMap<>();
        for (FutureTask<Map<String, Entry>> part : parts) {
          found.putAll(result(part));
        }
        files = found;
      }
      return found;
    }

    private static Map<String, Entry> result(FutureTask<Map<String, Entry>> part) {
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
    private final Deque<String> folders = new ArrayDeque<>();
    private final Map<String, Entry> files = new TreeMap<>();

    Visitor(Workspace workspace, String folder) {
      this.start = workspace.root().resolve(folder);
      this.leftOut = workspace.postgres();
    }

    Map<String, Entry> files() {
      if (!Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
        return files;
      }
      try {
        Files.walkFileTree(start, this);
        return files;
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
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE; // gone between two looks
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      folders.pop();
      return FileVisitResult.CONTINUE;
    }
  }

  boolean has(String path) {
    return walk.files().containsKey(path);
  }

  @Nullable Entry find(String path) {
    return walk.files().get(path);
  }

  /** Returns the files whose path begins so, in the order of paths. */
  Collection<Entry> under(String prefix) {
    return walk.files().subMap(prefix, prefix + Character.MAX_VALUE).values();
  }
}
