package org.datawarp.platform.postgres.session;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLException;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.platform.postgres.ServerUrl;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.platform.postgres.TableLocks;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** Opens sessions that are all set up alike, and says in one line why one could not be opened. */
public final class Connector {
  /** The oldest server that has what the migrations and statements use. */
  public static final int MIN_MAJOR_VERSION = 13;

  public static final String APPLICATION_NAME = "datawarp";

  /**
   * As pg_dump does: limits that an administrator set for people would end a load half-way. Only
   * for a lock nobody waits without an end. Every name in our SQL has its schema, so nothing but
   * pg_catalog is searched, and nobody's function or table of the same name is ever met.
   */
  private static final String SESSION =
      """
      SET TimeZone = 'UTC'; SET search_path = pg_catalog; SET statement_timeout = 0;
      SET idle_in_transaction_session_timeout = 0; SET client_min_messages = warning;
      SET lock_timeout = \
      """
          + TableLocks.USUAL_WAIT.toMillis();

  private final ServerUrl server;
  private final String user;
  private final @Nullable String password;
  private final @Nullable Path passfile;
  private final Duration timeout;

  private Connector(
      ServerUrl server,
      String user,
      @Nullable String password,
      @Nullable Path passfile,
      Duration timeout) {
    this.server = server;
    this.user = user;
    this.password = password;
    this.passfile = passfile;
    this.timeout = timeout;
  }

  /** Returns the connector for an external server, or for the embedded one by its URL. */
  public static Connector to(ServerUrl server, DatabaseSettings settings) {
    String user = server.user() == null ? settings.user() : server.user();
    return new Connector(
        server,
        user == null ? System.getProperty("user.name", "postgres") : user,
        server.password() == null ? settings.password() : server.password(),
        server.passfile() == null ? settings.passfile() : Path.of(server.passfile()),
        settings.connectTimeout());
  }

  /**
   * Opens a session: in UTC, named {@value #APPLICATION_NAME}, with no time limit but {@link
   * TableLocks#USUAL_WAIT} for a lock, searching pg_catalog only, in autocommit mode.
   *
   * @throws DatabaseException if it cannot be opened, or the server is too old
   */
  public Connection open() {
    try {
      return prepared(connect());
    } catch (SQLException e) {
      throw unreachable(e);
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.putAll(server.properties());
    properties.setProperty("user", user);
    properties.setProperty("ApplicationName", APPLICATION_NAME);
    // The driver asks JAAS for a login, and the user's own .pgpass, unless it is given a password.
    String secret = secret();
    if (secret != null) {
      properties.setProperty("password", secret);
    }
    properties.putIfAbsent("connectTimeout", Long.toString(timeout.toSeconds()));
    properties.putIfAbsent("tcpKeepAlive", "true");
    if (!isLoopback()) {
      // A host that accepts the connection and then says nothing.
      properties.putIfAbsent("loginTimeout", Long.toString(timeout.toSeconds() * 2));
    }
    Connection connection = new Driver().connect(server.jdbcUrl(databaseName()), properties);
    if (connection == null) {
      throw new IllegalStateException("the driver does not know its own URL");
    }
    return connection;
  }

  private Connection prepared(Connection connection) throws SQLException {
    try {
      int major = connection.getMetaData().getDatabaseMajorVersion();
      if (major < MIN_MAJOR_VERSION) {
        throw new DatabaseException(
            "PostgreSQL "
                + connection.getMetaData().getDatabaseProductVersion()
                + " at "
                + server.place()
                + " is too old: "
                + MIN_MAJOR_VERSION
                + " or newer is needed",
            "use a newer server, or leave --db-url out to use the embedded one");
      }
      Sql.run(connection, SESSION);
      return connection;
    } catch (SQLException | DatabaseException e) {
      try {
        connection.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private String databaseName() {
    return server.database() == null ? user : server.database();
  }

  private boolean isLoopback() {
    String host = server.hosts().get(0).name();
    return host.equals("127.0.0.1") || host.equals("localhost") || host.equals("::1");
  }

  private @Nullable String secret() {
    if (password != null || passfile == null) {
      return password;
    }
    // One password for all hosts of a list, as the driver takes but one.
    for (ServerUrl.Host host : server.hosts()) {
      String found =
          PasswordFile.find(passfile, host.name(), host.port(), databaseName(), user).orElse(null);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private DatabaseException unreachable(SQLException e) {
    String place = server.place();
    String reason = SqlErrors.reason(e);
    String login = "user '" + user + "'";
    return switch (SqlErrors.state(e)) {
      case "28P01" ->
          new DatabaseException(
              "wrong password for " + login + " at " + place,
              "set DATAWARP_DB_PASSWORD, or add the login to ~/.pgpass",
              e);
      case "28000" ->
          new DatabaseException(
              "the database at " + place + " does not let " + login + " in: " + reason,
              "check the user's name, and pg_hba.conf on the server",
              e);
      case "3D000" ->
          new DatabaseException(
              "there is no database '" + databaseName() + "' at " + place,
              "create it with createdb, or name another in --db-url",
              e);
      case "53300" ->
          new DatabaseException(
              "the database at " + place + " has no connection left",
              "try again later, or have max_connections raised on the server",
              e);
      case "57P03" ->
          new DatabaseException(
              "the database at " + place + " is starting up or shutting down",
              "try again in a moment",
              e);
      case "08004" ->
          secret() == null
              ? new DatabaseException(
                  "the database at " + place + " asks " + login + " for a password: none is known",
                  "set DATAWARP_DB_PASSWORD, or add the login to ~/.pgpass",
                  e)
              : refused(place, reason, e);
      default -> refused(place, reason, e);
    };
  }

  private static DatabaseException refused(String place, String reason, SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return new DatabaseException(
            "no secure connection to the database at "
                + place
                + ": "
                + SqlErrors.oneLine(cause.getMessage()),
            "check sslmode, and name the server's authority with sslrootcert=FILE in the URL",
            e);
      }
      if (cause instanceof UnknownHostException) {
        return new DatabaseException(
            "cannot reach the database at " + place + ": the host's name is not known",
            "check the host in --db-url",
            e);
      }
      if (cause instanceof SocketTimeoutException) {
        return new DatabaseException(
            "cannot reach the database at " + place + ": no answer in time",
            "check host, port and firewall",
            e);
      }
    }
    return new DatabaseException(
        "cannot reach the database at " + place + ": " + reason,
        "check that the server runs there, and --db-url",
        e);
  }
}
