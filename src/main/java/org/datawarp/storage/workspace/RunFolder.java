package org.datawarp.storage.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.LockFile;
import org.datawarp.platform.io.TemporaryFolder;

/**
 * The folder in which a run keeps what is not yet published. While the run lives it holds an
 * operating system's lock in it, so that the next command can tell a dead run's folder from one at
 * work.
 */
public final class RunFolder implements AutoCloseable {
  private static final String ALIVE = ".alive";

  private final Path path;
  private final LockFile alive;

  private RunFolder(Path path, LockFile alive) {
    this.path = path;
    this.alive = alive;
  }

  /**
   * Makes the folder of a run.
   *
   * @throws StorageException if it cannot be made
   */
  public static RunFolder create(Workspace workspace, String run) {
    Path folder = workspace.runs().resolve(run);
    try {
      Files.createDirectories(folder);
      return tryOpen(folder)
          .orElseThrow(() -> new IllegalStateException("run " + run + " is at work already"));
    } catch (IOException e) {
      throw new StorageException(
          "cannot make the run's folder " + folder + ": " + IoErrors.of(e),
          "the workspace must be writable and have space",
          e);
    }
  }

  /** Opens the folder a dead run left; empty when there is none or the run is alive. */
  public static Optional<RunFolder> openAbandoned(Workspace workspace, String run) {
    Path folder = workspace.runs().resolve(run);
    try {
      return Files.isDirectory(folder) ? tryOpen(folder) : Optional.empty();
    } catch (IOException e) {
      throw new StorageException("cannot open " + folder + ": " + IoErrors.of(e), null, e);
    }
  }

  /** Tells whether a run of this workspace is at work in its folder. */
  public static boolean isAlive(Workspace workspace, String run) {
    if (!Files.isDirectory(workspace.runs().resolve(run))) {
      return false;
    }
    Optional<RunFolder> folder = openAbandoned(workspace, run);
    folder.ifPresent(RunFolder::close);
    return folder.isEmpty();
  }

  /** Lists the names of all runs' folders, the living ones too. */
  public static List<String> list(Workspace workspace) {
    if (!Files.isDirectory(workspace.runs())) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (Stream<Path> folders = Files.list(workspace.runs())) {
      folders.filter(Files::isDirectory).forEach(f -> names.add(f.getFileName().toString()));
    } catch (IOException e) {
      throw new StorageException(
          "cannot list " + workspace.runs() + ": " + IoErrors.of(e), null, e);
    }
    names.sort(null);
    return names;
  }

  /** Returns the folder. */
  public Path path() {
    return path;
  }

  /**
   * Deletes the folder with all that is in it.
   *
   * @throws StorageException if something in it cannot be deleted
   */
  public void delete() {
    TemporaryFolder.deleteTree(path);
  }

  /** Lets the folder go; what is in it stays unless {@link #delete} ran. */
  @Override
  public void close() {
    alive.close();
  }

  private static Optional<RunFolder> tryOpen(Path folder) throws IOException {
    return LockFile.tryHold(folder.resolve(ALIVE)).map(alive -> new RunFolder(folder, alive));
  }
}
