package org.datawarp.repository;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.table.Contract;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * What the database keeps of one workspace's canonical sources: what they are recognised by, what
 * their columns are called in files, and the rows of their periods. Every method belongs to the
 * caller's transaction.
 */
public final class CanonicalRepository {
  private final UUID workspace;

  /** Makes the records of a workspace. */
  public CanonicalRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /**
   * A canonical source.
   *
   * @param code its code
   * @param publication the series
   * @param name its name for people
   * @param table its staging table
   * @param fingerprint what it is recognised by, as JSON's values
   * @param contract what may change, as JSON's values; empty for everything
   * @param renames names in files that are others in the table
   */
  public record CanonicalSource(
      String code,
      String publication,
      String name,
      TableName table,
      Map<String, @Nullable Object> fingerprint,
      Map<String, @Nullable Object> contract,
      Map<String, String> renames) {}

  /**
   * Lists the canonical sources of a publication, by code. Each is recognised by the newest issue
   * that it still has.
   */
  public List<CanonicalSource> list(Connection connection, String publication) {
    return Query.list(
        connection,
        "listing the canonical sources of " + publication,
        """
        SELECT s.code, s.publication, c.canonical_name, coalesce(s.schema_name, 'staging'),
               s.table_name, coalesce(newest.source_fingerprint, c.fingerprint)::text,
               coalesce(c.contract::text, '{}'), coalesce(c.renames::text, '{}')
          FROM datawarp.tbl_canonical_sources c
          JOIN datawarp.tbl_data_sources s ON s.code = c.canonical_code
          LEFT JOIN LATERAL (
               SELECT m.source_fingerprint FROM datawarp.tbl_source_mappings m
                WHERE m.canonical_code = c.canonical_code
                  AND NOT starts_with(m.match_method, 'proposed_')
                  AND m.match_method <> 'rejected'
                ORDER BY m.period DESC LIMIT 1) newest ON true
         WHERE s.canonical AND s.workspace = ? AND s.publication = ?
         ORDER BY s.code
        """,
        CanonicalRepository::source,
        workspace,
        publication);
  }

  private static CanonicalSource source(ResultSet row) throws SQLException {
    Map<String, String> renames = new TreeMap<>();
    json(row.getString(8)).forEach((from, to) -> renames.put(from, String.valueOf(to)));
    return new CanonicalSource(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        new TableName(row.getString(4), row.getString(5)),
        json(row.getString(6)),
        json(row.getString(7)),
        renames);
  }

  /**
   * One issue's table in a canonical source.
   *
   * @param code the canonical source
   * @param name its name for people
   * @param publication the series
   * @param table its staging table
   * @param fingerprint what it is recognised by, as JSON's values
   * @param contract what may change, as JSON's values; empty for everything
   * @param period the stored form of the period
   * @param rows how many rows were loaded
   */
  public record Issue(
      String code,
      String name,
      String publication,
      TableName table,
      Map<String, ? extends @Nullable Object> fingerprint,
      Map<String, ? extends @Nullable Object> contract,
      String period,
      long rows) {}

  /** Records that an issue's table was loaded; its source's row is there. */
  public void save(Connection connection, Issue issue) {
    Query.update(
        connection,
        "storing canonical source " + issue.code(),
        """
        INSERT INTO datawarp.tbl_canonical_sources AS c
               (canonical_code, publication_id, canonical_name, canonical_table, fingerprint,
                first_seen_period, last_seen_period, total_loads, total_rows_loaded, contract)
        VALUES (?, left(?, 50), ?, ?, ?::jsonb, ?, ?, 1, ?, nullif(?, '{}')::jsonb)
        ON CONFLICT (canonical_code) DO UPDATE
           SET canonical_name = excluded.canonical_name,
               canonical_table = excluded.canonical_table,
               publication_id = excluded.publication_id,
               fingerprint = CASE WHEN excluded.last_seen_period >= c.last_seen_period
                                    OR c.last_seen_period IS NULL
                                  THEN excluded.fingerprint ELSE c.fingerprint END,
               first_seen_period = least(c.first_seen_period, excluded.first_seen_period),
               last_seen_period = greatest(c.last_seen_period, excluded.last_seen_period),
               total_loads = coalesce(c.total_loads, 0) + 1,
               total_rows_loaded = coalesce(c.total_rows_loaded, 0) + excluded.total_rows_loaded,
               updated_at = now()
        """,
        issue.code(),
        issue.publication(),
        issue.name(),
        issue.table().name(),
        JsonCodec.writeLine(issue.fingerprint()),
        issue.period(),
        issue.period(),
        issue.rows(),
        JsonCodec.writeLine(issue.contract()));
  }

