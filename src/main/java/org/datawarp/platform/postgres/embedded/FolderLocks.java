package org.datawarp.platform.postgres.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.LockedException;
import org.datawarp.platform.io.LockFile;
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
  private static final Duration POLL = Duration.ofMillis(10);

  private final ServerFolder folder;
  private final ReentrantLock gate = new ReentrantLock();
  private int users;
  private @Nullable LockFile usersLock;

  private FolderLocks(ServerFolder folder) {
    this.folder = folder;
  }

  public static FolderLocks of(ServerFolder folder) {
    return BY_FOLDER.computeIfAbsent(folder.path(), path -> new FolderLocks(folder));
  }

  /** Runs something while no other thread or program starts or stops the server. */
  public <T> T exclusively(Supplier<T> work) {
    gate.lock();
    try (LockFile lock = startLock()) {
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
        // Nobody can hold it exclusively: that takes the start lock, which we hold.
        usersLock =
            LockFile.tryShare(folder.usersLock())
                .orElseThrow(
                    () ->
                        new LockedException(
                            "another program holds " + folder.usersLock(),
                            "end it, then start again"));
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
    if (usersLock != null) {
      usersLock.close();
      usersLock = null;
    }
    try {
      Optional<LockFile> alone = LockFile.tryHold(folder.usersLock());
      alone.ifPresent(LockFile::close);
      return alone.isPresent();
    } catch (IOException e) {
      throw ServerFolder.failed("locking " + folder.usersLock(), e);
    }
  }

  private LockFile startLock() throws IOException {
    return LockFile.await(
            PATIENCE, POLL, "the database", () -> LockFile.tryHold(folder.startLock()))
        .orElseThrow(
            () ->
                new LockedException(
                    "another program has been starting or stopping the database in "
                        + folder.path()
                        + " for "
                        + PATIENCE.toMinutes()
                        + " minutes",
                    "end it, then start again"));
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
