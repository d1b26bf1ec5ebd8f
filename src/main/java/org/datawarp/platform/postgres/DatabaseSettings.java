package org.datawarp.platform.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, and as whom to enter it.
 *
 * @param url an external server in one of the forms {@code postgresql:}, {@code postgres:} and
 *     {@code jdbc:postgresql:}; null for the embedded server
 * @param user the role, where the URL names none; null for {@code PGUSER}'s rule, the system user
 * @param password the password, where the URL holds none; null to look into the password file
 * @param passfile a file in the format of {@code .pgpass}, used where no password is given; null
 *     for none. A {@code passfile} in the URL comes first
 * @param embeddedFolder where the embedded server lives, {@code .datawarp/postgres}
 * @param connectTimeout how long one attempt to connect may take, at least a second
 */
public record DatabaseSettings(
    @Nullable String url,
    @Nullable String user,
    @Nullable String password,
    @Nullable Path passfile,
    Path embeddedFolder,
    Duration connectTimeout) {
  /** How long one attempt to connect may take, unless said otherwise. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Checks the time limit. */
  public DatabaseSettings {
    if (connectTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("connect timeout below one second: " + connectTimeout);
    }
  }

  /** Returns settings for the embedded server in a folder. */
  public static DatabaseSettings embedded(Path folder) {
    return new DatabaseSettings(null, null, null, null, folder, DEFAULT_CONNECT_TIMEOUT);
  }

  /**
   * Returns settings with user and password as {@code psql} would find them: the URL first, then
   * {@code DATAWARP_DB_PASSWORD}, {@code PGPASSWORD}, the file {@code PGPASSFILE} names, {@code
   * ~/.pgpass}; the user from the URL, then {@code PGUSER}.
   *
   * @param url the server's URL; null or blank for the embedded server
   * @param environment the process's environment
   * @param home the user's home folder
   * @param embeddedFolder where the embedded server lives
   * @throws UsageException if the URL has no known form; the message holds no secret
   */
  public static DatabaseSettings of(
      @Nullable String url, Map<String, String> environment, Path home, Path embeddedFolder) {
    if (url == null || url.isBlank()) {
      return embedded(embeddedFolder);
    }
    ServerUrl.parse(url.strip());
    String password = environment.get("DATAWARP_DB_PASSWORD");
    if (password == null) {
      password = environment.get("PGPASSWORD");
    }
    String passfile = environment.get("PGPASSFILE");
    return new DatabaseSettings(
        url.strip(),
        environment.get("PGUSER"),
        password,
        passfile == null ? home.resolve(".pgpass") : Path.of(passfile),
        embeddedFolder,
        DEFAULT_CONNECT_TIMEOUT);
  }

  /** Returns the settings of the same external server for another login. */
  DatabaseSettings as(String login, String secret) {
    String address = String.valueOf(url);
    ServerUrl server = ServerUrl.parse(address);
    String own = server.user() == null ? user : server.user();
    if (server.database() == null && own != null) {
      // Where none is named it is the one named like the user.
      address += (address.contains("?") ? "&" : "?") + "dbname=" + ServerUrl.encode(own);
    }
    return new DatabaseSettings(
        address
            + (address.contains("?") ? "&" : "?")
            + "user="
            + ServerUrl.encode(login)
            + "&password="
            + ServerUrl.encode(secret),
        null,
        null,
        null,
        embeddedFolder,
        connectTimeout);
  }

  /** Tells whether the embedded server is meant. */
  public boolean isEmbedded() {
    return url == null;
  }

  /** Shows everything but secrets. */
  @Override
  public String toString() {
    return "DatabaseSettings[url="
        + (url == null ? "embedded" : Database.redact(url))
        + ", user="
        + user
        + ", password="
        + (password == null ? "none" : "***")
        + ", passfile="
        + passfile
        + ", embeddedFolder="
        + embeddedFolder
        + ", connectTimeout="
        + connectTimeout
        + "]";
  }
}
