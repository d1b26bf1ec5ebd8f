package org.datawarp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;

/**
 * A folder of an embedded server that is stopped, made once for each JVM; its database has the
 * current schema, and it is not durable. Tests that need a server of their own but not its first
 * start copy it.
 */
public final class ServerTemplate {
  private static final Path FOLDER =
      PostgresExtension.FOLDER.resolveSibling(PostgresExtension.FOLDER.getFileName() + "-template");

  private static boolean isMade;

  private ServerTemplate() {}

  private static void delete() {
    try {
      PostgresExtension.deleteTree(FOLDER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the folder, which is not there yet, as one where a server has run and was stopped. */
  public static synchronized void copyTo(Path folder) {
    try {
      if (!isMade) {
        if (Files.exists(FOLDER)) {
          PostgresExtension.deleteTree(FOLDER);
        }
        ServerPrograms.putInto(FOLDER);
        try (Database database =
            new Database(DatabaseSettings.embedded(FOLDER), Clock.systemUTC())) {
          database.requireSchema();
        }
        Files.writeString(
            FOLDER.resolve("data/postgresql.auto.conf"),
            "fsync = off\nfull_page_writes = off\nautovacuum = off\n",
            StandardOpenOption.APPEND);
        isMade = true;
        Runtime.getRuntime().addShutdownHook(new Thread(ServerTemplate::delete));
      }
      ServerPrograms.copyTree(FOLDER, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
