package org.datawarp.lifecycle.adoption;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
      try (Stream<Path> paths = Files.walk(top)) {
        paths.map(workspace::relative).sorted().forEach(all::add);
      } catch (IOException e) {
        throw new StorageException("cannot list " + top + ": " + IoErrors.of(e), null, e);
      }
    }
    return all;
  }
}
