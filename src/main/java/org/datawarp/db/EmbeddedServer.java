package org.datawarp.db;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.datawarp.error.DatabaseException;
import org.datawarp.error.DatawarpException;
import org.datawarp.error.LockedException;
import org.datawarp.error.StorageException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of a workspace's own, in one folder.
 *
 * <p>It listens on 127.0.0.1 only, on a port that is chosen once and kept while it is free, under a
 * generated password that stands in a file for its owner only. It is durable. Any number of
 * programs may start, use and leave it at once; the last to leave stops it, unless it is pinned or
 * somebody else is connected. A program or a server that is killed at any moment leaves nothing
 * that the next start does not put right.
 */
public final class EmbeddedServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration ORPHAN_PATIENCE = Duration.ofSeconds(30);
  private static final int PORT_ATTEMPTS = 5;
  private static final long LONG_LOG_BYTES = 4L << 20;
  private static final long POLL_MILLIS = 5;

  private final Path path;
  private final Clock clock;
  private boolean joined;

  /** Describes a server; nothing is made, read or started. */
  public EmbeddedServer(Path folder, Clock clock) {
    this.path = folder;
    this.clock = clock;
  }

  /**
   * Makes sure that the server takes connections, and counts this program as one of its users until
   * {@link #close()}. Makes the database where there is none. Costs next to nothing when it runs.
   *
   * @throws DatabaseException if PostgreSQL cannot be started here; the message has its last word
   * @throws StorageException if the folder cannot be written
   */
  public synchronized void start() {
    if (joined && isReady()) {
      return;
    }
    new ServerFolder(path.toAbsolutePath()).create();
    ServerFolder folder = folder();
    FolderLocks locks = FolderLocks.of(folder);
    locks.exclusively(
        () -> {
          if (!joined) {
            locks.enter();
            joined = true;
          }
          if (!becomesReady(folder)) {
            launch(folder);
          }
          return joined;
        });
  }

  /** Tells what is known of the server, without starting or making anything. */
  public ServerStatus status() {
    ServerFolder folder = folder();
    int major = folder.majorVersion().orElse(0);
    boolean pinned = Files.exists(folder.pinned());
    Optional<PidFile> serving = serving(folder);
    ServerStatus.State state =
        serving.isPresent()
            ? ServerStatus.State.RUNNING
            : major == 0 ? ServerStatus.State.ABSENT : ServerStatus.State.STOPPED;
    return new ServerStatus(
        folder.path(),
        state,
        pinned,
        major,
        serving.map(PidFile::port).orElse(0),
        serving.map(PidFile::pid).orElse(0L));
  }

  /** Keeps the server running after the last program has left, until {@link #stop()}. */
  public synchronized void pin() {
    new ServerFolder(path.toAbsolutePath()).create();
    ServerFolder folder = folder();
    folder.write(folder.pinned(), "pinned " + clock.instant() + "\n");
  }

  /**
   * Unpins the server and stops it now; sessions of other programs, such as psql, are ended and
   * roll back.
   *
   * @return whether it was running
   * @throws LockedException if another datawarp uses it at this moment; it goes on, unpinned
   */
  public synchronized boolean stop() {
    ServerFolder folder = folder();
    if (!Files.isDirectory(folder.path())) {
      return false;
    }
    FolderLocks locks = FolderLocks.of(folder);
    return locks.exclusively(
        () -> {
          unpin(folder);
          boolean unused = joined ? locks.leave() : locks.isUnused();
          joined = false;
          Optional<PidFile> serving = serving(folder);
          if (serving.isPresent() && !unused) {
            throw new LockedException(
                "another datawarp is using the database in " + folder.path(),
                "wait for it to end; the server stops with it");
          }
          serving.ifPresent(server -> shutDown(folder, server));
          return serving.isPresent();
        });
  }

  /**
   * Returns the URL for {@code psql} and other programs over libpq. It names the password file, not
   * the password.
   *
   * @throws DatabaseException if the server does not run
   */
  public String url() {
    return "postgresql://"
        + ServerInstaller.USER
        + "@"
        + place()
        + "?passfile="
        + ServerUrl.encode(folder().passfile().toString());
  }

  /**
   * Returns the URL for JDBC drivers. The password stands in {@link #passfile()}: give the driver
   * that file in the system property {@code org.postgresql.pgpassfile}.
   *
   * @throws DatabaseException if the server does not run
   */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + place() + "?user=" + ServerInstaller.USER;
  }

  /** Returns the file that holds the password, in the format of {@code .pgpass}. */
  public Path passfile() {
    return folder().passfile();
  }

  /** Leaves the server, which stops if nobody else uses it and it is not pinned. */
  @Override
  public void close() {
    leave(null);
  }

  /**
   * Leaves the server.
   *
   * @param session an open session to ask over; null to open one. Stopping ends it
   */
  synchronized void leave(@Nullable Connection session) {
    if (!joined) {
      return;
    }
    ServerFolder folder = folder();
    FolderLocks locks = FolderLocks.of(folder);
    joined = false;
    locks.exclusively(
        () -> {
          boolean last = locks.leave();
          Optional<PidFile> serving = serving(folder);
          if (last
              && serving.isPresent()
              && !Files.exists(folder.pinned())
              && !hasForeignSessions(session)) {
            shutDown(folder, serving.get());
          }
          return last;
        });
  }

  private ServerFolder folder() {
    try {
      return new ServerFolder(path.toRealPath());
    } catch (IOException e) {
      // Not made yet: the name as given is as good as any.
      return new ServerFolder(path.toAbsolutePath().normalize());
    }
  }

  private String place() {
    PidFile serving =
        serving(folder())
            .filter(PidFile::isReady)
            .orElseThrow(
                () ->
                    new DatabaseException(
                        "the database in " + path + " does not run",
                        "start it: datawarp db start"));
    return ServerInstaller.HOST + ":" + serving.port() + "/" + ServerInstaller.DATABASE;
  }

  private boolean isReady() {
    return serving(folder()).filter(PidFile::isReady).isPresent();
  }

  private static Optional<PidFile> serving(ServerFolder folder) {
    return PidFile.read(folder.data()).filter(file -> file.isServing(folder.data()));
  }

  /** Waits for a server that is there to be ready or to be gone; false when there is none. */
  private static boolean becomesReady(ServerFolder folder) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<PidFile> serving = serving(folder);
      if (serving.isEmpty()) {
        return false;
      }
      if (serving.get().isReady()) {
        requirePassfile(folder);
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

  private static void requirePassfile(ServerFolder folder) {
    if (!Files.exists(folder.passfile())) {
      throw new DatabaseException(
          "the password file " + folder.passfile() + " is gone",
          "run datawarp db stop; the next start makes a new one");
    }
  }

  private void launch(ServerFolder folder) {
    requirePlainPath(folder);
    folder.removeUnfinished();
    Launcher launcher = Launcher.of(folder);
    Integer major = folder.majorVersion().orElse(null);
    Binaries binaries = Binaries.require(folder, launcher, major);
    ServerInstaller installer = new ServerInstaller(folder, launcher, binaries);
    if (major == null) {
      installer.install();
    }
    removeStalePidFile(folder);
    if (!Files.exists(folder.passfile())) {
      installer.replacePassword();
    }
    int ports = PORT_ATTEMPTS;
    long deadline = System.nanoTime() + ORPHAN_PATIENCE.toNanos();
    while (true) {
      Optional<String> refusal = tryStart(folder, launcher, binaries);
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

  /** Starts the server once; returns PostgreSQL's reason where it did not start. */
  private static Optional<String> tryStart(
      ServerFolder folder, Launcher launcher, Binaries binaries) {
    removeStalePidFile(folder);
    int port = ServerConfiguration.choosePort(folder);
    ServerConfiguration.write(folder, port);
    long logged = rotateLog(folder);
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
    Launcher.Outcome outcome = launcher.run(command, "", PATIENCE.toSeconds() + 10);
    if (outcome.isSuccess()) {
      log.debug("PostgreSQL {} serves {} on port {}", binaries.major(), folder.path(), port);
      return Optional.empty();
    }
    return Optional.of(lastWord(folder, logged).orElse(outcome.lastLine()));
  }

  private static void shutDown(ServerFolder folder, PidFile server) {
    // SIGINT is PostgreSQL's fast shutdown: sessions are ended and roll back, data are flushed.
    Launcher shell = new Launcher(folder, List.of());
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

  private static void unpin(ServerFolder folder) {
    try {
      Files.deleteIfExists(folder.pinned());
    } catch (IOException e) {
      throw ServerFolder.failed("removing " + folder.pinned(), e);
    }
  }

  /** Sessions named like ours are those of programs that have just left, or were killed. */
  private boolean hasForeignSessions(@Nullable Connection session) {
    try {
      if (session != null && !session.isClosed()) {
        return countsForeign(session);
      }
      DatabaseSettings settings = DatabaseSettings.embedded(path);
      try (Connection own = Connector.to(ServerUrl.parse(url()), settings).open()) {
        return countsForeign(own);
      }
    } catch (SQLException | DatawarpException e) {
      log.debug("cannot ask who is connected, so the server goes on: {}", e.toString());
      return true;
    }
  }

  private static boolean countsForeign(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet result =
            statement.executeQuery(
                """
                SELECT EXISTS (SELECT FROM pg_stat_activity
                 WHERE backend_type = 'client backend' AND application_name <> 'datawarp')""")) {
      result.next();
      return result.getBoolean(1);
    }
  }

  /** PostgreSQL would not start while any process bears the number in the file. */
  private static void removeStalePidFile(ServerFolder folder) {
    if (PidFile.read(folder.data()).isPresent() && serving(folder).isEmpty()) {
      try {
        Files.deleteIfExists(folder.data().resolve("postmaster.pid"));
      } catch (IOException e) {
        throw ServerFolder.failed("removing a stale postmaster.pid in " + folder.data(), e);
      }
    }
  }

  private static void requirePlainPath(ServerFolder folder) {
    String text = folder.path().toString();
    if (text.chars().anyMatch(c -> c < ' ' || "\"$`\\'".indexOf(c) >= 0)) {
      throw new DatabaseException(
          "PostgreSQL cannot run from a folder whose path holds a quote, $, ` or \\: " + text,
          "choose another with --workspace, or name an external server with --db-url");
    }
  }

  /** Starts a new log when it has become long; returns the length of the one that goes on. */
  private static long rotateLog(ServerFolder folder) {
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

  private static Optional<String> lastWord(ServerFolder folder, long from) {
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
