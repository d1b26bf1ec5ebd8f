package org.datawarp.workflow.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.LockFile;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.platform.postgres.EmbeddedServer;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of its own for one trial, made and thrown away. The trial works as its everyday role:
 * whatever a dump makes the server do, it cannot touch files, programs or other databases.
 */
final class ScratchServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScratchServer.class);
  private static final String ALIVE = ".alive";

  private final Path folder;
  private final LockFile alive;
  private final EmbeddedServer server;
  private final Database database;

  private ScratchServer(Path folder, LockFile alive, EmbeddedServer server, Database database) {
    this.folder = folder;
    this.alive = alive;
    this.server = server;
    this.database = database;
  }

  /**
   * Starts a server in a new folder, with one empty database.
   *
   * @param parent the folder of all trials
   */
  static ScratchServer start(Path parent, Clock clock) {
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    Path folder = parent.resolve(HexFormat.of().formatHex(random));
    try {
      Files.createDirectories(folder);
      LockFile alive =
          LockFile.tryHold(folder.resolve(ALIVE))
              .orElseThrow(() -> new IOException("another program removes it"));
      EmbeddedServer server = new EmbeddedServer(folder.resolve("postgres"), clock);
      try {
        server.start();
        makeFleeting(server, folder, clock);
        return new ScratchServer(
            folder,
            alive,
            server,
            new Database(DatabaseSettings.embedded(folder.resolve("postgres")), clock));
      } catch (RuntimeException e) {
        try (alive) {
          server.stop();
          TemporaryFolder.deleteTree(folder);
        } catch (RuntimeException closing) {
          e.addSuppressed(closing);
        }
        throw e;
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot make a server for the trial in " + folder + ": " + IoErrors.of(e),
          "free space or mend permissions",
          e);
    }
  }

  /** Stops and removes the servers of trials that died. */
  static void removeAbandoned(Path parent, Clock clock) {
    if (!Files.isDirectory(parent)) {
      return;
    }
    try (Stream<Path> folders = Files.list(parent)) {
      for (Path folder : folders.filter(Files::isDirectory).toList()) {
        try (LockFile alive = LockFile.tryHold(folder.resolve(ALIVE)).orElse(null)) {
          if (alive != null) {
            new EmbeddedServer(folder.resolve("postgres"), clock).stop();
            TemporaryFolder.deleteTree(folder);
          }
        }
      }
    } catch (IOException e) {
      throw new StorageException(
          "cannot remove what a trial left in " + parent + ": " + IoErrors.of(e),
          "delete the folder",
          e);
    }
  }

  /** Returns the empty database. */
  Database database() {
    return database;
  }

  @Override
  public void close() {
    try (alive) {
      database.close();
      server.stop();
      TemporaryFolder.deleteTree(folder);
    }
  }

  /** What is thrown away need not survive a crash. */
  private static void makeFleeting(EmbeddedServer server, Path folder, Clock clock) {
    DatabaseSettings settings =
        DatabaseSettings.of(server.adminUrl(), Map.of(), folder, folder.resolve("unused"));
    try (Database admin = new Database(settings, clock);
        Connection connection = admin.open()) {
      connection.setAutoCommit(true);
      Sql.run(
          connection,
          "ALTER SYSTEM SET fsync = off",
          "ALTER SYSTEM SET full_page_writes = off",
          "ALTER SYSTEM SET synchronous_commit = off",
          "SELECT pg_reload_conf()");
    } catch (SQLException e) {
      throw SqlErrors.translate("preparing the server of the trial", e);
    }
  }
}
