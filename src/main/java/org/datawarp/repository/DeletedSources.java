package org.datawarp.repository;

import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.RunId;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * Sources that are registered no more, and their way back: rows that were kept when they were
 * deleted, else new ones. Every method belongs to the caller's transaction.
 */
public final class DeletedSources {
  private static final List<String> CHILDREN =
      List.of(
          "tbl_manifest_files",
          "tbl_load_history",
          "tbl_column_metadata",
          "tbl_marker_legend",
          "tbl_quarantine");

  private final UUID workspace;

  /** Makes the gone sources of a workspace. */
  public DeletedSources(UUID workspace) {
    this.workspace = workspace;
  }

  /** Tells whether a source is registered. */
  public boolean isRegistered(Connection connection, String code) {
    return Query.number(
            connection,
            "looking for source " + code,
            "SELECT count(*) FROM datawarp.tbl_data_sources WHERE code = ?",
            code)
        > 0;
  }

  /** Finds the staging table of a source, registered or kept from when it was. */
  public Optional<TableName> findTable(Connection connection, String code) {
    return Query.find(
        connection,
        "looking for the table of " + code,
        """
        SELECT coalesce(schema_name, 'staging'), table_name
          FROM datawarp.tbl_data_sources WHERE code = ?
         UNION ALL (
        SELECT coalesce(row ->> 'schema_name', 'staging'), row ->> 'table_name'
          FROM datawarp.tbl_deletions
         WHERE table_name = 'datawarp.tbl_data_sources' AND change = 'deleted'
           AND source_code = ? AND (workspace = ? OR workspace IS NULL)
         ORDER BY id DESC LIMIT 1)
         LIMIT 1
        """,
        row -> new TableName(row.getString(1), row.getString(2)),
        code,
        code,
        workspace);
  }

  /** Tells whether a source was canonical when it was last deleted. */
  public boolean wasCanonical(Connection connection, String code) {
    return Query.number(
            connection,
            "looking for the deletion of " + code,
            """
            SELECT count(*) FROM datawarp.tbl_deletions
             WHERE id = (SELECT max(id) FROM datawarp.tbl_deletions
                          WHERE table_name = 'datawarp.tbl_data_sources' AND change = 'deleted'
                            AND source_code = ? AND workspace = ?)
               AND (row ->> 'canonical')::boolean
            """,
            code,
            workspace)
        > 0;
  }

  /**
   * Puts a canonical source back as it was when it was last deleted, without its periods: their
   * rows, files and tables stay where they are.
   *
   * @return whether there was something to put back
   */
  public boolean putBackWithoutPeriods(Connection connection, String code) {
    long deletion = deletion(connection, code);
    if (deletion == 0) {
      return false;
    }
    List.of("tbl_data_sources", "tbl_canonical_sources", "tbl_column_metadata")
        .forEach(table -> insert(connection, table, code, deletion));
    return true;
  }

  private long deletion(Connection connection, String code) {
    return Query.number(
        connection,
        "looking for the deletion of " + code,
        """
        SELECT coalesce(max(id), 0) FROM datawarp.tbl_deletions
         WHERE table_name = 'datawarp.tbl_data_sources' AND change = 'deleted'
           AND source_code = ? AND workspace = ? AND restored_at IS NULL
        """,
        code,
        workspace);
  }

  /**
   * Puts a source's rows back as they were when it was last deleted, with its staging table if that
   * is in the trash, where views on it went along.
   *
   * @return whether there was something to put back
   */
  public boolean putBack(Connection connection, String code, RunId run) {
    long deletion = deletion(connection, code);
    if (deletion == 0) {
      return false;
    }
    insert(connection, "tbl_data_sources", code, deletion);
    CHILDREN.forEach(child -> insert(connection, child, code, deletion));
    Query.update(
        connection,
        "noting what was put back",
        """
        UPDATE datawarp.tbl_deletions d SET restored_at = now()
          FROM datawarp.tbl_deletions g
         WHERE g.id = ? AND d.source_code = g.source_code AND d.deleted_at = g.deleted_at
           AND d.change = 'deleted'
        """,
        deletion);
    Query.run(
        connection,
        "taking the table of " + code + " out of the trash",
        """
        SELECT datawarp.fn_restore_table(t.id, ?) FROM datawarp.tbl_trashed_tables t
         WHERE t.source_code = ? AND t.restored_at IS NULL AND t.purged_at IS NULL
           AND to_regclass(quote_ident(t.original_schema) || '.' || quote_ident(t.original_name))
               IS NULL
         ORDER BY t.id DESC LIMIT 1
        """,
        run.value(),
        code);
    return true;
  }

