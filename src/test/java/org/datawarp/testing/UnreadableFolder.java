package org.datawarp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that nobody can look into, root neither: its path is longer than the system takes.
 * Closing makes it short enough to be deleted.
 */
public final class UnreadableFolder implements AutoCloseable {
  private static final int MAX_PATH = 4090;
  private static final int MAX_NAME = 250;

  private final Path before;
  private final Path renamed;

  private UnreadableFolder(Path before, Path renamed) {
    this.before = before;
    this.renamed = renamed;
  }

  /** Makes one below a folder, which is made too. */
  public static UnreadableFolder below(Path parent) {
    Path before = parent.toAbsolutePath().resolve("d");
    Path deepest = before;
    for (int room = room(deepest); room > 0; room = room(deepest)) {
      deepest = deepest.resolve("x".repeat(Math.min(MAX_NAME, room)));
    }
    Path renamed = before.resolveSibling("d".repeat(MAX_NAME));
    try {
      Files.createDirectories(deepest);
      Files.move(before, renamed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new UnreadableFolder(before, renamed);
  }

  private static int room(Path folder) {
    return MAX_PATH - folder.toString().length() - 1;
  }

  @Override
  public void close() {
    try {
      Files.move(renamed, before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
