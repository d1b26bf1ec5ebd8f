package org.datawarp.platform.postgres.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.platform.postgres.session.PasswordFile;

/** Makes a new database, whole or not at all. Only while the start lock is held. */
public final class ServerInstaller {
  public static final String DATABASE = "datawarp";
  public static final String HOST = "127.0.0.1";

  /** {@code initdb -c} came with it, and so did the setting used with it. */
  private static final int FIRST_WITH_SETTINGS = 16;

  private static final long LIMIT_SECONDS = 300;

  private final ServerFolder folder;
  private final ServerLauncher launcher;
  private final ServerBinaries binaries;

  ServerInstaller(ServerFolder folder, ServerLauncher launcher, ServerBinaries binaries) {
    this.folder = folder;
    this.launcher = launcher;
    this.binaries = binaries;
  }

  /** Makes the data folder and the password file. */
  void install() {
    if (Files.exists(folder.data())) {
      throw new StorageException(
          folder.data() + " is there, but its file PG_VERSION is not",
          "restore the folder from a backup, or move it away to start anew");
    }
    Path data = folder.unfinished("data");
    Path secret = folder.unfinished("secret");
    String password = ServerConfiguration.newPassword();
    String admin = ServerConfiguration.newPassword();
    folder.write(folder.passfile(), PasswordFile.line(HOST, ServerRoles.USER, password) + "\n");
    folder.write(folder.adminPassfile(), PasswordFile.line(HOST, ServerRoles.ADMIN, admin) + "\n");
    folder.write(secret, admin + "\n");
    try {
      require("making the database", launcher.run(initdb(data, secret), "", LIMIT_SECONDS));
      Files.writeString(
          data.resolve("postgresql.conf"),
          "\ninclude_if_exists = '" + ServerConfiguration.FILE + "'\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.APPEND);
      alone(data, ServerRoles.making(password, binaries.major()));
      Files.move(data, folder.data(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw ServerFolder.failed("making the database in " + folder.path(), e);
    } finally {
      deleteQuietly(secret);
    }
  }

  /** Gives the everyday role a new password, because the file with the old one is gone. */
  void replacePassword() {
    String password = ServerConfiguration.newPassword();
    alone(
        folder.data(), List.of("ALTER ROLE " + ServerRoles.USER + " PASSWORD '" + password + "'"));
    folder.write(folder.passfile(), PasswordFile.line(HOST, ServerRoles.USER, password) + "\n");
  }

  /** Gives the administrator, where there is one yet, the password that was written down. */
  void replaceAdminPassword(String password) {
    alone(folder.data(), List.of(ServerRoles.newAdminPassword(password)));
  }

  /** Returns the failure for a program of PostgreSQL that did not do what it should. */
  DatawarpException failure(String what, String reason) {
    String message = what + " in " + folder.path() + " failed: " + SqlErrors.oneLine(reason);
    if (reason.contains("No space left") || reason.contains("Read-only file system")) {
      return ServerFolder.failed(
          what + " in " + folder.path(), new IOException(SqlErrors.oneLine(reason)));
    }
    return new DatabaseException(message, "look into " + folder.log());
  }

  private List<String> initdb(Path data, Path secret) {
    List<String> command =
        new ArrayList<>(
            List.of(
                binaries.program("initdb"),
                "--pgdata=" + data,
                "--username=" + ServerRoles.ADMIN,
                "--auth=scram-sha-256",
                "--pwfile=" + secret,
                "--encoding=UTF8",
                "--locale=C"));
    if (binaries.major() >= FIRST_WITH_SETTINGS) {
      // Iterations slow down guessing; 192 random bits are not guessed, and each start of a
      // program would pay for them.
      command.addAll(List.of("-c", "scram_iterations=64"));
    }
    return command;
  }

  /** Runs statements without a server, in the database that others are copied from. */
  private void alone(Path data, List<String> statements) {
    List<String> command =
        List.of(
            binaries.program("postgres"),
            "--single",
            "-D",
            data.toString(),
            "-c",
            "log_min_messages=error",
            "-c",
            "log_min_error_statement=panic",
            "template1");
    ServerLauncher.Outcome outcome =
        launcher.run(command, String.join("\n", statements) + "\n", LIMIT_SECONDS);
    if (outcome.output().contains("ERROR:") || outcome.output().contains("FATAL:")) {
      throw failure("making the database", outcome.lastLine());
    }
    require("making the database", outcome);
  }

  private void require(String what, ServerLauncher.Outcome outcome) {
    if (!outcome.isSuccess()) {
      String reason =
          outcome
              .output()
              .lines()
              .filter(line -> line.contains("error:") || line.contains("FATAL:"))
              .findFirst()
              .orElse(outcome.lastLine());
      throw failure(what, reason);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(ServerInstaller.class)
          .warn("cannot remove {}: {}", file, e.toString());
    }
  }
}
