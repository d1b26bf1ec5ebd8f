package org.datawarp.platform.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a postmaster writes into {@code postmaster.pid}.
 *
 * <p>Source: PostgreSQL's {@code utils/pidfile.h}: line 1 the process, 2 the data folder, 4 the
 * port, 8 the status, padded with blanks.
 *
 * @param pid the postmaster's process
 * @param data the data folder by the name that it was started with; empty while it is not written
 * @param port its port, 0 while it is not written yet
 * @param status {@code starting}, {@code stopping}, {@code ready} or {@code standby}, or empty
 */
public record PidFile(long pid, String data, int port, String status) {
  /** Reads the file of a data folder; empty when there is none, or it is not fully written. */
  static Optional<PidFile> read(Path data) {
    List<String> lines;
    try {
      lines = Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      // Gone, or being replaced at this moment: as good as not there.
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PidFile(
              lines.isEmpty() ? 0 : Long.parseLong(lines.get(0).strip()),
              lines.size() > 1 ? lines.get(1).strip() : "",
              lines.size() > 3 ? Integer.parseInt(lines.get(3).strip()) : 0,
              lines.size() > 7 ? lines.get(7).strip() : ""));
    } catch (NumberFormatException e) {
      return Optional.of(new PidFile(0, "", 0, ""));
    }
  }

  public boolean isReady() {
    return status.equals("ready");
  }

  /**
   * Tells whether the folder has another name than the server was started with: it no longer finds
   * what it reads by name, such as time zones, and takes no session in.
   */
  boolean isMovedTo(Path folder) {
    try {
      return !data.isEmpty() && !Files.isSameFile(Path.of(data), folder);
    } catch (IOException | InvalidPathException e) {
      return true;
    }
  }

  /**
   * Tells whether the process is alive and serves this data folder. A number that another process
   * has come to bear, or a dead one that nobody has reaped, is not.
   */
  boolean isServing(Path data) {
    Optional<ProcessHandle> process = pid > 0 ? ProcessHandle.of(pid) : Optional.empty();
    if (process.isEmpty() || !process.get().isAlive()) {
      return false;
    }
    Path proc = Path.of("/proc", Long.toString(pid));
    if (!Files.isDirectory(proc)) {
      return process.get().info().command().map(PidFile::isPostgres).orElse(true);
    }
    try {
      // A postmaster's working directory is its data folder.
      return Files.isSameFile(proc.resolve("cwd"), data);
    } catch (IOException e) {
      return isLivePostgres(proc);
    }
  }

  /** Decides from what everybody may read, where the process is another user's. */
  private static boolean isLivePostgres(Path proc) {
    try {
      String stat = Files.readString(proc.resolve("stat"), StandardCharsets.ISO_8859_1);
      int end = stat.lastIndexOf(')');
      String name = stat.substring(stat.indexOf('(') + 1, end);
      return isPostgres(name) && stat.charAt(end + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isPostgres(String command) {
    return command.endsWith("postgres");
  }
}
