package org.datawarp.repository;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.table.Contract;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.codec.MalformedJsonException;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * What the database keeps of one workspace's canonical sources: what they are recognised by, which
 * tables of which issues they took in, and how they drifted. Every method belongs to the caller's
 * transaction.
 */
public final class CanonicalRepository {
  /** How the method of a mapping begins that waits for a person. */
  public static final String PROPOSED = "proposed_";

  /** The method of a mapping that a person has accepted. */
  public static final String ACCEPTED = "accepted";

  /** The method of a mapping that a person has refused: the table is another one. */
  public static final String REJECTED = "rejected";

  /** The kind of drift that is a column under another name, perhaps. */
  public static final String RENAMED = "column_renamed";

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

  /**
   * Which canonical source a table of an issue is, or may be.
   *
   * @param ownCode the code the table would have alone
   * @param period the stored form of the period
   * @param canonical the canonical source
   * @param confidence 0 to 1
   * @param method what decided; of a proposal {@link #PROPOSED} and what speaks for it
   * @param reviewed whether a person has said so
   * @param notes why it was only proposed; null for nothing
   */
  public record Mapping(
      String ownCode,
      String period,
      String canonical,
      double confidence,
      String method,
      boolean reviewed,
      @Nullable String notes) {
    /** Tells whether it waits for a person. */
    public boolean isProposed() {
      return method.startsWith(PROPOSED);
    }

    /** Tells whether a person has said that the table is another one. */
    public boolean isRejected() {
      return method.equals(REJECTED);
    }
  }

  /** Writes a mapping over the one of the same table and period. */
  public void saveMapping(
      Connection connection, Mapping mapping, Map<String, ? extends @Nullable Object> fingerprint) {
    Query.update(
        connection,
        "storing what " + mapping.ownCode() + " is",
        """
        INSERT INTO datawarp.tbl_source_mappings AS m
               (llm_generated_code, period, canonical_code, match_confidence, match_method,
                source_fingerprint, mapped_by, reviewed, review_notes)
        VALUES (?, ?, ?, ?, ?, ?::jsonb, 'datawarp', ?, ?)
        ON CONFLICT (llm_generated_code, period) DO UPDATE
           SET canonical_code = excluded.canonical_code,
               match_confidence = excluded.match_confidence,
               match_method = excluded.match_method,
               source_fingerprint = excluded.source_fingerprint, mapped_at = now(),
               mapped_by = excluded.mapped_by, reviewed = excluded.reviewed,
               review_notes = excluded.review_notes
        """,
        mapping.ownCode(),
        mapping.period(),
        mapping.canonical(),
        mapping.confidence(),
        mapping.method(),
        JsonCodec.writeLine(fingerprint),
        mapping.reviewed(),
        mapping.notes());
  }

  /** Marks a mapping as what a person wants. */
  public void accept(Connection connection, Mapping mapping, String canonical) {
    Query.update(
        connection,
        "accepting what " + mapping.ownCode() + " is",
        """
        UPDATE datawarp.tbl_source_mappings
           SET canonical_code = ?, match_method = ?, match_confidence = 1, reviewed = true,
               mapped_by = session_user, mapped_at = now()
         WHERE llm_generated_code = ? AND period = ?
        """,
        canonical,
        ACCEPTED,
        mapping.ownCode(),
        mapping.period());
  }

  /** Marks a proposed mapping as what a person does not want. */
  public void reject(Connection connection, Mapping mapping) {
    Query.update(
        connection,
        "refusing what " + mapping.ownCode() + " may be",
        """
        UPDATE datawarp.tbl_source_mappings
           SET match_method = ?, reviewed = true, mapped_by = session_user, mapped_at = now()
         WHERE llm_generated_code = ? AND period = ?
        """,
        REJECTED,
        mapping.ownCode(),
        mapping.period());
  }

  /**
   * A table that a person has said not to be a canonical source.
   *
   * @param ownCode the code it has alone
   * @param period the stored form of its period
   * @param canonical the canonical source that it is not
   * @param fingerprint what it is recognised by, as JSON's values
   */
  public record Rejected(
      String ownCode, String period, String canonical, Map<String, @Nullable Object> fingerprint) {}

