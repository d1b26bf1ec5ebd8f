package org.datawarp.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.platform.postgres.EmbeddedServer;

/**
 * The PostgreSQL that a package of the system installed, where there is one: server and clients.
 */
public final class InstalledPostgres {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");

  private static String url = "";

  private InstalledPostgres() {}

  /** Finds the newest major version that has server, pg_dump and psql. */
  public static Optional<Integer> majorVersion() {
    if (!Files.isDirectory(PACKAGES)) {
      return Optional.empty();
    }
    List<Integer> majors = new ArrayList<>();
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(PACKAGES, "[1-9][0-9]")) {
      for (Path version : versions) {
        if (List.of("postgres", "initdb", "pg_ctl", "pg_dump", "psql").stream()
            .allMatch(program -> Files.isExecutable(version.resolve("bin").resolve(program)))) {
          majors.add(Integer.valueOf(version.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return majors.stream().max(Comparator.naturalOrder());
  }

  /** Returns the settings of a new, empty database on a server of that version. */
  public static synchronized DatabaseSettings freshDatabase() {
    if (url.isEmpty()) {
      EmbeddedServer server = new EmbeddedServer(folder(), Clock.systemUTC());
      Runtime.getRuntime()
          .addShutdownHook(new Thread(PostgresExtension.startFleeting(server, folder())));
      url = server.adminUrl();
    }
    String name = "test_" + System.nanoTime();
    PostgresExtension.execute(settings(url), "CREATE DATABASE " + name);
    return settings(url.replace("/postgres?", "/" + name + "?"));
  }

  /**
   * Runs psql on a file and returns what it said; fails when it fails.
   *
   * @param file plain SQL
   */
  public static String psql(DatabaseSettings target, Path file) throws IOException {
    Path said = Files.createTempFile("psql", ".log");
    ProcessBuilder builder =
        new ProcessBuilder("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .redirectInput(new File("/dev/null"));
    try (Database database = new Database(target, Clock.systemUTC())) {
      builder.environment().putAll(database.clientEnvironment());
    }
    builder.environment().putAll(Map.of("PGOPTIONS", "", "LC_ALL", "C"));
    try {
      int code = builder.start().waitFor();
      String words = Files.readString(said, StandardCharsets.UTF_8);
      if (code != 0) {
        throw new IOException("psql failed with " + code + ": " + words);
      }
      return words;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(said);
    }
  }

  /** A server's folder whose programs are a link to those of the package. */
  private static Path folder() {
    int major = majorVersion().orElseThrow();
    Path folder =
        PostgresExtension.FOLDER.resolveSibling(
            PostgresExtension.FOLDER.getFileName() + "-installed-" + major);
    Path programs = folder.resolve(Integer.toString(major));
    try {
      Files.createDirectories(folder);
      if (!Files.exists(programs)) {
        Files.createSymbolicLink(programs, PACKAGES.resolve(Integer.toString(major)));
      }
      return folder;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DatabaseSettings settings(String address) {
    return DatabaseSettings.of(
        address, System.getenv(), Path.of(System.getProperty("user.home")), Path.of("unused"));
  }
}