  /** Moves the name of a source's registry row to the publication: from now on it is canonical. */
  public void saveCanonical(Connection connection, String code) {
    Query.update(
        connection,
        "storing canonical source " + code,
        "UPDATE datawarp.tbl_data_sources SET canonical = true, owner_manifest = NULL"
            + " WHERE code = ?",
        code);
  }

  /** Keeps a column's other name: files that call it so mean the one in the table. */
  public void saveRename(Connection connection, String code, String inFile, String inTable) {
    Query.update(
        connection,
        "storing a name of " + code,
        """
        UPDATE datawarp.tbl_canonical_sources
           SET renames = coalesce(renames, '{}') || jsonb_build_object(?::text, ?::text),
               updated_at = now()
         WHERE canonical_code = ?
        """,
        inFile,
        inTable,
        code);
  }

  /** Forgets that a column goes by another name in files. */
  public void deleteRename(Connection connection, String code, String inFile, String inTable) {
    Query.update(
        connection,
        "forgetting a name of " + code,
        """
        UPDATE datawarp.tbl_canonical_sources SET renames = renames - ?::text, updated_at = now()
         WHERE canonical_code = ? AND renames ->> ? = ?
        """,
        inFile,
        code,
        inFile,
        inTable);
  }

  /**
   * How many digits the numbers of a source have over all periods.
   *
   * @return the most before and after the point, by column
   */
  public Map<String, List<Integer>> findDigits(Connection connection, String code) {
    Map<String, List<Integer>> digits = new TreeMap<>();
    Query.find(
            connection,
            "reading the digits of " + code,
            """
            SELECT coalesce(digits::text, '{}') FROM datawarp.tbl_canonical_sources
             WHERE canonical_code = ?
            """,
            row -> row.getString(1),
            code)
        .map(CanonicalRepository::json)
        .orElse(Map.of())
        .forEach(
            (column, pair) -> {
              if (pair instanceof List<?> both && both.size() == 2) {
                digits.put(
                    column,
                    both.stream()
                        .map(n -> n instanceof Number digit ? digit.intValue() : 0)
                        .toList());
              }
            });
    return digits;
  }

  /** Reads what new issues may change in a source; everything where it is unknown. */
  public Contract contract(Connection connection, String code) {
    return Query.find(
            connection,
            "reading the contract of " + code,
            """
            SELECT coalesce(contract::text, '{}') FROM datawarp.tbl_canonical_sources
             WHERE canonical_code = ?
            """,
            row -> row.getString(1),
            code)
        .map(text -> Contract.of(json(text)))
        .orElse(Contract.EVOLVE);
  }

  /** Writes what new issues may change in a source. */
  public void saveContract(Connection connection, String code, Contract contract) {
    Query.update(
        connection,
        "storing the contract of " + code,
        """
        UPDATE datawarp.tbl_canonical_sources
           SET contract = nullif(?, '{}')::jsonb, updated_at = now() WHERE canonical_code = ?
        """,
        JsonCodec.writeLine(contract.toMap()),
        code);
  }

  /** Writes how many digits the numbers of a source have. */
  public void saveDigits(Connection connection, String code, Map<String, List<Integer>> digits) {
    Query.update(
        connection,
        "storing the digits of " + code,
        "UPDATE datawarp.tbl_canonical_sources SET digits = ?::jsonb WHERE canonical_code = ?",
        JsonCodec.writeLine(digits),
        code);
  }

  /**
   * One period of a canonical source.
   *
   * @param period the stored form of the period
   * @param manifest the manifest that its rows come from
   * @param rows how many there are
   */
  public record PeriodRows(String period, String manifest, long rows) {}

