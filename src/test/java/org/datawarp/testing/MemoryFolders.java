package org.datawarp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Makes the folders of {@code @TempDir} in memory where the system offers a file system for that,
 * so that no test waits for a disk: programs and servers force every file they write.
 *
 * <p>Named in {@code junit-platform.properties}. Where {@value #SHARED} is missing, small or
 * forbids programs, the folders lie where the system keeps temporary files.
 */
public final class MemoryFolders implements TempDirFactory {
  private static final String SHARED = "/dev/shm";
  private static final String PREFIX = "datawarp-junit-";
  private static final long ENOUGH_BYTES = 4L << 30;

  private static boolean isCleared;

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    Optional<Path> shared = shared();
    return shared.isPresent()
        ? Files.createTempDirectory(shared.get(), ownPrefix())
        : Files.createTempDirectory(PREFIX);
  }

  /**
   * Names a folder in memory for this process, which whoever makes it deletes.
   *
   * @return empty where the system offers no memory for files
   */
  static Optional<Path> named(String name) {
    try {
      return shared().map(folder -> folder.resolve(ownPrefix() + name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ownPrefix() {
    return PREFIX + ProcessHandle.current().pid() + "-";
  }

  private static Optional<Path> shared() throws IOException {
    Path shared = Path.of(SHARED);
    if (!isUsable(shared)) {
      return Optional.empty();
    }
    clear(shared);
    return Optional.of(shared);
  }

  private static boolean isUsable(Path folder) throws IOException {
    return Files.isWritable(folder)
        && Files.getFileStore(folder).getUsableSpace() >= ENOUGH_BYTES
        && allowsPrograms();
  }

  private static boolean allowsPrograms() throws IOException {
    List<String> mounts =
        Files.readAllLines(Path.of("/proc/self/mounts"), StandardCharsets.ISO_8859_1);
    return mounts.stream()
        .map(line -> line.split(" "))
        .filter(fields -> fields[1].equals(SHARED))
        .noneMatch(fields -> List.of(fields[3].split(",")).contains("noexec"));
  }

  /** Removes the folders of test runs that were killed. */
  private static synchronized void clear(Path shared) throws IOException {
    if (isCleared) {
      return;
    }
    isCleared = true;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(shared, PREFIX + "*")) {
      for (Path folder : folders) {
        String pid = folder.getFileName().toString().substring(PREFIX.length()).split("-")[0];
        if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          PostgresExtension.deleteTree(folder);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
