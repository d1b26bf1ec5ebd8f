package org.datawarp.workspace;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.datawarp.error.StorageException;
import org.jspecify.annotations.Nullable;

/** A folder outside any workspace, gone with all that is in it when closed. */
public final class TemporaryFolder implements AutoCloseable {
  private final Path path;

  private TemporaryFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes a folder where the system keeps temporary files.
   *
   * @throws StorageException if it cannot be made
   */
  public static TemporaryFolder create() {
    try {
      return new TemporaryFolder(Files.createTempDirectory("datawarp-"));
    } catch (IOException e) {
      throw new StorageException(
          "cannot make a temporary folder: " + IoReason.of(e),
          "set another place with DATAWARP_JAVA_OPTIONS=-Djava.io.tmpdir=DIR",
          e);
    }
  }

  /** Returns the folder. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    deleteTree(path);
  }

  /** Deletes a folder with all that is in it; one that is gone already is as good. */
  public static void deleteTree(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inner, @Nullable IOException failure)
                throws IOException {
              if (failure != null) {
                throw failure;
              }
              Files.deleteIfExists(inner);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new StorageException("cannot delete " + folder + ": " + IoReason.of(e), null, e);
    }
  }
}
