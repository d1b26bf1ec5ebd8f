package org.datawarp.platform.dump;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.postgres.Migration;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * What a dump says is not trusted, and no reading of it makes it safe: the caller's session is
 * logged in as a role that owns its schemas and has no other right (decision 24). Here each
 * statement is wrapped so that the server keeps the rest: inside EXECUTE it takes neither
 * transaction control nor rows from the client, and what it sets of the search path is set anew
 * before the next. COPY is written anew from the names of its table and columns.
 */
/**
 * Reads a dump into a database: our writer's, or pg_dump's plain format, compressed or not.
 *
 * <p>Everything is one transaction, the caller's. Schema {@code datawarp} comes from the migrations
 * that the dump's had; only its rows come from the dump. What needs more than the session's role
 * has is left out and named; so are owners and grants of roles that do not exist. Commands of psql
 * are refused.
 */
public final class DumpReader {
  /** Temporary tables named last: none can take the place of one of PostgreSQL's own. */
  static final String SEARCH_PATH = "SET LOCAL search_path = pg_catalog, pg_temp";

  /** Finds schema {@code datawarp} where a dump without rows for it has made it all the same. */
  static final String OWN_SCHEMA =
      "SELECT 'schema datawarp', oid::text FROM pg_namespace WHERE nspname = 'datawarp'";

  private static final Logger LOG = LoggerFactory.getLogger(DumpReader.class);
  private static final String INSUFFICIENT_PRIVILEGE = "42501";
  private static final String DUPLICATE_SCHEMA = "42P06";

  /** A role or grantor, a parameter, or a right that is missing here. */
  private static final Set<String> MISSING_HERE = Set.of("42704", INSUFFICIENT_PRIVILEGE, "0LP01");

  /** A table, function, type, column or schema that was left out before. */
  private static final Set<String> UNDEFINED = Set.of("42P01", "42883", "42704", "42703", "3F000");

  private static final int PROGRESS_BYTES = 4 << 20;
  private static final int SHOWN_LENGTH = 60;

  private final Connection connection;
  private final String name;
  private final DumpListener listener;
  private final OwnSchema own;
  private final String tag = "$dump" + UUID.randomUUID().toString().replace("-", "") + "$";
  private final List<DumpedTable> tables = new ArrayList<>();
  private final List<DumpedTable> lost = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private long statements;

  private DumpReader(Connection connection, String name, DumpListener listener, OwnSchema own) {
    this.connection = connection;
    this.name = name;
    this.listener = listener;
    this.own = own;
  }

  /**
   * Reads a dump; neither commits nor closes.
   *
   * @param connection autocommit off, no transaction open, logged in as a role with no right but to
   *     its schemas; its session is good for nothing else afterwards
   * @param file the dump; it is opened twice
   * @param name the file's name, for messages
   * @param maxBytes how long the SQL may be, uncompressed
   * @param migrations those that this program has, oldest first
   * @throws RefusedException if it is no dump, is cut off, holds commands of psql or changes schema
   *     {@code datawarp}; with the line where there is one
   * @throws DataRejectedException if PostgreSQL refuses a statement or row, with the line
   * @throws StorageException if the file cannot be read
   */
  public static RestoreReport read(
      Connection connection,
      DumpFile file,
      String name,
      long maxBytes,
      List<Migration> migrations,
      DumpListener listener) {
    try {
      List<Migration> applied = DumpHistory.read(file, name, maxBytes, migrations);
      OwnSchema own = OwnSchema.make(connection, applied);
      DumpReader reader = new DumpReader(connection, name, listener, own);
      try (InputStream bytes = file.open()) {
        reader.readAll(new DumpScanner(DumpInput.open(bytes, name, maxBytes), name));
        // To the end of the file, for whoever takes its hash.
        bytes.transferTo(java.io.OutputStream.nullOutputStream());
      }
      own.finish(name);
      return new RestoreReport(
          reader.statements, reader.tables, reader.lost, reader.skipped, reader.leftOut);
    } catch (IOException e) {
      throw new StorageException("cannot read " + name + ": " + IoErrors.of(e), null, e);
    } catch (SQLException e) {
      throw SqlErrors.translate("restoring " + name, e);
    }
  }

