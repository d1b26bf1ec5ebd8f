package org.datawarp.workflow.cleanup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The plain files of a workspace, found in one walk. Links are not followed and count as no files;
 * the embedded server's folder is left out.
 */
final class FileTree {
  private final NavigableMap<String, Entry> files;

  private FileTree(NavigableMap<String, Entry> files) {
    this.files = files;
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

  static FileTree walk(Workspace workspace) {
    TreeMap<String, Entry> files = new TreeMap<>();
    for (String folder :
        new String[] {
          "manifests", "downloads", "output", "archive", "backups", ".sync", ".datawarp"
        }) {
      Path start = workspace.root().resolve(folder);
      if (Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
        walk(workspace, start, files);
      }
    }
    return new FileTree(files);
  }

  private static void walk(Workspace workspace, Path start, Map<String, Entry> files) {
    try {
      Files.walkFileTree(
          start,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return folder.equals(workspace.postgres())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()) {
                String path = workspace.relative(file);
                files.put(
                    path,
                    new Entry(path, attributes.size(), attributes.lastModifiedTime().toInstant()));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
              if (failure instanceof java.nio.file.NoSuchFileException) {
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
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new StorageException("cannot look through " + start + ": " + IoErrors.of(e), null, e);
    }
  }

  boolean has(String path) {
    return files.containsKey(path);
  }

  @Nullable Entry find(String path) {
    return files.get(path);
  }

  /** Returns the files whose path begins so, in the order of paths. */
  Collection<Entry> under(String prefix) {
    return files.subMap(prefix, prefix + Character.MAX_VALUE).values();
  }
}
