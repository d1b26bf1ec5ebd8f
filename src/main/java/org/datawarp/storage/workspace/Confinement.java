package org.datawarp.storage.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;
import org.jspecify.annotations.Nullable;

/**
 * The one rule by which a path that came from outside, be it from a database, a bucket, a manifest,
 * an index or a plan, becomes a file here: it lies below a folder of the workspace's layout, also
 * after links are resolved, and a name in it begins with a dot only where the layout has such a
 * name. Anything else could be {@code .git/hooks} or a file of the person's own.
 *
 * <p>A folder of the layout may be a link of its owner's, as to a network drive: then what it leads
 * to is the folder. Links below it are not followed out of it. Names are compared as they are
 * written, so that on a disk that folds case no other spelling slips through.
 */
public final class Confinement {
  /** The program's own folders, beside those of the layout. */
  private static final Set<String> OWN_FOLDERS =
      Set.of(".sync", ".sync/pending_upload", ".datawarp/runs", ".datawarp/trash", ".datawarp/tmp");

  private static final int DEEPEST = 2;
  private static final String TRASH = ".datawarp/trash";

  /** What the layout itself names with a dot, below its folders. */
  private static final Set<String> HIDDEN =
      Set.of(
          "manifests/.archive",
          "output/.versions",
          "downloads/.index.json",
          "downloads/.index.json.damaged",
          "downloads/.pages",
          "downloads/.partial",
          ".sync/pending_upload/.archive");

  /** Where notes lie that begin with a dot, beside the files they are about. */
  private static final String PENDING = ".sync/pending_upload";

  private static final List<String> NOTES = List.of(".owed-", ".to-");

  private Confinement() {}

  /**
   * What became of a path.
   *
   * @param file the file it means; null where it is refused
   * @param why why it is refused; empty where it is not
   */
  record Answer(@Nullable Path file, String why) {
    static Answer refused(String why) {
      return new Answer(null, why);
    }
  }

  /** Confines a path to the layout of the workspace at a root, which is absolute. */
  static Answer of(Path root, String stored) {
    List<String> names = new ArrayList<>();
    try {
      Path path = root.getFileSystem().getPath(stored);
      if (path.getRoot() != null) {
        Path absolute = path.normalize();
        if (!absolute.startsWith(root)) {
          return Answer.refused("it is not in the workspace");
        }
        path = root.relativize(absolute);
      }
      path.forEach(name -> names.add(name.toString()));
    } catch (InvalidPathException e) {
      return Answer.refused("it is no path");
    }
    if (names.stream().anyMatch(Confinement::leadsUpwards)) {
      return Answer.refused("it leads upwards");
    }
    int depth = depthOfFolder(names);
    if (depth == 0 || depth == names.size()) {
      return Answer.refused("it is in none of the workspace's folders");
    }
    Optional<String> hidden = findHidden(names);
    if (hidden.isPresent()) {
      return Answer.refused("'" + hidden.get() + "' begins with a dot");
    }
    Path folder = root.resolve(String.join("/", names.subList(0, depth)));
    Path file = folder.resolve(String.join("/", names.subList(depth, names.size())));
    return findEscape(folder, file).map(Answer::refused).orElseGet(() -> new Answer(file, ""));
  }

  /**
   * Tells how links lead a file out of the folder it is to lie in.
   *
   * @param folder the folder; a link itself counts as what it leads to
   * @param file a path below it, without {@code ..}; it need not exist
   */
  public static Optional<String> findEscape(Path folder, Path file) {
    if (!Files.exists(folder)) {
      return Optional.empty(); // no links below it yet
    }
    Path at = folder;
    for (Path name : folder.relativize(file)) {
      at = at.resolve(name);
      @Nullable BasicFileAttributes found = findAttributes(at);
      if (found == null) {
        return Optional.empty();
      }
      // Only a link leads elsewhere; Windows' other kind of link is "other".
      Optional<String> escape =
          found.isSymbolicLink() || found.isOther() ? escape(folder, at) : Optional.empty();
      if (escape.isPresent()) {
        return escape;
      }
    }
    return Optional.empty();
  }

  private static @Nullable BasicFileAttributes findAttributes(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return null; // nothing is there that could be opened
    }
  }

  private static Optional<String> escape(Path folder, Path link) {
    if (!Files.exists(link)) {
      return Optional.of(link + " is a link that leads nowhere");
    }
    try {
      Path target = link.toRealPath();
      return target.startsWith(folder.toRealPath())
          ? Optional.empty()
          : Optional.of("the link " + link + " leads to " + target);
    } catch (IOException e) {
      return Optional.of(link + " cannot be looked at: " + IoErrors.of(e));
    }
  }

  private static boolean leadsUpwards(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c == '.' || c == ' ');
  }

  private static int depthOfFolder(List<String> names) {
    for (int depth = Math.min(DEEPEST, names.size()); depth > 0; depth--) {
      if (isFolder(String.join("/", names.subList(0, depth)))) {
        return depth;
      }
    }
    return 0;
  }

  private static Optional<String> findHidden(List<String> names) {
    List<String> inner = names;
    while (inner.size() > 3 && TRASH.equals(inner.get(0) + "/" + inner.get(1))) {
      inner = inner.subList(3, inner.size()); // as it lay before: .datawarp/trash/<run>/<path>
    }
    int known = depthOfFolder(inner);
    for (int i = known; i < inner.size(); i++) {
      String name = inner.get(i);
      boolean isLast = i == inner.size() - 1;
      if (beginsWithDot(name)
          && !HIDDEN.contains(String.join("/", inner.subList(0, i + 1)))
          && !(isLast && (isDraft(name) || isNote(inner, name)))) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** Files of {@link AtomicFile#temporaryName}, which cleanup takes away. */
  private static boolean isDraft(String name) {
    return name.startsWith(".") && name.endsWith(".tmp");
  }

  private static boolean isNote(List<String> names, String name) {
    return names.size() == 3
        && PENDING.equals(names.get(0) + "/" + names.get(1))
        && name.endsWith(".json")
        && NOTES.stream().anyMatch(name::startsWith);
  }

  /** Some file systems pass over invisible characters when they compare names. */
  private static boolean beginsWithDot(String name) {
    return name.codePoints()
            .filter(c -> Character.getType(c) != Character.FORMAT)
            .findFirst()
            .orElse('.')
        == '.';
  }

  private static boolean isFolder(String path) {
    return OWN_FOLDERS.contains(path) || LayoutPaths.isFolder(path);
  }
}
