package org.datawarp.platform.postgres;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.GregorianCalendar;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import org.postgresql.Driver;

/**
 * The classes whose initialisation takes most of the time until the first session is open: a third
 * of what a short command takes, and nothing of it depends on what the command is.
 */
public final class SessionClasses {
  /** A file that the driver looks for; looking opens the program's JAR. */
  private static final String SETTINGS = "org/postgresql/driverconfig.properties";

  static final List<String> NAMES =
      List.of(
          "org.postgresql.jdbc.PgConnection",
          "org.postgresql.core.v3.ConnectionFactoryImpl",
          "org.postgresql.shaded.com.ongres.scram.common.ScramMechanism",
          "org.postgresql.shaded.com.ongres.scram.common.StringPreparation",
          "com.zaxxer.hikari.HikariDataSource",
          "com.zaxxer.hikari.pool.ProxyConnection",
          "com.zaxxer.hikari.pool.ProxyConnection$ClosedConnection",
          "com.zaxxer.hikari.util.ConcurrentBag");

  private SessionClasses() {}

  /**
   * Initialises them in a thread of its own and returns at once, so that it is done while the
   * command line is read. What fails is met again, and told, by whoever opens a session.
   */
  public static void load() {
    Thread thread = new Thread(SessionClasses::initialise, "datawarp-session-classes");
    thread.setDaemon(true);
    thread.start();
  }

  private static void initialise() {
    ClassLoader loader = SessionClasses.class.getClassLoader();
    try {
      loader.getResources(SETTINGS).hasMoreElements();
      new Driver();
      for (String name : NAMES) {
        Class.forName(name, true, loader);
      }
      SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
      new SecureRandom();
      new GregorianCalendar();
    } catch (IOException | ReflectiveOperationException | GeneralSecurityException e) {
      return; // only time is lost
    }
  }
}
