package org.datawarp.storage.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Function;
import org.datawarp.model.Existing;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;

/**
 * A file of a person's own that a command writes, such as {@code export -o FILE}.
 *
 * @param path where it goes
 * @param existing what becomes of a file that is there already
 */
public record UserFile(Path path, Existing existing) {
  /**
   * Refuses to write where something is that is to stay. What lies in the workspace's own folders
   * stays in any case.
   *
   * @throws RefusedException if a file is in the way
   * @throws UsageException if the path is a folder
   */
  public void requireFree(Workspace workspace) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isDirectory(path)) {
      throw new UsageException(path + " is a folder", "name a file with -o");
    }
    if (workspace.isManaged(path)) {
      throw new RefusedException(
          workspace.relative(path) + " is there already, in a folder of the workspace",
          "name another file with -o");
    }
    if (existing == Existing.KEEP) {
      throw new RefusedException(
          path + " is there already", "replace it with --force, or name another file with -o");
    }
  }

  /**
   * Writes the file beside its place and gives it its name then: it is whole, or not there.
   *
   * @param body writes a file that is not there yet
   * @throws RefusedException if a file came meanwhile that is to stay
   * @throws StorageException if it cannot be written
   */
  public <T> T write(Function<Path, T> body) {
    Path target = path.toAbsolutePath();
    Path draft = target.resolveSibling(AtomicFile.temporaryName(target));
    try {
      Files.createDirectories(draft.getParent());
      T result = body.apply(draft);
      if (existing == Existing.KEEP && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new RefusedException(
            path + " has come while it was written", "run the command again");
      }
      AtomicFile.moveOver(draft, target);
      return result;
    } catch (IOException e) {
      throw new StorageException(
          "cannot make the folder of " + path + ": " + IoErrors.of(e),
          "name another file with -o",
          e);
    } finally {
      deleteIfLeft(draft);
    }
  }

  private static void deleteIfLeft(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (IOException e) {
      throw new StorageException(
          "cannot delete " + draft + ": " + IoErrors.of(e), "delete it by hand", e);
    }
  }
}
