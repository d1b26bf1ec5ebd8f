package org.datawarp.platform.postgres.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.LockedException;
import org.jspecify.annotations.Nullable;

/**
 * The two file locks of an embedded server's folder: one held while it is started or stopped, one
 * shared by all who use it.
 *
 * <p>The system gives a file lock to a process, not to a thread, and takes it away when any channel
 * on the file is closed. So there is one object for each folder in a process, which counts its
 * users. The system frees both locks when a process dies, however it dies.
 */
public final class FolderLocks {
  private static final Map<Path, FolderLocks> BY_FOLDER = new ConcurrentHashMap<>();
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long POLL_MILLIS = 10;

  private final ServerFolder folder;
  private final ReentrantLock gate = new ReentrantLock();
  private int users;
  private @Nullable FileChannel usersChannel;

  private FolderLocks(ServerFolder folder) {
    this.folder = folder;
  }

  public static FolderLocks of(ServerFolder folder) {
    return BY_FOLDER.computeIfAbsent(folder.path(), path -> new FolderLocks(folder));
  }

  /** Runs something while no other thread or program starts or stops the server. */
  public <T> T exclusively(Supplier<T> work) {
    gate.lock();
    try (FileChannel channel = channel(folder.startLock());
        FileLock lock = await(channel)) {
      if (!lock.isValid()) {
        throw new IllegalStateException("a lock just taken is not valid");
      }
      return work.get();
    } catch (IOException e) {
      throw ServerFolder.failed("locking " + folder.startLock(), e);
    } finally {
      gate.unlock();
    }
  }

  /** Counts a user in. Only from within {@link #exclusively}. */
  public void enter() {
    if (users == 0) {
      try {
        FileChannel channel = channel(folder.usersLock());
        // Nobody can hold it exclusively: that takes the start lock, which we hold.
        if (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
          channel.close();
          throw new LockedException(
              "another program holds " + folder.usersLock(), "end it, then start again");
        }
        usersChannel = channel;
      } catch (IOException e) {
        throw ServerFolder.failed("locking " + folder.usersLock(), e);
      }
    }
    users++;
  }

  /**
   * Counts a user out. Only from within {@link #exclusively}.
   *
   * @return whether no user is left, in this program or another
   */
  public boolean leave() {
    users--;
    return users == 0 && isUnused();
  }

  /** Tells whether no program uses the server. Only from within {@link #exclusively}. */
  public boolean isUnused() {
    if (users > 0) {
      return false;
    }
    try {
      if (usersChannel != null) {
        usersChannel.close();
        usersChannel = null;
      }
    } catch (IOException e) {
      throw ServerFolder.failed("unlocking " + folder.usersLock(), e);
    }
    try (FileChannel channel = channel(folder.usersLock());
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (IOException e) {
      throw ServerFolder.failed("locking " + folder.usersLock(), e);
    }
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private FileLock await(FileChannel channel) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
      if (System.nanoTime() > deadline) {
        throw new LockedException(
            "another program has been starting or stopping the database in "
                + folder.path()
                + " for "
                + PATIENCE.toMinutes()
                + " minutes",
            "end it, then start again");
      }
      pause(POLL_MILLIS);
    }
  }

  /** Waits a moment; an interrupt ends the run. */
  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while waiting for the database", null, e);
    }
  }
}