  private void readAll(DumpScanner scanner) throws IOException, SQLException {
    // As dumps set it themselves; what they set is not carried out.
    Sql.run(
        connection,
        SEARCH_PATH
            + "; SET LOCAL check_function_bodies = off; SET LOCAL xmloption = content;"
            + " SET LOCAL row_security = off; SET LOCAL DateStyle = 'ISO, YMD'");
    for (DumpScanner.Statement statement = scanner.next();
        statement != null;
        statement = scanner.next()) {
      Optional<CopyHead> copy = statement.copy();
      if (copy.isPresent()) {
        copy(scanner, statement, copy.get());
      } else {
        run(statement);
      }
      statements++;
    }
    if (statements == 0) {
      throw new RefusedException(name + " holds no statement", "name a backup, as in backup list");
    }
  }

  private void run(DumpScanner.Statement statement) throws IOException, SQLException {
    List<SqlTokens.Token> tokens = SqlTokens.of(statement.sql());
    if (isSetting(tokens) || isOwn(statement, tokens)) {
      return;
    }
    Optional<String> block = RoleBlock.inside(statement.sql());
    if (block.isEmpty()) {
      execute(statement, tokens);
      return;
    }
    String others = withoutOwn(block.get());
    if (!others.isBlank()) {
      String sql = RoleBlock.with(statement.sql(), others);
      execute(new DumpScanner.Statement(sql, statement.line()), tokens);
    }
  }

  private static boolean isSetting(List<SqlTokens.Token> tokens) {
    return !tokens.isEmpty()
        && (tokens.get(0).is("set")
            || (tokens.get(0).is("select") && tokens.size() > 3 && tokens.get(3).is("set_config")));
  }

  /** Tells whether the statement is about schema {@code datawarp}; names what is lost with it. */
  private boolean isOwn(DumpScanner.Statement statement, List<SqlTokens.Token> tokens) {
    Optional<OwnObject> object = OwnObject.of(tokens);
    if (object.isEmpty()) {
      return false;
    }
    own.note(object.get().name(), statement.sql());
    boolean isGrant = object.get().verb().equals("grant");
    boolean isMade = Set.of("create", "alter").contains(object.get().verb());
    if (isGrant || (isMade && !own.has(object.get().name()))) {
      leftOut.add(start(statement.sql()) + " (schema datawarp comes from the program)");
    }
    return true;
  }

  /** Returns the statements of a block of grants that are not about schema {@code datawarp}. */
  private String withoutOwn(String block) throws IOException {
    DumpScanner scanner =
        new DumpScanner(
            new ByteArrayInputStream(block.getBytes(StandardCharsets.UTF_8)), "a block of grants");
    StringBuilder others = new StringBuilder();
    for (DumpScanner.Statement inner = scanner.next(); inner != null; inner = scanner.next()) {
      if (!isOwn(inner, SqlTokens.of(inner.sql()))) {
        others.append(inner.sql()).append('\n');
      }
    }
    return others.toString().stripTrailing();
  }

