package org.datawarp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs of the embedded server, kept between runs of tests: unpacking them takes longer than
 * most tests.
 */
public final class ServerPrograms {
  private static final Path KEPT = Path.of("target", "test-programs").toAbsolutePath();

  private ServerPrograms() {}

  /** Puts the programs into the folder of a server, as if it had unpacked them, if there are any. */
  public static void putInto(Path folder) {
    try {
      if (Files.isDirectory(KEPT)) {
        Files.createDirectories(folder);
        for (Path programs : versions(KEPT)) {
          Path target = folder.resolve(programs.getFileName());
          if (!Files.exists(target)) {
            copyTree(programs, target);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps the programs of a server that has started. */
  static void keep(Path folder) {
    if (Files.exists(KEPT)) {
      return;
    }
    try {
      Path draft = KEPT.resolveSibling(KEPT.getFileName() + "-" + ProcessHandle.current().pid());
      Files.createDirectories(draft);
      for (Path programs : versions(folder)) {
        copyTree(programs, draft.resolve(programs.getFileName()));
      }
      try {
        Files.move(draft, KEPT, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        PostgresExtension.deleteTree(draft); // the other process was first
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> versions(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().matches("[1-9][0-9]")).toList();
    }
  }

  /** Copies a folder with all in it. */
  static void copyTree(Path from, Path to) throws IOException {
    List<Path> paths;
    try (Stream<Path> found = Files.walk(from)) {
      paths = found.toList();
    }
    for (Path path : paths) {
      Files.copy(
          path,
          to.resolve(from.relativize(path).toString()),
          StandardCopyOption.COPY_ATTRIBUTES,
          LinkOption.NOFOLLOW_LINKS);
    }
  }
}
