package org.datawarp.lifecycle.adoption;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.storage.workspace.Workspace;

/** What lies below the folders of the layout. */
public final class TreeListing {
  private static final List<String> TOP =
      List.of(
          ".gitignore",
          "manifests",
          "downloads",
          "output",
          "archive",
          "backups",
          ".sync",
          ".datawarp");

  private TreeListing() {}

  /** Lists files and folders, relative to the workspace, each folder before what is in it. */
  public static List<String> of(Workspace workspace) {
    List<String> all = new ArrayList<>();
    for (String name : TOP) {
      Path top = workspace.root().resolve(name);
      if (!Files.exists(top, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      all.addAll(below(workspace, top));
    }
    return all;
  }

  /** A folder that cannot be read is listed as if nothing were in it. */
  private static Set<String> below(Workspace workspace, Path top) {
    Set<String> found = new TreeSet<>();
    try {
      Files.walkFileTree(
          top,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return add(folder);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              return add(file);
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return add(file);
            }

            private FileVisitResult add(Path path) {
              found.add(workspace.relative(path));
              return FileVisitResult.CONTINUE;
            }
          });
      return found;
    } catch (IOException e) {
      throw new StorageException("cannot list " + top + ": " + IoErrors.of(e), null, e);
    }
  }
}
