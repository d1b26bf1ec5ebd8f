package org.datawarp.lifecycle.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Lets one sync of a workspace work at a time. A lock of the operating system, gone with its
 * program; refreshes and other commands are not held up by it.
 */
final class SyncLock implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Gates this program holds: a file lock belongs to the whole program. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private SyncLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the gate, waiting at most so long.
   *
   * @throws LockedException if another sync has it and the wait is over
   */
  static SyncLock acquire(Workspace workspace, Duration maxWait) {
    Path file = workspace.sync().resolve("lock");
    long start = System.nanoTime();
    try {
      Files.createDirectories(workspace.sync());
      SyncLock gate = tryAcquire(file);
      while (gate == null && System.nanoTime() - start < maxWait.toNanos()) {
        Thread.sleep(PAUSE.toMillis());
        gate = tryAcquire(file);
      }
      if (gate == null) {
        throw new LockedException(
            "another sync of " + workspace.root() + " is at work",
            "wait for it to end, or give --wait 10m");
      }
      return gate;
    } catch (IOException e) {
      throw new StorageException(
          "cannot lock " + file + ": " + e.getMessage(), "the workspace must be writable", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while waiting for another sync", null, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException("cannot release " + file, null, e);
    } finally {
      HELD.remove(file);
    }
  }

  private static @Nullable SyncLock tryAcquire(Path file) throws IOException {
    if (!HELD.add(file)) {
      return null;
    }
    SyncLock gate = null;
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        gate = lock == null ? null : new SyncLock(file, channel);
      } finally {
        if (gate == null) {
          channel.close();
        }
      }
    } finally {
      if (gate == null) {
        HELD.remove(file);
      }
    }
    return gate;
  }
}
