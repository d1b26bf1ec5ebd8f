package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.LockFile;
import org.datawarp.storage.workspace.Workspace;

/**
 * Lets one sync of a workspace work at a time. A lock of the operating system, gone with its
 * program; refreshes and other commands are not held up by it.
 */
final class SyncLock implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final LockFile lock;

  private SyncLock(LockFile lock) {
    this.lock = lock;
  }

  /**
   * Takes the lock, waiting at most so long.
   *
   * @throws LockedException if another sync has it and the wait is over
   */
  static SyncLock acquire(Workspace workspace, Duration maxWait) {
    Path file = workspace.sync().resolve("lock");
    try {
      Files.createDirectories(workspace.sync());
      return LockFile.await(maxWait, PAUSE, "another sync", () -> LockFile.tryHold(file))
          .map(SyncLock::new)
          .orElseThrow(
              () ->
                  new LockedException(
                      "another sync of " + workspace.root() + " is at work",
                      "wait for it to end, or give --wait 10m"));
    } catch (IOException e) {
      throw new StorageException(
          "cannot lock " + file + ": " + e.getMessage(), "the workspace must be writable", e);
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
