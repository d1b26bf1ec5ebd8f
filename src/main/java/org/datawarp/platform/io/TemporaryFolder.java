package org.datawarp.platform.io;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.datawarp.model.error.StorageException;
import org.jspecify.annotations.Nullable;

/**
 * A folder for what is needed for a while, gone with all that is in it when closed.
 *
 * <p>While it is open it holds an operating system's lock in it. So a program that was killed
 * leaves a folder that the next one knows to be abandoned, and {@link #removeAbandoned} removes it;
 * before a program is stopped by a signal, {@link #removeOpen} does.
 */
public final class TemporaryFolder implements AutoCloseable {
  private static final String PREFIX = "datawarp-";
  private static final String ALIVE = ".alive";
  private static final int TRIES = 10;
  private static final Set<TemporaryFolder> OPEN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final LockFile alive;

  private TemporaryFolder(Path path, LockFile alive) {
    this.path = path;
    this.alive = alive;
  }

  /**
   * Makes a folder where the system keeps temporary files.
   *
   * @throws StorageException if it cannot be made
   */
  public static TemporaryFolder create() {
    return in(systemFolder());
  }

  /**
   * Makes a folder in another one, which exists.
   *
   * @throws StorageException if it cannot be made
   */
  public static TemporaryFolder in(Path parent) {
    try {
      for (int i = 0; i < TRIES; i++) {
        TemporaryFolder made = tryMake(parent);
        if (made != null) {
          OPEN.add(made);
          return made;
        }
      }
      throw new IOException("other programs remove it again and again");
    } catch (IOException e) {
      throw new StorageException(
          "cannot make a temporary folder: " + IoErrors.of(e),
          "set another place with DATAWARP_JAVA_OPTIONS=-Djava.io.tmpdir=DIR",
          e);
    }
  }

  /** Returns null where another program took the folder for abandoned before it was locked. */
  private static @Nullable TemporaryFolder tryMake(Path parent) throws IOException {
    Path folder = Files.createTempDirectory(parent, PREFIX);
    Path alive = folder.resolve(ALIVE);
    try {
      Optional<LockFile> lock = LockFile.tryHold(alive);
      if (lock.isPresent() && Files.exists(alive)) {
        return new TemporaryFolder(folder, lock.get());
      }
      lock.ifPresent(LockFile::close);
      return null;
    } catch (NoSuchFileException e) {
      // Removed already: made anew.
      return null;
    }
  }

  /** Returns the folder. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    OPEN.remove(this);
    try {
      deleteTree(path, path.resolve(ALIVE));
      alive.close();
      deleteTree(path);
    } catch (IOException e) {
      throw new StorageException("cannot delete " + path + ": " + IoErrors.of(e), null, e);
    }
  }

  /**
   * Removes the folders of this program that are open, whoever is writing to them. For a program
   * that is being stopped: what cannot be removed is left to the next one.
   */
  public static void removeOpen() {
    for (int i = 0; i < TRIES && !OPEN.isEmpty(); i++) {
      for (TemporaryFolder folder : List.copyOf(OPEN)) {
        try {
          deleteTree(folder.path);
          OPEN.remove(folder);
        } catch (StorageException e) {
          // A file was made in it meanwhile: once more.
        }
      }
    }
  }

  /** Removes the folders that killed programs left where the system keeps temporary files. */
  public static void removeAbandoned() {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(systemFolder(), PREFIX + "*")) {
      for (Path folder : folders) {
        if (Files.isRegularFile(folder.resolve(ALIVE), LinkOption.NOFOLLOW_LINKS)) {
          removeIfAbandoned(folder);
        }
      }
    } catch (IOException e) {
      // Where temporary files cannot even be listed, none of ours can be removed.
      return;
    }
  }

  private static void removeIfAbandoned(Path folder) {
    try (LockFile alive = LockFile.tryHoldExisting(folder.resolve(ALIVE)).orElse(null)) {
      if (alive != null) {
        deleteTree(folder, folder.resolve(ALIVE));
        Files.deleteIfExists(folder.resolve(ALIVE));
        Files.deleteIfExists(folder);
      }
    } catch (IOException | StorageException e) {
      return; // somebody else's, or being removed by another program
    }
  }

  private static Path systemFolder() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** Deletes a folder with all that is in it; one that is gone already is as good. */
  public static void deleteTree(Path folder) {
    try {
      deleteTree(folder, null);
    } catch (IOException e) {
      throw new StorageException("cannot delete " + folder + ": " + IoErrors.of(e), null, e);
    }
  }

  /** Deletes what is in a folder, and the folder itself unless a file in it is kept. */
  private static void deleteTree(Path folder, @Nullable Path kept) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.equals(kept)) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path inner, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (kept == null || !inner.equals(folder)) {
              Files.deleteIfExists(inner);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
