package org.datawarp.platform.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Names that no file has yet: nothing that is kept is ever overwritten. */
public final class UniqueFileName {
  private UniqueFileName() {}

  /**
   * Returns the first stem in a folder that no file has yet: the wanted one, or with {@code -2},
   * {@code -3} and so on.
   */
  public static String of(Path folder, String wanted, List<String> extensions) {
    String stem = wanted;
    for (int n = 2; isTaken(folder, stem, extensions); n++) {
      stem = wanted + "-" + n;
    }
    return stem;
  }

  /**
   * Does the same where names count as taken although no file bears them.
   *
   * @param used names of files that may not be used, without their folder
   */
  public static String of(Path folder, String wanted, List<String> extensions, Set<String> used) {
    String stem = wanted;
    for (int n = 2; isTaken(folder, stem, extensions, used); n++) {
      stem = wanted + "-" + n;
    }
    return stem;
  }

  private static boolean isTaken(
      Path folder, String stem, List<String> extensions, Set<String> used) {
    return isTaken(folder, stem, extensions)
        || extensions.stream().anyMatch(end -> used.contains(stem + end));
  }

  private static boolean isTaken(Path folder, String stem, List<String> extensions) {
    return extensions.stream().anyMatch(end -> Files.exists(folder.resolve(stem + end)));
  }
}
