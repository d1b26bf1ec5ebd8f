package org.datawarp.repository;

import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.datawarp.model.RunId;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.TableLocks;
import org.jspecify.annotations.Nullable;

/*
 * A staging table is in use; in the trash, renamed, in schema datawarp_trash (moveTable, or the
 * trigger on tbl_data_sources when its row is deleted); then either in use again under its old name
 * (restoreTable, by an undo) or dropped (dropTable, when the trash is emptied). tbl_trashed_tables
 * has a row for each time it came into the trash: moved_at and run_id, then restored_at and
 * restored_run, or purged_at.
 *
 * A file is recorded; queued in tbl_file_removals by the same trigger; and settled (settle), when a
 * run has put its move to the trash on its publish list, or found that there is nothing to move.
 *
 * The order in a run: recordChangesOf() first, since only then does the database keep what the transaction
 * deletes, changes or inserts in the registry under the run's name; lockTables() for all tables that
 * move; then the work. What somebody deletes without a run has no name until claim() gives it one.
 *
 * All of it is the caller's transaction: a crash before its commit leaves everything as it was, after
 * it the tables are where they were put, and the files wait on the run's publish list.
 */
/**
 * What went out of use and is kept for a while: tables in schema {@code datawarp_trash}, and files
 * that wait in a queue to be moved. Every method belongs to the caller's transaction.
 */
public final class TrashRepository {
  /** Where tables are that went out of use. */
  public static final String SCHEMA = "datawarp_trash";

  private static final String TABLE =
      "id, source_code, original_schema, original_name, trash_name, moved_at";

  private final UUID workspace;

  /** Makes the trash of a workspace. */
  public TrashRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /**
   * A table in the trash.
   *
   * @param id its number there
   * @param source the code of the source it belonged to
   * @param schema where it was
   * @param name what it was called
   * @param trashName what it is called now, in schema {@code datawarp_trash}
   * @param movedAt when it was moved
   */
  public record TrashedTable(
      long id,
      @Nullable String source,
      String schema,
      String name,
      String trashName,
      Instant movedAt) {
    /** Returns where it was, or is to be again. */
    public TableName table() {
      return new TableName(schema, name);
    }

    /** Returns where it is while it is in the trash. */
    public TableName inTrash() {
      return new TableName(SCHEMA, trashName);
    }
  }

  /**
   * A file that is to be moved to the trash.
   *
   * @param id its number in the queue
   * @param path the file, relative to the workspace
   * @param sha256 its hash as recorded; null where none is
   * @param kind parquet, description, manifest or download
   * @param source the source it belonged to
   * @param reason why
   */
  public record QueuedFile(
      long id,
      String path,
      @Nullable String sha256,
      String kind,
      @Nullable String source,
      String reason) {}

  /**
   * Says to the database which run works in this transaction: what it deletes, changes or inserts
   * in the registry is kept under its name, so that it can be undone.
   */
  public static void recordChangesOf(Connection connection, RunId run) {
    Query.run(
        connection, "naming the run", "SELECT set_config('datawarp.run_id', ?, true)", run.value());
  }

  /** Ends what {@link #recordChangesOf} began. */
  public static void recordNoMore(Connection connection) {
    Query.run(connection, "ending the record", "SELECT set_config('datawarp.run_id', '', true)");
  }

  /** Moves a table to the trash; views on it go on answering. */
  public void moveTable(Connection connection, TableName table, @Nullable String code, RunId run) {
    String what = "moving " + table + " to the trash";
    alone(
        connection,
        what,
        table,
        session ->
            Query.run(
                session,
                what,
                "SELECT datawarp.fn_trash_table(to_regclass(?)::oid, ?, ?)",
                table.quoted(),
                code,
                run.value()));
  }

  /**
   * Drops a table of the trash.
   *
   * @throws org.datawarp.model.error.DatawarpException if something stands on it
   */
  public void dropTable(Connection connection, String trashName) {
    TableName table = new TableName(SCHEMA, trashName);
    String what = "dropping " + trashName;
    alone(
        connection,
        what,
        table,
        session -> Query.run(session, what, "DROP TABLE IF EXISTS " + table.quoted()));
  }

