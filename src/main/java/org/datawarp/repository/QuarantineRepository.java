package org.datawarp.repository;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * The cells that contradicted their column's type and were put aside, as the database keeps them.
 * Every method belongs to the caller's transaction.
 */
public final class QuarantineRepository {
  /** Cells that go are kept, so that a version of the rows comes back with its own. */
  private static final String KEEPING = "WITH gone AS (";

  // 'versions' is no run: they are neither claimed as deleted by hand nor part of a run's trash.
  private static final String KEPT =
      """
       RETURNING q.*)
      INSERT INTO datawarp.tbl_deletions
             (run_id, workspace, table_name, source_code, period, row, reason)
      SELECT 'versions', ?, 'datawarp.tbl_quarantine', gone.source_code, gone.period,
             to_jsonb(gone), 'the rows they belong to were replaced'
        FROM gone
      """;

  private final UUID workspace;

  /** Makes the records of a workspace. */
  public QuarantineRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /**
   * The load that put cells aside.
   *
   * @param source the source's code
   * @param manifest the manifest that loaded it
   * @param period the stored form of the period; null for reference data
   * @param run the run's id
   * @param loadId the load's id
   */
  public record Load(
      String source, String manifest, @Nullable String period, String run, long loadId) {}

  /**
   * One cell.
   *
   * @param file the id of its file in {@code tbl_manifest_files}
   * @param member the path inside a ZIP; null outside one
   * @param sheet the sheet's name; null for a CSV
   * @param cell its address
   * @param row its 1-based row
   * @param column the loaded column that lacks it
   * @param raw what it holds
   * @param reason what it is and what its column is
   */
  public record Entry(
      long file,
      @Nullable String member,
      @Nullable String sheet,
      String cell,
      long row,
      String column,
      String raw,
      String reason) {}

  /**
   * One cell with where it came from.
   *
   * @param source the source's code
   * @param manifest the manifest that loaded it; null where its record is gone
   * @param period the stored form of the period; null for reference data
   * @param url the file's address; null where its record is gone
   * @param run the run that loaded it
   * @param entry the cell
   */
  public record Listed(
      String source,
      @Nullable String manifest,
      @Nullable String period,
      @Nullable String url,
      String run,
      Entry entry) {}

  /** Writes a load's cells in the place of those that this manifest, or this period, had before. */
  public void replace(Connection connection, Load load, List<Entry> entries) {
    delete(connection, load.source(), load.manifest());
    String deleteSql =
        KEEPING
            + """
            DELETE FROM datawarp.tbl_quarantine q
            WHERE source_code = ? AND period IS NOT DISTINCT FROM ?
            """
            + KEPT;
    String insertSql =
        """
        INSERT INTO datawarp.tbl_quarantine
            (source_code, load_id, manifest_file_id, period, member, sheet, cell, source_row,
             column_name, raw_text, reason, run_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;
    String what = "storing the quarantine of " + load.source();
    Query.update(connection, what, deleteSql, load.source(), load.period(), workspace);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Entry entry : entries) {
      rows.add(
          new @Nullable Object[] {
            load.source(),
            (int) load.loadId(),
            (int) entry.file(),
            load.period(),
            entry.member(),
            entry.sheet(),
            entry.cell(),
            entry.row(),
            entry.column(),
            entry.raw().replace("\u0000", ""),
            entry.reason(),
            load.run()
          });
    }
    Query.updateEach(connection, what, insertSql, rows);
  }

  /** Takes away the cells that a manifest's loads of a source put aside; they are kept. */
  public void delete(Connection connection, String source, String manifest) {
    String sql =
        KEEPING
            + """
            DELETE FROM datawarp.tbl_quarantine q USING datawarp.tbl_manifest_files f
            WHERE q.source_code = ? AND f.id = q.manifest_file_id AND f.manifest_name = ?
              AND f.workspace IS NOT DISTINCT FROM ?
            """
            + KEPT;
    Query.update(
        connection,
        "forgetting the quarantine of " + source,
        sql,
        source,
        manifest,
        workspace,
        workspace);
  }

  /**
   * Makes the cells those of the loads whose rows are in a table now: others are taken away, and
   * those of an older load that came back are put back from what was kept of them.
   */
  public void alignWithRows(Connection connection, String source, TableName table) {
    String loads = "(SELECT DISTINCT _load_id FROM " + table.quoted() + ")";
    Query.update(
        connection,
        "taking away the quarantine of replaced rows of " + source,
        KEEPING
            + "DELETE FROM datawarp.tbl_quarantine q WHERE source_code = ? AND load_id NOT IN "
            + loads
            + KEPT,
        source,
        workspace);
    Query.update(
        connection,
        "putting the quarantine of " + source + " back",
        """
        INSERT INTO datawarp.tbl_quarantine
        SELECT r.* FROM datawarp.tbl_deletions d
         CROSS JOIN LATERAL jsonb_populate_record(NULL::datawarp.tbl_quarantine, d.row) r
         WHERE d.table_name = 'datawarp.tbl_quarantine' AND d.change = 'deleted'
           AND d.source_code = ? AND r.load_id IN
        """
            + loads
            + " ON CONFLICT DO NOTHING",
        source);
  }

  /** Lists the cells of this workspace's sources, by source, period, file and row. */
  public List<Listed> list(Connection connection) {
    String sql =
        """
        SELECT q.source_code, f.manifest_name, q.period, f.file_url, coalesce(q.run_id, ''),
               coalesce(q.manifest_file_id, 0), q.member, q.sheet, coalesce(q.cell, ''),
               coalesce(q.source_row, 0), coalesce(q.column_name, ''), coalesce(q.raw_text, ''),
               q.reason
        FROM datawarp.tbl_quarantine q
        JOIN datawarp.tbl_data_sources s ON s.code = q.source_code
        LEFT JOIN datawarp.tbl_manifest_files f ON f.id = q.manifest_file_id
        WHERE s.workspace = ?
        ORDER BY q.source_code, q.period, q.manifest_file_id, q.id
        """;
    return Query.list(
        connection,
        "listing the quarantine",
        sql,
        row ->
            new Listed(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                new Entry(
                    row.getLong(6),
                    row.getString(7),
                    row.getString(8),
                    row.getString(9),
                    row.getLong(10),
                    row.getString(11),
                    row.getString(12),
                    row.getString(13))),
        workspace);
  }
}
