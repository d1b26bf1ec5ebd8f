package org.datawarp.platform.io;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.StorageException;

/**
 * A lock on a file, held against other threads and other programs until it is closed or the program
 * ends, however it ends.
 *
 * <p>The operating system gives such a lock to a program as a whole, and takes it away when any
 * channel of the file is closed. So a program opens a file that it may have locked only here, once
 * at a time.
 */
public final class LockFile implements AutoCloseable {
  private static final OpenOption[] MAKE = {
    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE
  };
  private static final OpenOption[] FIND = {
    StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS
  };

  /** Of each file whether this program has it open: one permit. */
  private static final Map<Path, Semaphore> FILES = new ConcurrentHashMap<>();

  /** Against whom a lock is. */
  public enum Mode {
    /** Against exclusive ones of other programs; a program takes it once. */
    SHARED,
    /** Against all others. */
    EXCLUSIVE
  }

  /** The bytes that are locked; they need not exist. */
  private record Region(long position, long size, Mode mode) {
    static final Region WHOLE = new Region(0, Long.MAX_VALUE, Mode.EXCLUSIVE);
  }

  private final Path file;
  private final FileChannel channel;
  private final Semaphore permit;

  private LockFile(Path file, FileChannel channel, Semaphore permit) {
    this.file = file;
    this.channel = channel;
    this.permit = permit;
  }

  /**
   * Waits for a file, creating it and its folder when missing, and locks it.
   *
   * @throws StorageException if the file cannot be opened or locked
   */
  public static LockFile hold(Path file) {
    Path key = key(file);
    Semaphore permit = permit(key);
    permit.acquireUninterruptibly();
    LockFile held = null;
    try {
      Files.createDirectories(requireNonNull(key.getParent(), "a file lies in a folder"));
      FileChannel channel = FileChannel.open(key, MAKE);
      try {
        channel.lock();
        held = new LockFile(key, channel, permit);
      } finally {
        closeUnless(held != null, channel);
      }
      return held;
    } catch (IOException e) {
      throw new StorageException("cannot lock " + key + ": " + IoErrors.of(e), null, e);
    } finally {
      if (held == null) {
        permit.release();
      }
    }
  }

  /**
   * Locks a file if nobody has, creating it when missing.
   *
   * @return empty where a thread of this program or another program holds it
   */
  public static Optional<LockFile> tryHold(Path file) throws IOException {
    return tryHold(file, Region.WHOLE, MAKE);
  }

  /** Locks a file like {@link #tryHold} that must exist and be no symbolic link. */
  public static Optional<LockFile> tryHoldExisting(Path file) throws IOException {
    return tryHold(file, Region.WHOLE, FIND);
  }

  /** Locks one byte of a file like {@link #tryHold}; the others stay free. */
  public static Optional<LockFile> tryHoldByte(Path file, long position, Mode mode)
      throws IOException {
    return tryHold(file, new Region(position, 1, mode), MAKE);
  }

  /** Locks a file like {@link #tryHold}, beside other programs that do the same. */
  public static Optional<LockFile> tryShare(Path file) throws IOException {
    return tryHold(file, new Region(0, Long.MAX_VALUE, Mode.SHARED), MAKE);
  }

  /** One attempt to get something. */
  @FunctionalInterface
  public interface Attempt<T> {
    /** Tries; empty where somebody else has it. */
    Optional<T> get() throws IOException;
  }

  /**
   * Tries until it succeeds or the time is over, at least once.
   *
   * @param what what is waited for, as in {@code another sync}
   * @throws InterruptedRunException if the thread is interrupted
   */
  public static <T> Optional<T> await(
      Duration limit, Duration pause, String what, Attempt<T> attempt) throws IOException {
    long start = System.nanoTime();
    Optional<T> got = attempt.get();
    while (got.isEmpty() && System.nanoTime() - start < limit.toNanos()) {
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedRunException("stopped while waiting for " + what, null, e);
      }
      got = attempt.get();
    }
    return got;
  }

  /** Returns the file's content, to read and write; closed with the lock. */
  public FileChannel channel() {
    return channel;
  }

  /** Work on a file. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws IOException;
  }

  /** Works while one more byte of the file is locked, waiting for it. */
  public void whileLocked(long position, Work work) throws IOException {
    try (java.nio.channels.FileLock lock = channel.lock(position, 1, false)) {
      work.run();
      if (!lock.isValid()) {
        throw new IOException("the lock was lost");
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException("cannot release " + file + ": " + IoErrors.of(e), null, e);
    } finally {
      permit.release();
    }
  }

  private static Optional<LockFile> tryHold(Path file, Region region, OpenOption... options)
      throws IOException {
    Path key = key(file);
    Semaphore permit = permit(key);
    if (!permit.tryAcquire()) {
      return Optional.empty();
    }
    LockFile held = null;
    try {
      FileChannel channel = FileChannel.open(key, Set.of(options));
      try {
        if (channel.tryLock(region.position(), region.size(), region.mode() == Mode.SHARED)
            != null) {
          held = new LockFile(key, channel, permit);
        }
      } finally {
        closeUnless(held != null, channel);
      }
      return Optional.ofNullable(held);
    } finally {
      if (held == null) {
        permit.release();
      }
    }
  }

  private static void closeUnless(boolean isHeld, FileChannel channel) throws IOException {
    if (!isHeld) {
      channel.close();
    }
  }

  private static Path key(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private static Semaphore permit(Path key) {
    return FILES.computeIfAbsent(key, path -> new Semaphore(1));
  }
}
