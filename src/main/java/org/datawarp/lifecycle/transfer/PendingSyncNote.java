package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.storage.workspace.Workspace;

/**
 * Notes that an archive waits for the cloud: the files stay where they are, and what says so lies
 * with the other things that wait.
 */
public final class PendingSyncNote {
  private final Path file;
  private final Clock clock;

  public PendingSyncNote(Workspace workspace, Clock clock) {
    this.file = new PendingUploads(workspace).folder().resolve(".archive");
    this.clock = clock;
  }

  /** Notes why it could not be sent; the first time counts. */
  public void note(String why) {
    if (!Files.exists(file)) {
      AtomicFile.replace(file, "since " + clock.instant() + ": " + why + "\n");
    }
  }

  /** Finds since when, and why. */
  public Optional<String> find() {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + e.getMessage(), null, e);
    }
  }

  public void clear() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StorageException("cannot delete " + file + ": " + e.getMessage(), null, e);
    }
  }
}