  private void execute(DumpScanner.Statement sql, List<SqlTokens.Token> tokens)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(wrapped(sql.sql()));
      if (RoleBlock.inside(sql.sql()).isPresent()) {
        for (SQLWarning told = statement.getWarnings();
            told != null;
            told = told.getNextWarning()) {
          skipped.add(told.getMessage());
        }
      }
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (isDispensable(tokens) && MISSING_HERE.contains(state)) {
        skipped.add(start(sql.sql()));
      } else if (state.equals(DUPLICATE_SCHEMA)) {
        // Made by a migration: all that the statement wants.
        LOG.debug("{}", e.getMessage());
      } else if (needsMore(state, tokens)) {
        leftOut.add(start(sql.sql()) + " (" + SqlErrors.reason(e) + ")");
      } else {
        throw failed(sql.line(), start(sql.sql()), e);
      }
      connection.rollback(before);
    }
  }

  /**
   * Wraps a statement so that the server refuses to end the transaction in it, however it is
   * written; the tag cannot be guessed by whoever wrote the dump.
   */
  private String wrapped(String sql) {
    String outer = tag.replace("$dump", "$run");
    return "DO "
        + outer
        + " BEGIN PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true); EXECUTE "
        + tag
        + sql
        + tag
        + "; END "
        + outer;
  }

  /** Tells whether a statement failed for want of rights, or of what was left out for it. */
  private boolean needsMore(String state, List<SqlTokens.Token> tokens) {
    boolean extension = tokens.size() > 1 && tokens.get(1).is("extension");
    return state.equals(INSUFFICIENT_PRIVILEGE)
        || (extension && !state.startsWith("25"))
        || (!leftOut.isEmpty() && UNDEFINED.contains(state));
  }

  /** Tells whether a statement is about owners, rights or a remark that roles differ in. */
  private static boolean isDispensable(List<SqlTokens.Token> tokens) {
    if (tokens.size() < 4) {
      return false;
    }
    SqlTokens.Token verb = tokens.get(0);
    return verb.is("grant")
        || verb.is("revoke")
        || (verb.is("alter") && tokens.get(1).is("default"))
        || (verb.is("alter") && tokens.get(tokens.size() - 4).is("owner"))
        || (verb.is("comment") && tokens.get(2).is("extension"));
  }

  private void copy(DumpScanner scanner, DumpScanner.Statement statement, CopyHead head)
      throws IOException, SQLException {
    String table = tableOf(statement.sql());
    String target = head.quotedTable();
    if (!head.schema().equals(OwnObject.SCHEMA)) {
      copy(scanner, statement, table, CopyHead.statement(target, head.columns()));
      return;
    }
    Set<String> unknown = own.unknownColumns(head);
    if (unknown == null) {
      lose(scanner, table, "schema datawarp comes from the program");
    } else if (unknown.isEmpty()) {
      copy(scanner, statement, table, CopyHead.statement(target, head.columns()));
    } else {
      copyKnown(scanner, statement, table, head, unknown);
    }
  }

  /** Takes rows with columns that the table lacks by way of a temporary table that has them. */
  private void copyKnown(
      DumpScanner scanner,
      DumpScanner.Statement statement,
      String table,
      CopyHead head,
      Set<String> unknown)
      throws IOException, SQLException {
    List<String> known = head.columns().stream().filter(each -> !unknown.contains(each)).toList();
    String columns = CopyHead.list(known);
    String list = columns.substring(1, columns.length() - 1);
    String own = head.quotedTable();
    Sql.run(
        connection,
        "CREATE TEMP TABLE datawarp_rows ON COMMIT DROP AS SELECT "
            + list
            + " FROM "
            + own
            + " LIMIT 0");
    for (String column : unknown) {
      Sql.run(
          connection,
          "ALTER TABLE pg_temp.datawarp_rows ADD COLUMN " + CopyHead.quoted(column) + " text");
    }
    copy(scanner, statement, table, CopyHead.statement("pg_temp.datawarp_rows", head.columns()));
    Sql.run(
        connection,
        "INSERT INTO " + own + " " + columns + " SELECT " + list + " FROM pg_temp.datawarp_rows",
        "DROP TABLE pg_temp.datawarp_rows");
    unknown.forEach(
        column ->
            leftOut.add(
                "column " + table + "." + column + " (schema datawarp comes from the program)"));
  }

  private void copy(
      DumpScanner scanner, DumpScanner.Statement statement, String table, String command)
      throws IOException, SQLException {
    Savepoint before = connection.setSavepoint();
    CopyIn copy;
    try {
      copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(command);
    } catch (SQLException e) {
      String state = String.valueOf(e.getSQLState());
      if (!state.equals(INSUFFICIENT_PRIVILEGE)
          && (leftOut.isEmpty() || !UNDEFINED.contains(state))) {
        throw failed(statement.line(), "COPY " + table, e);
      }
      connection.rollback(before);
      lose(scanner, table, SqlErrors.reason(e));
      return;
    }
    send(scanner, statement, table, copy);
    connection.releaseSavepoint(before);
  }

  private void send(DumpScanner scanner, DumpScanner.Statement statement, String table, CopyIn copy)
      throws IOException {
    long[] sent = {0};
    RowsDigest digest = new RowsDigest();
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

  /** Reads rows that have no place here, so that they can be named and counted. */
  private void lose(DumpScanner scanner, String table, String why) throws IOException {
    RowsDigest digest = new RowsDigest();
    scanner.rows(digest::add);
    DumpedTable rows = new DumpedTable(table, digest.rowCount(), digest.hex());
    tables.add(rows);
    lost.add(rows);
    leftOut.add("the " + rows.rows() + " rows of table " + table + " (" + why + ")");
  }

  private RuntimeException failed(long line, String what, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    RuntimeException translated =
        SqlErrors.translate(name + ", line " + line + " (" + what + ")", e);
    return state.startsWith("42") || state.startsWith("0A")
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
      LOG.debug("cancelling a copy: {}", e.toString());
    }
  }

  /** Returns the first words of a statement. */
  private static String start(String sql) {
    String line = sql.strip().lines().findFirst().orElse("");
    if (line.length() > SHOWN_LENGTH) {
      return line.substring(0, SHOWN_LENGTH) + "…";
    }
    return line.endsWith(";") || line.endsWith("(") ? line.substring(0, line.length() - 1) : line;
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
