package org.datawarp.repository;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * Which canonical source each issue's tables of one workspace are, may be, or are not. Every method
 * belongs to the caller's transaction.
 */
public final class MappingRepository {
  /** How the method of a mapping begins that waits for a person. */
  public static final String PROPOSED = "proposed_";

  /** The method of a mapping that a person has accepted. */
  public static final String ACCEPTED = "accepted";

  /** The method of a mapping that a person has refused: the table is another one. */
  public static final String REJECTED = "rejected";

  private final UUID workspace;

  /** Makes the records of a workspace. */
  public MappingRepository(UUID workspace) {
    this.workspace = workspace;
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

    /** Tells whether a person has said that it is so. */
    public boolean isAccepted() {
      return method.equals(ACCEPTED);
    }

    /** Tells whether a person has said that the table is another one. */
    public boolean isRejected() {
      return method.equals(REJECTED);
    }
  }

  /** Writes a mapping over the one of the same table and period. */
  public void save(
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
                row.getString(1),
                row.getString(2),
                row.getString(3),
                CanonicalRepository.json(row.getString(4))),
        workspace,
        publication,
        REJECTED);
  }

  /** Lists the mappings to canonical sources of this workspace, by source, period and table. */
  public List<Mapping> list(Connection connection) {
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
    list(connection).stream()
        .filter(mapping -> mapping.isAccepted() || mapping.isRejected())
        .filter(mapping -> mapping.period().equals(period))
        .forEach(mapping -> reviewed.add(mapping.ownCode()));
    return reviewed;
  }
}
