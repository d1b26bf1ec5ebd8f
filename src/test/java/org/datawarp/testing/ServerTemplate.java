package org.datawarp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.datawarp.platform.postgres.EmbeddedServer;

/**
 * A folder of an embedded server that is stopped, made once for each JVM; tests that need a server
 * of their own but not its first start copy it.
 */
public final class ServerTemplate {
  private static final Path FOLDER =
      PostgresExtension.FOLDER.resolveSibling(PostgresExtension.FOLDER.getFileName() + "-template");

  private static boolean isMade;

  private ServerTemplate() {}

  /** Makes the folder, which is not there yet, as one where a server has run and was stopped. */
  public static synchronized void copyTo(Path folder) {
    try {
      if (!isMade) {
        if (Files.exists(FOLDER)) {
          PostgresExtension.deleteTree(FOLDER);
        }
        try (EmbeddedServer server = new EmbeddedServer(FOLDER, Clock.systemUTC())) {
          server.start();
        }
        isMade = true;
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
