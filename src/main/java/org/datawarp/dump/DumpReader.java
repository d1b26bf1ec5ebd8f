package org.datawarp.dump;

import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.datawarp.db.SqlErrors;
import org.datawarp.error.DataRejectedException;
import org.datawarp.error.RefusedException;
import org.datawarp.error.StorageException;
import org.datawarp.workspace.IoReason;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Reads a dump into a database: our writer's, or pg_dump's plain format, compressed or not.
 *
 * <p>Everything is one transaction, the caller's. Only statements that dumps are made of are
 * carried out; commands of psql are refused. Owners and grants of roles that do not exist are
 * passed over and told of.
 */
public final class DumpReader {
  private static final Set<String> MISSING_HERE = Set.of("42704", "42501", "0LP01", "42P06");
  private static final int PROGRESS_BYTES = 4 << 20;

  private final Connection connection;
  private final String name;
  private final DumpListener listener;
  private final List<DumpedTable> tables = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private long statements;

  private DumpReader(Connection connection, String name, DumpListener listener) {
    this.connection = connection;
    this.name = name;
    this.listener = listener;
  }

  /**
   * Reads a dump; neither commits nor closes.
   *
   * @param connection autocommit off; its session is left with the dump's settings
   * @param file the dump's bytes, as they are in its file
   * @param name the file's name, for messages
   * @param maxBytes how long the SQL may be, uncompressed
   * @throws RefusedException if it is no dump, is cut off or holds what no dump holds, with the
   *     line
   * @throws DataRejectedException if PostgreSQL refuses a statement or row, with the line
   * @throws StorageException if the file cannot be read
   */
  public static RestoreReport read(
      Connection connection, InputStream file, String name, long maxBytes, DumpListener listener) {
    DumpReader reader = new DumpReader(connection, name, listener);
    try {
      reader.readAll(new DumpScanner(DumpInput.open(file, name, maxBytes), name));
    } catch (IOException e) {
      throw new StorageException("cannot read " + name + ": " + IoReason.of(e), null, e);
    } catch (SQLException e) {
      throw SqlErrors.translate("restoring " + name, e);
    }
    return new RestoreReport(reader.statements, reader.tables, reader.skipped);
  }

  private void readAll(DumpScanner scanner) throws IOException, SQLException {
    for (DumpScanner.Statement statement = scanner.next();
        statement != null;
        statement = scanner.next()) {
      Optional<String> refusal = StatementRules.refusal(statement);
      if (refusal.isPresent()) {
        throw new RefusedException(
            name + ", line " + statement.line() + ": " + refusal.get(),
            "nothing was restored; make the dump with datawarp, or pg_dump without --clean or"
                + " --create");
      }
      if (statement.isCopy()) {
        copy(scanner, statement);
      } else if (StatementRules.isDispensable(statement.sql())) {
        tryExecute(statement);
      } else {
        execute(statement);
      }
      statements++;
    }
    if (statements == 0) {
      throw new RefusedException(name + " holds no statement", "name a backup, as in backup list");
    }
  }

  private void execute(DumpScanner.Statement sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql.sql());
      if (RoleBlock.inside(sql.sql()).isPresent()) {
        for (SQLWarning told = statement.getWarnings();
            told != null;
            told = told.getNextWarning()) {
          skipped.add(told.getMessage());
        }
      }
    } catch (SQLException e) {
      throw failed(sql.line(), StatementRules.start(sql.sql()), e);
    }
  }

  private void tryExecute(DumpScanner.Statement sql) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql.sql());
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (e.getSQLState() == null || !MISSING_HERE.contains(e.getSQLState())) {
        throw failed(sql.line(), StatementRules.start(sql.sql()), e);
      }
      connection.rollback(before);
      skipped.add(StatementRules.start(sql.sql()));
    }
  }

  private void copy(DumpScanner scanner, DumpScanner.Statement statement)
      throws IOException, SQLException {
    String table = tableOf(statement.sql());
    long[] sent = {0};
    RowsDigest digest = new RowsDigest();
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(statement.sql().substring(0, statement.sql().length() - 1));
    boolean finished = false;
    try {
      scanner.rows(
          (bytes, from, length) -> {
            digest.add(bytes, from, length);
            try {
              copy.writeToCopy(bytes, from, length);
            } catch (SQLException e) {
              throw failed(scanner.line(), "COPY " + table, e);
            }
            long before = sent[0] / PROGRESS_BYTES;
            sent[0] += length;
            if (sent[0] / PROGRESS_BYTES > before) {
              listener.progress(table, digest.rowCount());
            }
          });
      long count = copy.endCopy();
      finished = true;
      tables.add(new DumpedTable(table, count, digest.hex()));
      listener.progress(table, count);
    } catch (SQLException e) {
      finished = true;
      throw failed(statement.line(), "COPY " + table, e);
    } finally {
      if (!finished && copy.isActive()) {
        cancel(copy);
      }
    }
  }

  private RuntimeException failed(long line, String what, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    RuntimeException translated =
        SqlErrors.translate(name + ", line " + line + " (" + what + ")", e);
    return state.startsWith("42")
        ? new DataRejectedException(
            String.valueOf(translated.getMessage()),
            "nothing was restored; was the dump made by another version of PostgreSQL?",
            e)
        : translated;
  }

  private static void cancel(CopyIn copy) {
    try {
      copy.cancelCopy();
    } catch (SQLException e) {
      // The transaction fails with it, and the failure that brought us here is the one to tell.
      org.slf4j.LoggerFactory.getLogger(DumpReader.class)
          .debug("cancelling a copy: {}", e.toString());
    }
  }

  /** Returns the table's name as written between COPY and its columns. */
  static String tableOf(String copy) {
    boolean quoted = false;
    int start = "COPY ".length();
    for (int i = start; i < copy.length(); i++) {
      char c = copy.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ' ' || c == '(')) {
        return copy.substring(start, i);
      }
    }
    return copy.substring(start);
  }
}
