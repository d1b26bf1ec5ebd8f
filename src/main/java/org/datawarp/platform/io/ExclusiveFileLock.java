package org.datawarp.platform.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.datawarp.model.error.StorageException;

/**
 * A short exclusive hold on a lock file, between threads and between programs, for the moments in
 * which a shared file is read, changed and replaced. Waits as long as it takes.
 */
public final class ExclusiveFileLock implements AutoCloseable {
  /** An operating system's file lock belongs to the whole program, so its threads queue here. */
  private static final ConcurrentHashMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final ReentrantLock threads;
  private final FileChannel channel;
  private final FileLock lock;

  private ExclusiveFileLock(ReentrantLock threads, FileChannel channel, FileLock lock) {
    this.threads = threads;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Waits for the lock file, creating it when missing, and holds it until closed.
   *
   * @throws StorageException if the file cannot be opened or locked
   */
  public static ExclusiveFileLock hold(Path lockFile) {
    Path key = lockFile.toAbsolutePath().normalize();
    ReentrantLock threads = THREADS.computeIfAbsent(key, path -> new ReentrantLock());
    threads.lock();
    try {
      Files.createDirectories(key.getParent());
      FileChannel channel =
          FileChannel.open(key, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        return new ExclusiveFileLock(threads, channel, channel.lock());
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      threads.unlock();
      throw new StorageException("cannot lock " + key + ": " + IoErrors.of(e), null, e);
    } catch (RuntimeException e) {
      threads.unlock();
      throw e;
    }
  }

  @Override
  public void close() {
    try (channel) {
      lock.release();
    } catch (IOException e) {
      throw new StorageException("cannot release a lock: " + IoErrors.of(e), null, e);
    } finally {
      threads.unlock();
    }
  }
}
