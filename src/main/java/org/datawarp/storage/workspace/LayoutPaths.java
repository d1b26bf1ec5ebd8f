package org.datawarp.storage.workspace;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which paths of a workspace may be filled with what others name: those in the folders of its
 * layout, and names that begin with a dot only where the layout has them. People keep other things
 * in the same folder, and programs obey some of these ({@code .git/config}, {@code .envrc}).
 *
 * <p>The names of folders are compared letter by letter, so that on a disk that does not tell cases
 * apart {@code Manifests/.GIT} is no way around; names are compared without what such disks ignore.
 */
public final class LayoutPaths {
  /** The folders, and the subfolders that an owner may have linked elsewhere. */
  private static final Set<String> FOLDERS =
      Set.of(
          "manifests",
          "manifests/active",
          "manifests/pending",
          "manifests/.archive",
          "downloads",
          "output",
          "output/current",
          "output/.versions",
          "archive",
          "archive/manifests",
          "archive/parquet",
          "archive/downloads",
          "archive/audit",
          "backups",
          "backups/postgres");

  private static final List<String> FILLED =
      List.of(
          "manifests/",
          "downloads/",
          "output/current/",
          "output/.versions/",
          "archive/",
          "backups/");

  private static final Set<String> HIDDEN =
      Set.of("manifests/.archive", "output/.versions", "downloads/.index.json");

  private LayoutPaths() {}

  /** Tells whether a path is one of the layout's folders. */
  public static boolean isFolder(String path) {
    return FOLDERS.contains(path);
  }

  /**
   * Tells whether a file may be put at a path by what comes from outside.
   *
   * @param path relative to the workspace, with forward slashes
   */
  public static boolean mayHold(String path) {
    if (FILLED.stream().noneMatch(path::startsWith) || path.endsWith("/")) {
      return false;
    }
    String[] names = path.split("/", -1);
    String soFar = "";
    for (String name : names) {
      soFar = soFar.isEmpty() ? name : soFar + "/" + name;
      String folded = folded(name);
      boolean isHidden = folded.startsWith(".") || folded.matches("git~\\d");
      if (folded.isEmpty() || (isHidden && !HIDDEN.contains(soFar))) {
        return false;
      }
    }
    return true;
  }

  /** A name as disks may see it that do not tell cases apart, or pass over invisible characters. */
  private static String folded(String name) {
    return name.codePoints()
        .filter(c -> Character.getType(c) != Character.FORMAT && !Character.isISOControl(c))
        .mapToObj(Character::toString)
        .collect(Collectors.joining())
        .toLowerCase(Locale.ROOT);
  }
}
