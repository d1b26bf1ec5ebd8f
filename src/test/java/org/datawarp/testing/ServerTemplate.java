package org.datawarp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
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
      List<Path> paths;
      try (Stream<Path> found = Files.walk(FOLDER)) {
        paths = found.toList();
      }
      for (Path path : paths) {
        Files.copy(
            path,
            folder.resolve(FOLDER.relativize(path).toString()),
            StandardCopyOption.COPY_ATTRIBUTES,
            LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
