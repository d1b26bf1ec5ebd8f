package org.datawarp.platform.dump;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.platform.postgres.SqlErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL's own program for dumps.
 *
 * @param program where it is
 * @param version as it says
 */
public record PgDump(Path program, String version) {
  private static final Logger LOG = LoggerFactory.getLogger(PgDump.class);
  private static final Pattern VERSION =
      Pattern.compile("pg_dump \\(PostgreSQL\\) (([0-9]++)\\S*)");
  private static final List<String> USUAL_PLACES =
      List.of("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt");

  /** What it may see of our environment: a secret of ours is none of its business. */
  private static final Set<String> KEPT_VARIABLES =
      Set.of("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "SystemRoot");

  private static final int MAX_WORDS = 2000;
  private static final byte[] NEWLINE = {'\n'};
  private static final byte[] END_OF_ROWS = {'\\', '.', '\n'};

  /**
   * Finds one that can dump a server: as new as it, or newer.
   *
   * @param environment the process's, for PATH
   */
  public static Optional<PgDump> find(int serverMajor, Map<String, String> environment) {
    return places(environment).stream()
        .filter(Files::isExecutable)
        .flatMap(program -> versioned(program).stream())
        .filter(found -> found.major() >= serverMajor)
        .max(Comparator.comparingInt(PgDump::major));
  }

  /** Returns the major version. */
  public int major() {
    return Integer.parseInt(version.split("[^0-9]", 2)[0]);
  }

  /**
   * Writes what {@link DumpWriter} writes, definitions and rows as pg_dump has them, owners and
   * grants as ours, so that it restores where roles are missing.
   *
   * @param connection the variables that lead it to the database
   * @throws DatabaseException if it fails, with its last words
   */
  public DumpReport write(
      DumpSnapshot snapshot,
      Map<String, String> connection,
      OutputStream out,
      DumpListener listener)
      throws IOException {
    Catalogue catalogue = new Catalogue(snapshot.connection(), snapshot.scope());
    try {
      Definitions definitions =
          Definitions.read(catalogue, Definitions.UnknownKinds.WRITTEN_ELSEWHERE);
      SqlOutput sql = new SqlOutput(out);
      sql.line(
          "-- Datawarp's backup of a PostgreSQL database, written by pg_dump " + version + ".");
      sql.line("SET client_min_messages = warning;");
      DumpWriter.writeSchemas(catalogue, definitions, sql);
      PgDumpEntries entries = PgDumpEntries.of(catalogue, definitions);
      List<DumpedTable> tables =
          run(command(snapshot, catalogue, definitions), connection, entries, out, listener);
      DumpWriter.writePrivileges(catalogue, definitions, sql);
      return new DumpReport(
          "pg_dump " + version,
          snapshot.connection().getMetaData().getDatabaseProductVersion(),
          tables,
          SchemaFingerprint.of(catalogue, definitions),
          definitions.leftOut());
    } catch (SQLException e) {
      throw SqlErrors.translate("dumping the database", e);
    }
  }

  private List<String> command(DumpSnapshot snapshot, Catalogue catalogue, Definitions definitions)
      throws SQLException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--format=plain",
                "--encoding=UTF8",
                "--no-owner",
                "--no-privileges",
                "--no-publications",
                "--no-security-labels",
                "--no-tablespaces",
                "--no-password",
                "--snapshot=" + snapshot.export()));
    for (Catalogue.Line schema : catalogue.ask(CatalogueSql.SCHEMAS)) {
      command.add("--schema=\"" + schema.at(1).replace("\"", "\"\"") + "\"");
    }
    definitions.leftOutNames().forEach(name -> command.add("--exclude-table=" + name));
    return command;
  }

  private List<DumpedTable> run(
      List<String> command,
      Map<String, String> connection,
      PgDumpEntries entries,
      OutputStream out,
      DumpListener listener)
      throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create()) {
      Path words = folder.path().resolve("pg_dump.log");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectError(words.toFile());
      builder.environment().keySet().retainAll(KEPT_VARIABLES);
      builder.environment().putAll(connection);
      builder.environment().putAll(Map.of("PGTZ", "UTC", "LC_ALL", "C"));
      Process process = builder.start();
      try (InputStream sql = process.getInputStream()) {
        List<DumpedTable> tables = copy(sql, entries, new Target(out), listener);
        requireSuccess(process, words);
        return tables;
      } finally {
        process.destroy();
      }
    }
  }

  /** Passes the entries on as they are, and counts and hashes the rows. */
  private static List<DumpedTable> copy(
      InputStream sql, PgDumpEntries entries, Target out, DumpListener listener)
      throws IOException {
    List<DumpedTable> tables = new ArrayList<>();
    DumpScanner scanner = new DumpScanner(sql, "the output of pg_dump");
    for (DumpScanner.Statement statement = scanner.next();
        statement != null;
        statement = scanner.next()) {
      byte[] text = scanner.text();
      boolean passes = entries.pass(text, statement.sql());
      if (passes) {
        out.write(text);
      }
      if (statement.copy().isPresent()) {
        RowsDigest digest = new RowsDigest();
        out.write(NEWLINE);
        scanner.rows(
            (bytes, from, length) -> {
              digest.add(bytes, from, length);
              out.write(bytes, from, length);
            });
        out.write(END_OF_ROWS);
        String table = DumpReader.tableOf(statement.sql());
        tables.add(new DumpedTable(table, digest.rowCount(), digest.hex()));
        listener.progress(table, digest.rowCount());
      }
    }
    out.write(scanner.text());
    return tables;
  }

  private static void requireSuccess(Process process, Path words) throws IOException {
    try {
      int code = process.waitFor();
      String said = Files.readString(words, StandardCharsets.UTF_8).strip();
      if (code != 0) {
        throw new DatabaseException(
            "pg_dump failed with exit code " + code + ": " + lastLine(said),
            "mend that, or use the program's own writer with --writer own");
      }
      if (!said.isEmpty()) {
        LOG.warn("pg_dump: {}", said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while pg_dump ran", null, e);
    }
  }

  private static String lastLine(String text) {
    String cut = text.length() > MAX_WORDS ? text.substring(0, MAX_WORDS) : text;
    return cut.lines()
        .filter(line -> line.contains("error:"))
        .findFirst()
        .orElse("no reason given");
  }

  private static List<Path> places(Map<String, String> environment) {
    List<Path> places = new ArrayList<>();
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isBlank()) {
        places.add(Path.of(folder, "pg_dump"));
      }
    }
    for (String place : USUAL_PLACES) {
      Path folder = Path.of(place);
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(folder)) {
          versions.forEach(version -> places.add(version.resolve("bin").resolve("pg_dump")));
        } catch (IOException e) {
          LOG.debug("cannot look for pg_dump in {}: {}", folder, IoErrors.of(e));
        }
      }
    }
    return places;
  }

  private static Optional<PgDump> versioned(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      Matcher matcher = VERSION.matcher(said);
      return matcher.find() ? Optional.of(new PgDump(program, matcher.group(1))) : Optional.empty();
    } catch (IOException e) {
      LOG.debug("cannot run {}: {}", program, IoErrors.of(e));
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException("stopped while looking for pg_dump", null, e);
    }
  }

  /** Tells the failures of the backup's stream from those of pg_dump's. */
  private record Target(OutputStream out) {
    void write(byte[] bytes) {
      write(bytes, 0, bytes.length);
    }

    void write(byte[] bytes, int from, int length) {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        throw new StorageException(
            "cannot write the backup: " + IoErrors.of(e), "free space or mend permissions", e);
      }
    }
  }
}
