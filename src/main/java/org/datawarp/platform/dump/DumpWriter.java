package org.datawarp.platform.dump;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.platform.postgres.SqlErrors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Writes a dump in plain SQL that {@code psql} restores into an empty database.
 *
 * <p>It writes what Datawarp makes and what is plain: tables, keys, indexes, views, sequences,
 * functions, triggers, comments, extensions, grants and row policies. Types, rules, statistics,
 * partitions, inheritance and the like need {@link PgDump}; here they are left out by name, with
 * what uses them.
 *
 * <p>Roles need not exist where it is restored: owners and grants are put right for those that do.
 * Rows are in COPY's text format and are streamed.
 */
public final class DumpWriter {
  /** Its name in reports. */
  public static final String NAME = "datawarp";

  private static final int PROGRESS_ROWS = 1 << 16;

  private static final String HEADER =
      """
      -- Datawarp's backup of a PostgreSQL database, in plain SQL.
      -- Restore it into an empty database: gunzip -c FILE | psql -v ON_ERROR_STOP=1 DATABASE

      SET statement_timeout = 0;
      SET lock_timeout = 0;
      SET idle_in_transaction_session_timeout = 0;
      SET client_encoding = 'UTF8';
      SET standard_conforming_strings = on;
      SELECT pg_catalog.set_config('search_path', '', false);
      SET TimeZone = 'UTC';
      SET check_function_bodies = false;
      SET xmloption = content;
      SET client_min_messages = warning;
      SET row_security = off;""";

  private static final String TABLES_SQL =
      """
      SELECT format('%I.%I', n.nspname, c.relname),
             coalesce((SELECT format('(%s)', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum))
                         FROM pg_attribute a
                        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                       HAVING count(*) > 0), ''),
             EXISTS (SELECT FROM pg_attribute a
                      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated <> ''),
             'R' || c.oid
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ANY (?) AND c.relkind = 'r'
         AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                         AND e.objid = c.oid AND e.deptype = 'e')
       ORDER BY 1
      """;

  /**
   * Writes everything in the snapshot's schemas.
   *
   * @param out gets plain SQL in UTF-8; it is neither flushed nor closed
   * @throws org.datawarp.model.error.RefusedException if rows need what cannot be written, by name
   * @throws DatabaseException if the database cannot be read to the end
   * @throws IOException if the stream does not take it
   */
  public DumpReport write(DumpSnapshot snapshot, OutputStream out, DumpListener listener)
      throws IOException {
    Catalogue catalogue = new Catalogue(snapshot.connection(), snapshot.scope());
    SqlOutput sql = new SqlOutput(out);
    try {
      Definitions definitions = Definitions.read(catalogue, Definitions.UnknownKinds.LEFT_OUT);
      sql.line(HEADER);
      writeDefinitions(catalogue, definitions, sql);
      List<DumpedTable> tables = new ArrayList<>();
      sql.section("Rows");
      for (Catalogue.Line table : catalogue.ask(TABLES_SQL)) {
        boolean empty = table.at(1).isEmpty() && table.at(2).equals("t");
        if (empty || !definitions.holds(table.at(3))) {
          continue; // of generated columns only there is nothing that COPY could bring
        }
        tables.add(writeRows(snapshot, table, sql, listener));
      }
      writeSequences(catalogue, definitions, sql);
      writeLater(catalogue, definitions, sql);
      writePrivileges(catalogue, definitions, sql);
      sql.line("");
      sql.line("-- The end of the backup.");
      return new DumpReport(
          NAME,
          snapshot.connection().getMetaData().getDatabaseProductVersion(),
          tables,
          SchemaFingerprint.of(catalogue, definitions),
          definitions.leftOut());
    } catch (SQLException e) {
      throw SqlErrors.translate("dumping the database", e);
    }
  }

  /**
   * Counts and hashes what a dump of this moment would hold, without writing it: to compare a
   * restored database with its dump.
   */
  public DumpReport compare(DumpSnapshot snapshot, DumpListener listener) {
    Catalogue catalogue = new Catalogue(snapshot.connection(), snapshot.scope());
    try {
      Definitions definitions =
          Definitions.read(catalogue, Definitions.UnknownKinds.WRITTEN_ELSEWHERE);
      List<DumpedTable> tables = new ArrayList<>();
      for (Catalogue.Line table : catalogue.ask(TABLES_SQL)) {
        tables.add(copyOut(snapshot, table.at(0), table.at(1), row -> {}, listener));
      }
      return new DumpReport(
          NAME,
          snapshot.connection().getMetaData().getDatabaseProductVersion(),
          tables,
          SchemaFingerprint.of(catalogue, definitions),
          definitions.leftOut());
    } catch (SQLException e) {
      throw SqlErrors.translate("reading the restored database", e);
    } catch (IOException e) {
      throw new IllegalStateException("nothing is written", e);
    }
  }

