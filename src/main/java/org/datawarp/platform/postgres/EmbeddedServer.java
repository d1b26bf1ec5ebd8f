package org.datawarp.platform.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.postgres.embedded.FolderLocks;
import org.datawarp.platform.postgres.embedded.PidFile;
import org.datawarp.platform.postgres.embedded.Postmaster;
import org.datawarp.platform.postgres.embedded.ServerFolder;
import org.datawarp.platform.postgres.embedded.ServerInstaller;
import org.datawarp.platform.postgres.embedded.ServerRoles;
import org.datawarp.platform.postgres.session.Connector;
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
          Postmaster postmaster = new Postmaster(folder);
          if (!postmaster.becomesReady()) {
            postmaster.launch();
          }
          new ServerRoles(folder).ensure(port(folder));
          return joined;
        });
  }

  /** Tells what is known of the server, without starting or making anything. */
  public ServerStatus status() {
    ServerFolder folder = folder();
    int major = folder.majorVersion().orElse(0);
    boolean pinned = Files.exists(folder.pinned());
    Optional<PidFile> serving = new Postmaster(folder).serving();
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
          Optional<PidFile> serving = new Postmaster(folder).serving();
          if (serving.isPresent() && !unused) {
            throw new LockedException(
                "another datawarp is using the database in " + folder.path(),
                "wait for it to end; the server stops with it");
          }
          serving.ifPresent(server -> new Postmaster(folder).shutDown(server));
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
    ServerFolder folder = folder();
    return ServerRoles.url(
        port(folder), ServerInstaller.DATABASE, ServerRoles.USER, folder.passfile());
  }

  /**
   * Returns the URL of the administrator's own database, where no tables of users are. It is for
   * what the everyday role may not do, such as making roles; no work on data goes this way.
   *
   * @throws DatabaseException if the server does not run
   */
  public String adminUrl() {
    ServerFolder folder = folder();
    return ServerRoles.url(port(folder), "postgres", ServerRoles.ADMIN, folder.adminPassfile());
  }

  /**
   * Returns the URL for JDBC drivers. The password stands in {@link #passfile()}: give the driver
   * that file in the system property {@code org.postgresql.pgpassfile}.
   *
   * @throws DatabaseException if the server does not run
   */
  public String jdbcUrl() {
    return "jdbc:postgresql://"
        + ServerInstaller.HOST
        + ":"
        + port(folder())
        + "/"
        + ServerInstaller.DATABASE
        + "?user="
        + ServerRoles.USER;
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
          Optional<PidFile> serving = new Postmaster(folder).serving();
          if (last
              && serving.isPresent()
              && !Files.exists(folder.pinned())
              && !hasForeignSessions(session)) {
            new Postmaster(folder).shutDown(serving.get());
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

  private int port(ServerFolder folder) {
    return new Postmaster(folder)
        .serving()
        .filter(PidFile::isReady)
        .orElseThrow(
            () ->
                new DatabaseException(
                    "the database in " + path + " does not run", "start it: datawarp db start"))
        .port();
  }

  private boolean isReady() {
    return new Postmaster(folder()).serving().filter(PidFile::isReady).isPresent();
  }

  private static void unpin(ServerFolder folder) {
    try {
      Files.deleteIfExists(folder.pinned());
    } catch (IOException e) {
      throw ServerFolder.failed("removing " + folder.pinned(), e);
    }
  }

  /**
   * Sessions named like ours are those of programs that have just left, or were killed. Of another
   * role's sessions an ordinary role sees the name and not the kind.
   */
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
    return Sql.is(
        session,
        """
        SELECT EXISTS (SELECT FROM pg_stat_activity
         WHERE datid IS NOT NULL AND usesysid IS NOT NULL
           AND application_name IS DISTINCT FROM 'datawarp'
           AND coalesce(backend_type, 'client backend') = 'client backend')""");
  }
}
