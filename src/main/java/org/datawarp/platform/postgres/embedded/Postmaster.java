package org.datawarp.platform.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.error.DatabaseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process of a folder: whether it is there, its start and its end. Starting and ending
 * are for the holder of the folder's start lock.
 *
 * @param folder the server's folder
 */
public record Postmaster(ServerFolder folder) {
  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(30);
  private static final int PORT_ATTEMPTS = 5;
  private static final long LONG_LOG_BYTES = 4L << 20;
  private static final long POLL_MILLIS = 5;

  /** Returns what the server says of itself, if it is alive. */
  public Optional<PidFile> serving() {
    return PidFile.read(folder.data()).filter(file -> file.isServing(folder.data()));
  }

  /**
   * Waits for a server that is there to be ready or to be gone; false when there is none. One whose
   * folder was moved under it is ended.
   */
  public boolean becomesReady() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    serving().filter(server -> server.isMovedTo(folder.data())).ifPresent(this::shutDown);
    while (true) {
      Optional<PidFile> serving = serving();
      if (serving.isEmpty()) {
        return false;
      }
      if (serving.get().isReady()) {
        requirePassfile();
        return true;
      }
      if (System.nanoTime() > deadline) {
        throw new DatabaseException(
            "the database in "
                + folder.path()
                + " has been "
                + serving.get().status()
                + " for "
                + PATIENCE.toMinutes()
                + " minutes",
            "look into " + folder.log());
      }
      FolderLocks.pause(POLL_MILLIS);
    }
  }

  /** Starts the server, and makes the database first where there is none. */
  public void launch() {
    requirePlainPath();
    folder.removeUnfinished();
    folder.makePrivate();
    ServerLauncher launcher = ServerLauncher.of(folder);
    Integer major = folder.majorVersion().orElse(null);
    ServerBinaries binaries = ServerBinaries.require(folder, launcher, major);
    ServerInstaller installer = new ServerInstaller(folder, launcher, binaries);
    if (major == null) {
      installer.install();
    }
    removeStalePidFile();
    if (!Files.exists(folder.passfile())) {
      installer.replacePassword();
    }
    ServerRoles roles = new ServerRoles(folder);
    if (!roles.areReady()) {
      installer.replaceAdminPassword(roles.preparePassword());
    }
    int ports = PORT_ATTEMPTS;
    long deadline = System.nanoTime() + ORPHAN_PATIENCE.toNanos();
    while (true) {
      Optional<String> refusal = tryStart(launcher, binaries);
      if (refusal.isEmpty()) {
        return;
      }
      String reason = refusal.get();
      if (reason.contains("TCP/IP socket") || reason.contains("Address already in use")) {
        if (--ports == 0) {
          throw installer.failure("starting PostgreSQL", reason);
        }
        ServerConfiguration.forgetPort(folder);
      } else if (reason.contains("shared memory") && System.nanoTime() < deadline) {
        // Sessions of a server that was killed: they notice and end within moments.
        FolderLocks.pause(100);
      } else {
        throw installer.failure("starting PostgreSQL", reason);
      }
    }
  }

  /** Ends the server and waits for its end. */
  public void shutDown(PidFile server) {
    // SIGINT is PostgreSQL's fast shutdown: sessions are ended and roll back, data are flushed.
    ServerLauncher shell = new ServerLauncher(folder, List.of());
    shell.run(List.of("sh", "-c", "kill -INT " + server.pid()), "", 10);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (server.isServing(folder.data())) {
      if (System.nanoTime() > deadline) {
        throw new DatabaseException(
            "PostgreSQL in " + folder.path() + " does not stop", "look into " + folder.log());
      }
      FolderLocks.pause(POLL_MILLIS);
    }
  }

  /** Starts the server once; returns PostgreSQL's reason where it did not start. */
  private Optional<String> tryStart(ServerLauncher launcher, ServerBinaries binaries) {
    removeStalePidFile();
    int port = ServerConfiguration.choosePort(folder);
    ServerConfiguration.write(folder, port);
    long logged = rotateLog();
    // Relative names, since pg_ctl passes them through a shell.
    List<String> command =
        List.of(
            binaries.program("pg_ctl"),
            "start",
            "--silent",
            "--wait",
            "--timeout=" + PATIENCE.toSeconds(),
            "--pgdata=data",
            "--log=server.log");
    ServerLauncher.Outcome outcome = launcher.run(command, "", PATIENCE.toSeconds() + 10);
    if (outcome.isSuccess()) {
      log.debug("PostgreSQL {} serves {} on port {}", binaries.major(), folder.path(), port);
      return Optional.empty();
    }
    return Optional.of(lastWord(logged).orElse(outcome.lastLine()));
  }

  private void requirePassfile() {
    if (!Files.exists(folder.passfile())) {
      throw new DatabaseException(
          "the password file " + folder.passfile() + " is gone",
          "run datawarp db stop; the next start makes a new one");
    }
  }

  /** PostgreSQL would not start while any process bears the number in the file. */
  private void removeStalePidFile() {
    if (PidFile.read(folder.data()).isPresent() && serving().isEmpty()) {
      try {
        Files.deleteIfExists(folder.data().resolve("postmaster.pid"));
      } catch (IOException e) {
        throw ServerFolder.failed("removing a stale postmaster.pid in " + folder.data(), e);
      }
    }
  }

  private void requirePlainPath() {
    String text = folder.path().toString();
    if (text.chars().anyMatch(c -> c < ' ' || "\"$`\\'".indexOf(c) >= 0)) {
      throw new DatabaseException(
          "PostgreSQL cannot run from a folder whose path holds a quote, $, ` or \\: " + text,
          "choose another with --workspace, or name an external server with --db-url");
    }
  }

  /** Starts a new log when it has become long; returns the length of the one that goes on. */
  private long rotateLog() {
    try {
      if (!Files.exists(folder.log())) {
        return 0;
      }
      long length = Files.size(folder.log());
      if (length < LONG_LOG_BYTES) {
        return length;
      }
      Files.move(
          folder.log(),
          folder.log().resolveSibling("server.log.1"),
          StandardCopyOption.REPLACE_EXISTING);
      return 0;
    } catch (IOException e) {
      throw ServerFolder.failed("rotating " + folder.log(), e);
    }
  }

  private Optional<String> lastWord(long from) {
    try {
      byte[] bytes = Files.readAllBytes(folder.log());
      int start = (int) Math.min(from, bytes.length);
      List<String> lines =
          new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank() && !line.contains("LOG:  database system is shut"))
              .toList();
      return lines.stream()
          .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
          .reduce((first, second) -> second)
          .or(() -> lines.stream().reduce((first, second) -> second));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
