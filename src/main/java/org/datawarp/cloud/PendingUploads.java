package org.datawarp.cloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.datawarp.error.StorageException;
import org.datawarp.workspace.AtomicFile;
import org.datawarp.workspace.Workspace;

/**
 * The folder {@code .sync/pending_upload/}: what waits for the cloud, each file at its key. Whoever
 * could not reach the store puts a finished file here; the next sync sends it, reads it back, and
 * removes it.
 */
public final class PendingUploads {
  private final Path folder;

  /** Builds them for a workspace; creates nothing. */
  public PendingUploads(Workspace workspace) {
    this.folder = workspace.sync().resolve("pending_upload");
  }

  /** Returns the folder, which need not exist. */
  public Path folder() {
    return folder;
  }

  /**
   * Returns where the file of a key is to be put. It must get there whole: written elsewhere on the
   * same disk and renamed, as {@link AtomicFile} does; hidden names are passed over.
   *
   * @param key such as {@code backups/postgres/2026-11-23/datawarp_backup.sql.gz}
   */
  public Path place(String key) {
    return folder.resolve(Keys.require(key));
  }

  /** Lists the keys of what waits, in order. */
  public List<String> keys() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<String> keys = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .forEach(file -> keys.add(folder.relativize(file).toString().replace('\\', '/')));
    } catch (IOException e) {
      throw new StorageException("cannot list " + folder + ": " + Reasons.of(e), null, e);
    }
    keys.sort(null);
    return keys;
  }
}
