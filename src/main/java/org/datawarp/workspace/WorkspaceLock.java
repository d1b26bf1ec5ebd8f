package org.datawarp.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.error.InterruptedRunException;
import org.datawarp.error.LockedException;
import org.datawarp.error.StorageException;
import org.jspecify.annotations.Nullable;

/*
 * The file's text names the holders, one line each: process id, a tab, the command. The locks are on
 * two bytes far beyond that text: one says who works in the workspace (shared or exclusive), the other
 * is held for the moments in which the text is rewritten. The operating system drops both when a
 * program dies, so a line whose process is gone is only ink, and the next holder rubs it out.
 */
/** The lock of a workspace: shared by refreshes, exclusive for what moves or deletes. */
public final class WorkspaceLock implements AutoCloseable {
  private static final long HOLD_BYTE = Long.MAX_VALUE - 2;
  private static final long TEXT_BYTE = Long.MAX_VALUE - 1;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int MAX_TEXT_BYTES = 1 << 16;

  /** How much of the workspace a command needs. */
  public enum Mode {
    /** Beside other shared holders. */
    SHARED,
    /** Alone. */
    EXCLUSIVE
  }

  private final FileChannel channel;
  private final FileLock lock;

  private WorkspaceLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock, waiting at most so long.
   *
   * @param holder the command, as other people are told
   * @throws LockedException if another program holds it and the wait is over
   * @throws StorageException if the lock file cannot be used
   */
  public static WorkspaceLock acquire(
      Workspace workspace, Mode mode, String holder, Duration wait) {
    Path file = workspace.lockFile();
    long end = System.nanoTime() + wait.toNanos();
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        FileLock lock = tryLock(channel, mode);
        while (lock == null && System.nanoTime() < end) {
          pause();
          lock = tryLock(channel, mode);
        }
        if (lock == null) {
          throw new LockedException(
              "the workspace " + workspace.root() + " is in use by " + holders(file),
              "wait for it to end, or give --wait 10m");
        }
        rewriteHolders(channel, holder);
        return new WorkspaceLock(channel, lock);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot lock the workspace with " + file + ": " + IoReason.of(e),
          "the workspace must be writable",
          e);
    }
  }

  @Override
  public void close() {
    try {
      rewriteHolders(channel, null);
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new StorageException("cannot release the workspace: " + IoReason.of(e), null, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel, Mode mode) throws IOException {
    try {
      return channel.tryLock(HOLD_BYTE, 1, mode == Mode.SHARED);
    } catch (OverlappingFileLockException e) {
      return null; // held by another thread of this program
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while waiting for the workspace", null, e);
    }
  }

  private static String holders(Path file) throws IOException {
    List<String> lines = aliveLines(Files.readString(file, StandardCharsets.UTF_8));
    return lines.isEmpty()
        ? "another program"
        : lines.stream()
            .map(line -> line.replaceFirst("(\\d+)\t(.*)", "'$2' (process $1)"))
            .collect(Collectors.joining(", "));
  }

  private static List<String> aliveLines(String text) {
    return text.lines().filter(WorkspaceLock::isAlive).toList();
  }

  private static boolean isAlive(String line) {
    int tab = line.indexOf('\t');
    try {
      return tab > 0
          && ProcessHandle.of(Long.parseLong(line.substring(0, tab)))
              .map(ProcessHandle::isAlive)
              .orElse(false);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static void rewriteHolders(FileChannel channel, @Nullable String holder)
      throws IOException {
    long self = ProcessHandle.current().pid();
    try (FileLock text = channel.lock(TEXT_BYTE, 1, false)) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), MAX_TEXT_BYTES));
      channel.read(buffer, 0);
      String kept =
          aliveLines(StandardCharsets.UTF_8.decode(buffer.flip()).toString()).stream()
              .filter(line -> !line.startsWith(self + "\t"))
              .map(line -> line + "\n")
              .collect(Collectors.joining());
      String added = holder == null ? "" : self + "\t" + holder.replaceAll("\\s+", " ") + "\n";
      byte[] bytes = (kept + added).getBytes(StandardCharsets.UTF_8);
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(bytes), 0);
      if (!text.isValid()) {
        throw new IOException("the lock was lost");
      }
    }
  }
}