  /**
   * Locks the tables that are to be moved in this transaction, all of them before the first.
   *
   * @throws org.datawarp.model.error.LockedException if others hold one for longer than the session
   *     waits
   */
  public static void lockTables(Connection connection, List<TableName> tables) {
    String what = "locking the tables to move";
    Query.work(what, () -> TableLocks.lockAll(connection, what, tables));
  }

  /** Lists the tables a run moved to the trash that are still there. */
  public List<TrashedTable> listTables(Connection connection, RunId run) {
    return tables(
        connection, "run_id = ? AND restored_at IS NULL AND purged_at IS NULL", run.value());
  }

  /** Lists the tables a run took out of the trash. */
  public List<TrashedTable> listRestored(Connection connection, RunId run) {
    return tables(connection, "restored_run = ?", run.value());
  }

  /** Takes a table out of the trash, back to its schema and names. */
  public void restoreTable(Connection connection, TrashedTable table, RunId run) {
    String what = "moving " + table.schema() + "." + table.name() + " back";
    alone(
        connection,
        what,
        table.inTrash(),
        session ->
            Query.run(
                session, what, "SELECT datawarp.fn_restore_table(?, ?)", table.id(), run.value()));
  }

  private static void alone(
      Connection connection, String what, TableName table, TableLocks.Step step) {
    Query.work(what, () -> TableLocks.shuttingReadersOut(connection, what, List.of(table), step));
  }

  /** Lists the files of this workspace that wait to be moved, oldest first. */
  public List<QueuedFile> listQueue(Connection connection) {
    return Query.list(
        connection,
        "reading the queue of files",
        """
        SELECT id, path, sha256, kind, source_code, reason FROM datawarp.tbl_file_removals
         WHERE workspace = ? AND done_at IS NULL ORDER BY id
        """,
        row ->
            new QueuedFile(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6)),
        workspace);
  }

  /** Notes what became of a queued file. */
  public void settle(Connection connection, QueuedFile file, String outcome, RunId run) {
    Query.update(
        connection,
        "settling " + file.path(),
        """
        UPDATE datawarp.tbl_file_removals
           SET done_at = now(), outcome = ?, run_id = coalesce(run_id, ?) WHERE id = ?
        """,
        outcome,
        run.value(),
        file.id());
  }

  /** Tells whether somebody deleted sources of this workspace without a run. */
  public boolean hasUnclaimed(Connection connection) {
    return Query.number(
            connection,
            "looking for deletions by hand",
            """
            SELECT (EXISTS (SELECT FROM datawarp.tbl_file_removals
                            WHERE workspace = ? AND done_at IS NULL)
                    OR EXISTS (SELECT FROM datawarp.tbl_deletions
                                WHERE run_id IS NULL AND (workspace = ? OR workspace IS NULL)))::int
            """,
            workspace,
            workspace)
        > 0;
  }

  /**
   * Gives a run's name to what was deleted by hand in this workspace.
   *
   * @return the codes of the sources deleted
   */
  public List<String> claim(Connection connection, RunId run) {
    List<String> codes =
        Query.list(
            connection,
            "claiming what was deleted by hand",
            """
            WITH claimed AS (
              UPDATE datawarp.tbl_deletions SET run_id = ?
               WHERE run_id IS NULL AND (workspace = ? OR workspace IS NULL)
              RETURNING table_name, source_code)
            SELECT source_code FROM claimed WHERE table_name = 'datawarp.tbl_data_sources'
             ORDER BY 1
            """,
            row -> row.getString(1),
            run.value(),
            workspace);
    Query.update(
        connection,
        "claiming what was deleted by hand",
        """
        UPDATE datawarp.tbl_trashed_tables SET run_id = ?
         WHERE run_id IS NULL AND source_code = ANY (?::text[])
        """,
        run.value(),
        codes);
    return codes;
  }

  private static List<TrashedTable> tables(Connection connection, String condition, String value) {
    return Query.list(
        connection,
        "listing the tables in the trash",
        "SELECT " + TABLE + " FROM datawarp.tbl_trashed_tables WHERE " + condition + " ORDER BY id",
        row ->
            new TrashedTable(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Query.requireInstant(row, 6)),
        value);
  }
}
