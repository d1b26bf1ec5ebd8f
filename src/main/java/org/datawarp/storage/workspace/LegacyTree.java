package org.datawarp.storage.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;

/**
 * The files that the Python version left in a folder: manifests in {@code
 * manifests/{production,e2e_test,test,archive}} and exports directly in {@code output}.
 *
 * @param workspace the folder
 */
public record LegacyTree(Workspace workspace) {
  private static final List<String> MARKS =
      List.of("manifests/production", "manifests/e2e_test", "output/catalog.parquet");

  /** Tells whether the folder holds such files and nothing that this program made. */
  public boolean isThere() {
    return MARKS.stream().anyMatch(mark -> Files.exists(workspace.resolve(mark)))
        && isWithoutFiles(workspace.activeManifests())
        && isWithoutFiles(workspace.pendingManifests());
  }

  /**
   * Refuses to work on such a folder as if it were empty.
   *
   * @throws RefusedException if it is one
   */
  public void requireAbsent() {
    if (isThere()) {
      throw new RefusedException(
          workspace.root() + " is an estate of the Python version, to be adopted first",
          "datawarp adopt --audit counts what it holds, adopt --dry-run shows what would become of it");
    }
  }

  private static boolean isWithoutFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      return true;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + IoErrors.of(e), null, e);
    }
  }
}