  /** Lists the tables that people have said not to be sources of a publication. */
  public List<Rejected> listRejected(Connection connection, String publication) {
    return Query.list(
        connection,
        "listing what tables are not",
        """
        SELECT m.llm_generated_code, m.period, m.canonical_code,
               coalesce(m.source_fingerprint::text, '{}')
          FROM datawarp.tbl_source_mappings m
          JOIN datawarp.tbl_data_sources s ON s.code = m.canonical_code
         WHERE s.canonical AND s.workspace = ? AND s.publication = ? AND m.match_method = ?
           AND m.period IS NOT NULL
         ORDER BY m.period DESC, m.llm_generated_code
        """,
        row ->
            new Rejected(
                row.getString(1), row.getString(2), row.getString(3), json(row.getString(4))),
        workspace,
        publication,
        REJECTED);
  }

  /** Lists the mappings to canonical sources of this workspace, by source, period and table. */
  public List<Mapping> listMappings(Connection connection) {
    return Query.list(
        connection,
        "listing what tables are",
        """
        SELECT m.llm_generated_code, m.period, m.canonical_code, m.match_confidence,
               m.match_method, coalesce(m.reviewed, false), m.review_notes
          FROM datawarp.tbl_source_mappings m
          JOIN datawarp.tbl_data_sources s ON s.code = m.canonical_code
         WHERE s.canonical AND s.workspace = ? AND m.period IS NOT NULL
         ORDER BY m.canonical_code, m.period, m.llm_generated_code
        """,
        row ->
            new Mapping(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getDouble(4),
                row.getString(5),
                row.getBoolean(6),
                row.getString(7)),
        workspace);
  }

  /** Lists the tables of a period of which a person has said what they are, or are not. */
  public Set<String> listReviewed(Connection connection, String period) {
    Set<String> reviewed = new TreeSet<>();
    listMappings(connection).stream()
        .filter(mapping -> mapping.method().equals(ACCEPTED) || mapping.isRejected())
        .filter(mapping -> mapping.period().equals(period))
        .forEach(mapping -> reviewed.add(mapping.ownCode()));
    return reviewed;
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
   * In what an issue differs from its canonical source.
   *
   * @param code the source
   * @param period the stored form of the period
   * @param kind what changed
   * @param severity info, warning or error
   * @param details what exactly, as JSON's values
   * @param resolution what was done; null where it waits for a person
   */
  public record Drift(
      String code,
      String period,
      String kind,
      String severity,
      Map<String, ? extends @Nullable Object> details,
      @Nullable String resolution) {}

  /** Records what drifted. */
  public void saveDrift(Connection connection, String run, Drift drift) {
    Query.update(
        connection,
        "storing what drifted in " + drift.code(),
        """
        INSERT INTO datawarp.tbl_drift_events
               (canonical_code, period, drift_type, severity, details, auto_resolved,
                resolution_action, run_id, workspace)
        VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)
        """,
        drift.code(),
        drift.period(),
        drift.kind(),
        drift.severity(),
        JsonCodec.writeLine(drift.details()),
        drift.resolution() != null,
        drift.resolution(),
        run,
        workspace);
  }

  /** Lists what drifted in a source, oldest first. */
  public List<Drift> listDrifts(Connection connection, String code) {
    return Query.list(
        connection,
        "listing what drifted in " + code,
        """
        SELECT canonical_code, coalesce(period, ''), drift_type, severity, details::text,
               resolution_action
          FROM datawarp.tbl_drift_events
         WHERE canonical_code = ? AND (workspace IS NULL OR workspace = ?) ORDER BY id
        """,
        row ->
            new Drift(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                json(row.getString(5)),
                row.getString(6)),
        code,
        workspace);
  }

  /**
   * Notes what became of drifts of one kind.
   *
   * @param details what they say, among other things
   */
  public void resolveDrift(
      Connection connection, String code, String kind, Map<String, String> details, String how) {
    Query.update(
        connection,
        "storing what became of a drift in " + code,
        """
        UPDATE datawarp.tbl_drift_events SET resolution_action = ?
         WHERE canonical_code = ? AND drift_type = ? AND details @> ?::jsonb
        """,
        how,
        code,
        kind,
        JsonCodec.writeLine(details));
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

  private static Map<String, @Nullable Object> json(String text) {
    try {
      return JsonCodec.read(text);
    } catch (MalformedJsonException e) {
      throw new DatabaseException(
          "what datawarp.tbl_canonical_sources keeps of a source is damaged", null, e);
    }
  }
}