  /**
   * Registers a source of which the database knows nothing.
   *
   * @param manifest the manifest that owns it
   * @param loadedAt when its rows were loaded; null where unknown
   */
  public void register(
      Connection connection,
      String code,
      String name,
      TableName table,
      String manifest,
      String publication,
      @Nullable Instant loadedAt) {
    Query.update(
        connection,
        "registering source " + code,
        """
        INSERT INTO datawarp.tbl_data_sources
               (code, name, table_name, schema_name, owner_manifest, publication, workspace,
                created_at, last_load_at)
        VALUES (?, left(?, 255), ?, ?, ?, ?, ?, (now() AT TIME ZONE 'UTC'),
                (?::timestamptz) AT TIME ZONE 'UTC')
        """,
        code,
        name,
        table.name(),
        table.schema(),
        manifest,
        publication,
        workspace,
        loadedAt == null ? null : loadedAt.toString());
  }

  /**
   * Makes sure that the file rows which a table's rows name are there and the source's own, so that
   * a value can be traced and a later load knows what it replaces. A number that another source has
   * meanwhile is exchanged in the rows.
   *
   * @param files what the Parquet file says of its files: JSON's list of objects with id, url,
   *     member, sheet, sha256, period
   * @return how many file rows were written
   */
  public int mendFiles(
      Connection connection,
      String code,
      String manifest,
      TableName table,
      String files,
      RunId run) {
    List<Long> missing =
        Query.list(
            connection,
            "looking for the files of " + table,
            "SELECT DISTINCT r._manifest_file_id FROM "
                + table.quoted()
                + " r WHERE r._manifest_file_id IS NOT NULL AND NOT EXISTS ("
                + "SELECT FROM datawarp.tbl_manifest_files f"
                + " WHERE f.id = r._manifest_file_id AND f.source_code = ?)",
            row -> row.getLong(1),
            code);
    for (Long old : missing) {
      long id = fileRow(connection, code, manifest, files, run, old);
      if (id != old) {
        Query.update(
            connection,
            "exchanging file numbers in " + table,
            "UPDATE " + table.quoted() + " SET _manifest_file_id = ? WHERE _manifest_file_id = ?",
            (int) id,
            old.intValue());
      }
    }
    return missing.size();
  }

  private long fileRow(
      Connection connection, String code, String manifest, String files, RunId run, long old) {
    boolean isTaken =
        Query.number(
                connection,
                "looking for file row " + old,
                "SELECT count(*) FROM datawarp.tbl_manifest_files WHERE id = ?",
                (int) old)
            > 0;
    long id =
        isTaken
            ? Query.number(
                connection,
                "taking a file number",
                "SELECT nextval(pg_get_serial_sequence('datawarp.tbl_manifest_files', 'id'))")
            : old;
    return Query.number(
        connection,
        "writing a file row of " + code,
        """
        WITH known AS (
          SELECT f ->> 'url' AS url, f ->> 'member' AS member, f ->> 'sheet' AS sheet,
                 f ->> 'sha256' AS sha256, f ->> 'period' AS period
            FROM jsonb_array_elements(?::jsonb) AS f WHERE (f ->> 'id')::bigint = ?
           UNION ALL SELECT 'unknown:' || ?, NULL, NULL, NULL, NULL LIMIT 1),
        bumped AS (
          SELECT setval(pg_get_serial_sequence('datawarp.tbl_manifest_files', 'id'),
                        greatest(?, (SELECT max(id) FROM datawarp.tbl_manifest_files))))
        INSERT INTO datawarp.tbl_manifest_files
               (id, manifest_name, source_code, file_url, period, status, sha256, member, sheet,
                workspace, run_id)
        SELECT ?, ?, ?, known.url, known.period, 'loaded',
               coalesce(nullif(known.sha256, ''), 'unknown'), known.member, known.sheet, ?, ?
          FROM known, bumped
        ON CONFLICT (manifest_name, file_url, (coalesce(member, '')), (coalesce(sheet, '')),
                     table_number, sha256)
        DO UPDATE SET run_id = excluded.run_id
        RETURNING id
        """,
        files,
        old,
        (int) old,
        (int) id,
        (int) id,
        manifest,
        code,
        workspace,
        run.value());
  }

  private static void insert(Connection connection, String table, String code, long deletion) {
    // Rows of one deletion bear one moment: they were kept in one transaction.
    Query.update(
        connection,
        "putting rows of " + code + " back",
        "INSERT INTO datawarp."
            + TableName.quote(table)
            + " SELECT r.* FROM datawarp.tbl_deletions g JOIN datawarp.tbl_deletions d"
            + " ON d.source_code = g.source_code AND d.deleted_at = g.deleted_at"
            + " AND d.change = 'deleted' AND d.table_name = 'datawarp."
            + table
            + "' CROSS JOIN LATERAL jsonb_populate_record(NULL::datawarp."
            + TableName.quote(table)
            + ", d.row) r WHERE g.id = ? AND g.source_code = ? ON CONFLICT DO NOTHING",
        deletion,
        code);
  }
}
