package org.datawarp.storage.workspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.LockFile;

/*
 * The file's text names the holders, one line each: process id, a tab, the command. The locks are on
 * two bytes far beyond that text: one says who works in the workspace (shared or exclusive), the other
 * is held for the moments in which the text is rewritten. The operating system drops both when a
 * program dies, so a line whose process is gone means nothing, and the next
 * holder removes it.
 */
/** The lock of a workspace: shared by refreshes, exclusive for what moves or deletes. */
public final class WorkspaceLock implements AutoCloseable {
  private static final long HOLD_BYTE = Long.MAX_VALUE - 2;
  private static final long TEXT_BYTE = Long.MAX_VALUE - 1;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int MAX_TEXT_BYTES = 1 << 16;

  /**
   * What this program holds, by lock file. A file is opened once: closing any channel of it drops
   * every lock the program has on it.
   */
  private static final Map<Path, Hold> HOLDS = new HashMap<>();

  private final Path file;
  private final Hold hold;
  private final String holder;

  private WorkspaceLock(Path file, Hold hold, String holder) {
    this.file = file;
    this.hold = hold;
    this.holder = holder;
  }

  /** One lock of this program and how many share it; guarded by {@link #HOLDS}. */
  private static final class Hold {
    private final LockFile lock;
    private final LockFile.Mode mode;
    private final List<String> holders = new ArrayList<>();

    Hold(LockFile lock, LockFile.Mode mode) {
      this.lock = lock;
      this.mode = mode;
    }
  }

  /**
   * Takes the lock, waiting at most so long.
   *
   * @param holder the command, as other people are told
   * @throws LockedException if another program holds it and the wait is over
   * @throws StorageException if the lock file cannot be used
   */
  public static WorkspaceLock acquire(
      Workspace workspace, LockFile.Mode mode, String holder, Duration wait) {
    Path file = workspace.lockFile();
    String line = holder.replaceAll("\\s+", " ");
    try {
      Optional<WorkspaceLock> lock =
          LockFile.await(wait, PAUSE, "the workspace", () -> tryAcquire(file, mode, line));
      if (lock.isEmpty()) {
        throw new LockedException(
            "the workspace " + workspace.root() + " is in use by " + holders(file),
            "wait for it to end, or give --wait 10m");
      }
      return lock.get();
    } catch (IOException e) {
      throw new StorageException(
          "cannot lock the workspace with " + file + ": " + IoErrors.of(e),
          "the workspace must be writable and have space",
          e);
    }
  }

  @Override
  public void close() {
    synchronized (HOLDS) {
      hold.holders.remove(holder);
      try {
        rewriteHolders(hold.lock, hold.holders);
      } catch (IOException e) {
        throw new StorageException("cannot release the workspace: " + IoErrors.of(e), null, e);
      } finally {
        dropIfUnused(file, hold);
      }
    }
  }

  private static Optional<WorkspaceLock> tryAcquire(Path file, LockFile.Mode mode, String holder)
      throws IOException {
    synchronized (HOLDS) {
      Hold hold = HOLDS.get(file);
      if (hold != null
          && (mode == LockFile.Mode.EXCLUSIVE || hold.mode == LockFile.Mode.EXCLUSIVE)) {
        return Optional.empty();
      }
      if (hold == null) {
        Optional<LockFile> lock = LockFile.tryHoldByte(file, HOLD_BYTE, mode);
        if (lock.isEmpty()) {
          return Optional.empty();
        }
        hold = new Hold(lock.get(), mode);
        HOLDS.put(file, hold);
      }
      hold.holders.add(holder);
      try {
        rewriteHolders(hold.lock, hold.holders);
      } catch (IOException e) {
        hold.holders.remove(holder);
        dropIfUnused(file, hold);
        throw e;
      }
      return Optional.of(new WorkspaceLock(file, hold, holder));
    }
  }

  private static String holders(Path file) throws IOException {
    String text;
    synchronized (HOLDS) {
      Hold own = HOLDS.get(file);
      text = own == null ? Files.readString(file) : read(own.lock.channel());
    }
    List<String> lines = aliveLines(text);
    return lines.isEmpty()
        ? "another program"
        : lines.stream()
            .map(line -> line.replaceFirst("(?<!\\d)(\\d++)\t(.*)", "'$2' (process $1)"))
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

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), MAX_TEXT_BYTES));
    channel.read(buffer, 0);
    return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
  }

  private static void rewriteHolders(LockFile lock, List<String> own) throws IOException {
    String self = ProcessHandle.current().pid() + "\t";
    FileChannel channel = lock.channel();
    lock.whileLocked(
        TEXT_BYTE,
        () -> {
          StringBuilder lines = new StringBuilder();
          for (String line : aliveLines(read(channel))) {
            if (!line.startsWith(self)) {
              lines.append(line).append('\n');
            }
          }
          own.forEach(holder -> lines.append(self).append(holder).append('\n'));
          channel.truncate(0);
          channel.write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8)), 0);
        });
  }

  private static void dropIfUnused(Path file, Hold hold) {
    if (!hold.holders.isEmpty()) {
      return;
    }
    HOLDS.remove(file);
    hold.lock.close();
  }
}
