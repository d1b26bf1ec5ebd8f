package org.datawarp.workflow.schedule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.AtomicFile;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.LockFile;

/** The lock that lets one job of a workspace run at a time; its holder is named to the others. */
final class JobLock implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final LockFile lock;
  private final Path holder;

  private JobLock(LockFile lock, Path holder) {
    this.lock = lock;
    this.holder = holder;
  }

  /**
   * Takes the lock, waiting at most so long.
   *
   * @throws LockedException naming the job that runs
   */
  static JobLock take(Path folder, Job job, Duration wait, Instant now) {
    Path file = folder.resolve("jobs.lock");
    Path holder = folder.resolve("jobs.holder");
    try {
      LockFile lock =
          LockFile.await(wait, PAUSE, "another job", () -> LockFile.tryHold(file))
              .orElseThrow(() -> locked(holder));
      AtomicFile.replace(
          holder,
          job.word() + " (process " + ProcessHandle.current().pid() + ", since " + now + ")");
      return new JobLock(lock, holder);
    } catch (IOException e) {
      throw new StorageException(
          "cannot lock " + file + ": " + IoErrors.of(e), "the workspace must be writable", e);
    }
  }

  private static LockedException locked(Path holder) {
    String who;
    try {
      who = Files.readString(holder);
    } catch (IOException e) {
      who = "another process"; // it has not written its name yet
    }
    return new LockedException(
        "a job runs already: " + who, "wait for it to end, or give --wait 2h");
  }

  @Override
  public void close() {
    try (lock) {
      Files.deleteIfExists(holder);
    } catch (IOException e) {
      throw new StorageException("cannot delete " + holder + ": " + IoErrors.of(e), null, e);
    }
  }
}
