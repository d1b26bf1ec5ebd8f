package org.datawarp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.platform.postgres.EmbeddedServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A real PostgreSQL for tests, one for each JVM: the one that {@code DATAWARP_TEST_DB_URL} names,
 * else a container where there is Docker, else the embedded one in {@link #FOLDER}.
 *
 * <p>A test class marked {@code @ExtendWith(PostgresExtension.class)} may take parameters: {@link
 * DatabaseSettings} is a database with the current schema that the whole class shares, {@link
 * Database} one over it, closed after the class. Tests that need more call {@link #freshDatabase()}
 * or {@link #migratedDatabase()}; these are dropped after the class too.
 */
public final class PostgresExtension implements ParameterResolver, AfterAllCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PostgresExtension.class);
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String PREFIX = "datawarp_test_";
  private static final String OWNER = PREFIX + "owner";
  private static final List<String> CREATED = new ArrayList<>();

  private static final Path ON_DISK =
      Path.of("target", "test-postgres" + System.getProperty("datawarp.fork", "")).toAbsolutePath();

  /**
   * Where the embedded server lies: processes that run tests side by side have one each. Hundreds
   * of databases are made and dropped, which is quick in memory.
   */
  public static final Path FOLDER = MemoryFolders.named("postgres").orElse(ON_DISK);

  private static @Nullable Database administrator;
  private static String serverUrl = "";
  private static String template = "";

  /** Where nothing is durable, a checkpoint costs less than a log of every page. */
  private static String strategy = "";

  /** Returns the settings of a new, empty database. */
  public static synchronized DatabaseSettings freshDatabase() {
    return created("");
  }

  /**
   * Returns the settings of a new, empty database for a role that owns it and has no other right,
   * as a database is given to a person.
   */
  public static synchronized DatabaseSettings ownedDatabase() {
    DatabaseSettings made = created("");
    String database = CREATED.get(CREATED.size() - 1);
    execute(
        made,
        "DO $$ BEGIN CREATE ROLE "
            + OWNER
            + " LOGIN PASSWORD '"
            + OWNER
            + "'; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "ALTER DATABASE " + database + " OWNER TO " + OWNER);
    return settings(
        made.url()
            + (serverUrl.contains("?") ? "&" : "?")
            + "user="
            + OWNER
            + "&password="
            + OWNER);
  }

  /** Returns the settings of a new database that has the current schema; quicker than migrating. */
  public static synchronized DatabaseSettings migratedDatabase() {
    if (template.isEmpty()) {
      DatabaseSettings settings = created("");
      try (Database database = new Database(settings, Clock.systemUTC())) {
        database.requireSchema();
      }
      template = CREATED.get(CREATED.size() - 1);
    }
    return created(" TEMPLATE " + template);
  }

  /** Runs statements over a connection of their own, in autocommit mode. */
  public static void execute(DatabaseSettings settings, String... statements) {
    try (Database database = new Database(settings, Clock.systemUTC())) {
      execute(database, statements);
    }
  }

  private static void execute(Database database, String... statements) {
    try (Connection connection = database.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Keeps sessions open on which databases are made, hundreds in a run. */
  private static Database administrator(String server) {
    if (administrator == null) {
      administrator = new Database(settings(server), Clock.systemUTC());
    }
    return administrator;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == DatabaseSettings.class || type == Database.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ExtensionContext.Store store = store(context);
    DatabaseSettings settings =
        store.getOrComputeIfAbsent("settings", key -> migratedDatabase(), DatabaseSettings.class);
    if (parameter.getParameter().getType() == DatabaseSettings.class) {
      return settings;
    }
    return store.getOrComputeIfAbsent(
        "database", key -> new Database(settings, Clock.systemUTC()), Database.class);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Database database = store(context).remove("database", Database.class);
    if (database != null) {
      database.close();
    }
    dropUsed();
  }

  /** Drops what a class has used; hundreds of databases would take a minute when the JVM ends. */
  private static synchronized void dropUsed() {
    for (String name : CREATED) {
      if (!name.equals(template)) {
        execute(administrator(server()), "DROP DATABASE IF EXISTS " + name + " (FORCE)");
      }
    }
    CREATED.removeIf(name -> !name.equals(template));
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(
        ExtensionContext.Namespace.create(NAMESPACE, context.getRequiredTestClass()));
  }

  private static DatabaseSettings created(String options) {
    String server = server();
    String name = PREFIX + ProcessHandle.current().pid() + "_" + NUMBERS.incrementAndGet();
    execute(administrator(server), "CREATE DATABASE " + name + options + strategy);
    CREATED.add(name);
    int path = serverUrl.indexOf("?");
    String main = path < 0 ? serverUrl : serverUrl.substring(0, path);
    String query = path < 0 ? "" : serverUrl.substring(path);
    return settings(main.substring(0, main.lastIndexOf('/') + 1) + name + query);
  }

  private static DatabaseSettings settings(String url) {
    return DatabaseSettings.of(
        url, System.getenv(), Path.of(System.getProperty("user.home")), Path.of("unused"));
  }

  private static String server() {
    if (!serverUrl.isEmpty()) {
      return serverUrl;
    }
    String named = System.getenv("DATAWARP_TEST_DB_URL");
    Runnable stop = PostgresExtension::dropCreated;
    if (named != null && !named.isBlank()) {
      serverUrl = named;
    } else if (isDockerHere()) {
      PostgreSQLContainer container = new PostgreSQLContainer("postgres:17-alpine");
      container.start();
      serverUrl =
          "postgresql://"
              + container.getUsername()
              + ":"
              + container.getPassword()
              + "@"
              + container.getHost()
              + ":"
              + container.getMappedPort(5432)
              + "/"
              + container.getDatabaseName();
      stop = container::stop;
    } else {
      stop = embedded();
    }
    dropLeftovers();
    Runnable last = stop;
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (administrator != null) {
                    administrator.close();
                  }
                  last.run();
                }));
    return serverUrl;
  }

  private static void dropCreated() {
    for (String name : CREATED) {
      execute(settings(serverUrl), "DROP DATABASE IF EXISTS " + name + " (FORCE)");
    }
  }

  /** Starts it and returns what ends it. */
  private static Runnable embedded() {
    EmbeddedServer server = new EmbeddedServer(FOLDER, Clock.systemUTC());
    ServerPrograms.putInto(FOLDER);
    Runnable stop = startFleeting(server, FOLDER);
    ServerPrograms.keep(FOLDER);
    serverUrl = server.adminUrl();
    strategy = " STRATEGY FILE_COPY";
    return stop;
  }

  /**
   * Starts a server, not durable, and returns what ends it and throws it away; on a disk its
   * programs stay.
   */
  static Runnable startFleeting(EmbeddedServer server, Path folder) {
    server.start();
    execute(
        settings(server.adminUrl()),
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET full_page_writes = off",
        "ALTER SYSTEM SET synchronous_commit = off",
        // Its workers would visit hundreds of databases in turn.
        "ALTER SYSTEM SET autovacuum = off",
        "SELECT pg_reload_conf()");
    return () -> {
      server.close();
      Path data = folder.resolve("data");
      if (!Files.exists(data.resolve("postmaster.pid"))) {
        delete(FOLDER.equals(ON_DISK) ? data : folder);
      }
    };
  }

  private static void delete(Path folder) {
    try {
      deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Databases of test runs that were killed. */
  private static void dropLeftovers() {
    List<String> names = new ArrayList<>();
    try (Database database = new Database(settings(serverUrl), Clock.systemUTC());
        Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT datname FROM pg_database WHERE datname ~ '^" + PREFIX + "[0-9]+_'")) {
      while (result.next()) {
        names.add(result.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    for (String name : names) {
      String pid = name.substring(PREFIX.length(), name.lastIndexOf('_'));
      if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
        execute(settings(serverUrl), "DROP DATABASE IF EXISTS " + name + " (FORCE)");
      }
    }
  }

  private static boolean isDockerHere() {
    String host = System.getenv("DOCKER_HOST");
    return (host != null && !host.isBlank()) || Files.exists(Path.of("/var/run/docker.sock"));
  }

  /** Deletes a folder that a test's server has used. */
  public static void deleteTree(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