  /** Lists the periods of a source with their rows, as they were loaded. */
  public List<PeriodRows> listPeriods(Connection connection, String code) {
    return Query.list(
        connection,
        "listing the periods of " + code,
        """
        SELECT period, manifest_name, row_count FROM datawarp.tbl_period_rows
         WHERE source_code = ? ORDER BY period
        """,
        row -> new PeriodRows(row.getString(1), row.getString(2), row.getLong(3)),
        code);
  }

  /** Lists which manifest each period of each canonical source is of, by manifest and source. */
  public List<StackedPeriod> listStacked(Connection connection) {
    return Query.list(
        connection,
        "listing the periods of canonical sources",
        """
        SELECT DISTINCT f.source_code, f.period, f.manifest_name
          FROM datawarp.tbl_manifest_files f
          JOIN datawarp.tbl_data_sources s ON s.code = f.source_code
         WHERE s.canonical AND s.workspace = ? AND f.period IS NOT NULL
           AND (f.workspace IS NULL OR f.workspace = ?)
           AND NOT EXISTS (SELECT FROM datawarp.tbl_period_rows p
                            WHERE p.source_code = f.source_code AND p.period = f.period
                              AND p.manifest_name NOT IN (f.manifest_name, ''))
         ORDER BY 3, 1, 2
        """,
        row -> new StackedPeriod(row.getString(1), row.getString(2), row.getString(3)),
        workspace,
        workspace);
  }

  /** Tells whether a canonical source has rows or files of other periods than these. */
  public boolean hasOthers(Connection connection, String code, Collection<String> periods) {
    return Query.number(
            connection,
            "looking for other periods of " + code,
            """
            SELECT count(*) FROM (
                SELECT period FROM datawarp.tbl_period_rows WHERE source_code = ?
                UNION
                SELECT period FROM datawarp.tbl_exports WHERE source_code = ?
                UNION
                SELECT period FROM datawarp.tbl_manifest_files WHERE source_code = ?) p
             WHERE period IS NULL OR period <> ALL (?::text[])
            """,
            code,
            code,
            code,
            List.copyOf(periods))
        > 0;
  }

  /** Writes how many rows a manifest has in a period; none takes the period away. */
  public void savePeriod(
      Connection connection, String code, PeriodRows period, @Nullable String run) {
    String what = "storing the rows of " + code + " " + period.period();
    if (period.rows() == 0) {
      Query.update(
          connection,
          what,
          "DELETE FROM datawarp.tbl_period_rows WHERE source_code = ? AND period = ?",
          code,
          period.period());
      return;
    }
    Query.update(
        connection,
        what,
        """
        INSERT INTO datawarp.tbl_period_rows (source_code, period, manifest_name, row_count, run_id)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (source_code, period) DO UPDATE
           SET manifest_name = excluded.manifest_name, row_count = excluded.row_count,
               run_id = excluded.run_id
        """,
        code,
        period.period(),
        period.manifest(),
        period.rows(),
        run);
  }

  /** Lists which of some codes are registered as this workspace's canonical sources. */
  public List<String> listCanonical(Connection connection, Collection<String> codes) {
    return Query.list(
        connection,
        "looking for canonical sources",
        """
        SELECT code FROM datawarp.tbl_data_sources
         WHERE code = ANY (?::text[]) AND canonical AND workspace = ? ORDER BY code
        """,
        row -> row.getString(1),
        List.copyOf(codes),
        workspace);
  }

  /** Tells whether a code is that of a table that is in no canonical source. */
  public static boolean isOwn(Connection connection, String code) {
    return Query.number(
            connection,
            "looking for source " + code,
            "SELECT count(*) FROM datawarp.tbl_data_sources WHERE code = ? AND NOT canonical",
            code)
        > 0;
  }

  static Map<String, @Nullable Object> json(String text) {
    try {
      return JsonCodec.read(text);
    } catch (MalformedJsonException e) {
      throw new DatabaseException(
          "what datawarp.tbl_canonical_sources keeps of a source is damaged", null, e);
    }
  }
}