  /** Copies one table out, into a digest and perhaps a stream. */
  static DumpedTable copyOut(
      DumpSnapshot snapshot, String table, String columns, RowTarget target, DumpListener listener)
      throws SQLException, IOException {
    RowsDigest digest = new RowsDigest();
    CopyOut copy =
        snapshot
            .connection()
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("COPY " + table + " " + columns + " TO STDOUT");
    boolean finished = false;
    try {
      for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
        digest.addRow(row);
        target.take(row);
        if (digest.rowCount() % PROGRESS_ROWS == 0) {
          listener.progress(table, digest.rowCount());
        }
      }
      finished = true;
    } finally {
      if (!finished && copy.isActive()) {
        cancel(copy);
      }
    }
    listener.progress(table, digest.rowCount());
    return new DumpedTable(table, digest.rowCount(), digest.hex());
  }

  /** Takes the rows as COPY sends them. */
  interface RowTarget {
    void take(byte[] row) throws IOException;
  }

  private static void cancel(CopyOut copy) {
    try {
      copy.cancelCopy();
    } catch (SQLException e) {
      // The failure that brought us here is the one to tell; the session is closed next.
      org.slf4j.LoggerFactory.getLogger(DumpWriter.class)
          .debug("cancelling a copy: {}", e.toString());
    }
  }

  private static DumpedTable writeRows(
      DumpSnapshot snapshot, Catalogue.Line table, SqlOutput sql, DumpListener listener)
      throws SQLException, IOException {
    String columns = table.at(1).isEmpty() ? "" : table.at(1) + " ";
    sql.line("COPY " + table.at(0) + " " + columns + "FROM stdin;");
    DumpedTable dumped = copyOut(snapshot, table.at(0), table.at(1), sql::bytes, listener);
    sql.line("\\.");
    sql.line("");
    return dumped;
  }

  private static void writeDefinitions(Catalogue catalogue, Definitions definitions, SqlOutput sql)
      throws SQLException, IOException {
    writeSchemas(catalogue, definitions, sql);
    sql.section("Sequences, tables and functions");
    for (String statement : definitions.statements()) {
      sql.line(statement);
      sql.line("");
    }
    write(catalogue.ask(PostDataSql.OWNED_SEQUENCES), definitions, sql);
    for (Catalogue.Line line : catalogue.ask(PostDataSql.TABLE_SETTINGS)) {
      if (!definitions.isView(line.at(0)) && definitions.holds(line.at(0))) {
        sql.line(line.at(1));
      }
    }
  }

  /** Writes the schemas, and the extensions that lie in them or that something needs. */
  static void writeSchemas(Catalogue catalogue, Definitions definitions, SqlOutput sql)
      throws SQLException, IOException {
    sql.section("Schemas");
    for (Catalogue.Line schema : catalogue.ask(CatalogueSql.SCHEMAS)) {
      sql.line(schema.at(2));
    }
    if (!definitions.extensions().isEmpty()) {
      for (Catalogue.Line line :
          catalogue.ask(DependencySql.EXTENSIONS, 1, definitions.extensions())) {
        sql.line(line.at(0));
      }
    }
  }

  private static void writeSequences(Catalogue catalogue, Definitions definitions, SqlOutput sql)
      throws SQLException, IOException {
    sql.section("Where sequences stand");
    for (Catalogue.Line query : catalogue.ask(PostDataSql.SEQUENCE_QUERIES)) {
      if (!definitions.holds(query.at(0))) {
        continue;
      }
      for (Catalogue.Line line : catalogue.ask(query.at(1), 0)) {
        sql.line(line.at(0));
      }
    }
  }

  private static void writeLater(Catalogue catalogue, Definitions definitions, SqlOutput sql)
      throws SQLException, IOException {
    sql.section("Constraints, views, indexes and triggers");
    write(catalogue.ask(PostDataSql.CONSTRAINTS), definitions, sql);
    for (String statement : definitions.viewStatements()) {
      sql.line(statement);
      sql.line("");
    }
    for (Catalogue.Line line : catalogue.ask(PostDataSql.TABLE_SETTINGS)) {
      if (definitions.isView(line.at(0)) && definitions.holds(line.at(0))) {
        sql.line(line.at(1));
      }
    }
    for (String section :
        List.of(
            PostDataSql.INDEXES,
            PostDataSql.INDEX_ROLES,
            PostDataSql.FOREIGN_KEYS,
            PostDataSql.TRIGGERS,
            PostDataSql.ROW_SECURITY,
            PostDataSql.COMMENTS)) {
      write(catalogue.ask(section), definitions, sql);
    }
    List<Catalogue.Line> refreshes = new ArrayList<>(catalogue.ask(PostDataSql.REFRESHES));
    refreshes.sort(Comparator.comparingInt(line -> definitions.place(line.at(0))));
    write(refreshes, definitions, sql);
  }

  /** Writes owners and grants, for the roles that exist where the dump is restored. */
  static void writePrivileges(Catalogue catalogue, Definitions definitions, SqlOutput sql)
      throws SQLException, IOException {
    sql.section("Owners and grants, for those roles that exist");
    for (String section : List.of(PrivilegeSql.GRANTS, PrivilegeSql.OWNERS)) {
      guarded(catalogue.ask(section, PrivilegeSql.THINGS_PARAMETERS), definitions, sql);
    }
    for (String section :
        List.of(PrivilegeSql.COLUMN_GRANTS, PrivilegeSql.DEFAULTS, PrivilegeSql.POLICIES)) {
      guarded(catalogue.ask(section), definitions, sql);
    }
  }

  private static void guarded(List<Catalogue.Line> lines, Definitions definitions, SqlOutput sql)
      throws IOException {
    sql.guarded(lines.stream().filter(line -> definitions.holds(line.at(1))).toList());
  }

  private static void write(List<Catalogue.Line> lines, Definitions definitions, SqlOutput sql)
      throws IOException {
    for (Catalogue.Line line : lines) {
      if (definitions.holds(line.at(0))) {
        sql.line(line.at(1));
      }
    }
  }
}
