package org.datawarp.repository;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.datawarp.model.Renaming;
import org.datawarp.model.RunId;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * What the database says under which names, and who was called otherwise before. Every method
 * belongs to the caller's transaction.
 */
public final class RenameRepository {
  private static final String MANIFEST = "manifest";
  private static final String SOURCE = "source";

  /** The columns in which a source is named by its code; those of one workspace have that too. */
  private static final List<Place> CODES =
      List.of(
          new Place("tbl_manifest_files", "source_code", Scope.ALL),
          new Place("tbl_column_metadata", "canonical_source_code", Scope.ALL),
          new Place("tbl_exports", "source_code", Scope.ALL),
          new Place("tbl_marker_legend", "source_code", Scope.ALL),
          new Place("tbl_quarantine", "source_code", Scope.ALL),
          new Place("tbl_period_rows", "source_code", Scope.ALL),
          new Place("tbl_canonical_sources", "canonical_code", Scope.ALL),
          new Place("tbl_source_mappings", "canonical_code", Scope.ALL),
          new Place("tbl_drift_events", "canonical_code", Scope.ALL),
          new Place("tbl_refresh_events", "source_code", Scope.WORKSPACE),
          new Place("tbl_kept_files", "source_code", Scope.WORKSPACE),
          new Place("tbl_retention_policy", "source_pattern", Scope.WORKSPACE));

  private static final List<Place> MANIFESTS =
      List.of(
          new Place("tbl_manifests", "name", Scope.WORKSPACE),
          new Place("tbl_data_sources", "owner_manifest", Scope.WORKSPACE),
          new Place("tbl_load_history", "manifest_name", Scope.WORKSPACE),
          new Place("tbl_manifest_files", "manifest_name", Scope.WORKSPACE),
          new Place("tbl_refresh_events", "manifest_name", Scope.WORKSPACE),
          new Place("tbl_retention_policy", "source_pattern", Scope.WORKSPACE));

  private final UUID workspace;

  /** Makes the names of a workspace. */
  public RenameRepository(UUID workspace) {
    this.workspace = workspace;
  }

  private enum Scope {
    ALL,
    WORKSPACE
  }

  private record Place(String table, String column, Scope scope) {}

  /**
   * One new name.
   *
   * @param kind whose it is
   * @param from the name before
   * @param to the name from then on
   * @param publication of a manifest, the series it is of then; null for a source
   * @param at when
   * @param run the run that gave it
   */
  public record NewName(
      Kind kind, String from, String to, @Nullable String publication, Instant at, String run) {}

  /** What has a name. */
  public enum Kind {
    MANIFEST,
    SOURCE
  }

  /**
   * Gives all rows the new names; keys are looked at when every row has them.
   *
   * @param ownCodes the codes that tables in canonical sources would have alone, new by old
   */
  public void apply(Connection connection, Renaming renaming, Map<String, String> ownCodes) {
    Query.run(connection, "giving rows new names", "SET CONSTRAINTS ALL DEFERRED");
    for (Renaming.OfSource source : renaming.sources()) {
      Query.update(
          connection,
          "renaming source " + source.from(),
          """
          UPDATE datawarp.tbl_data_sources
             SET code = ?, schema_name = ?, table_name = ?,
                 name = CASE WHEN name = code THEN ? ELSE name END
           WHERE code = ?
          """,
          source.to().value(),
          source.newTable().schema(),
          source.newTable().name(),
          source.to().value(),
          source.from().value());
      Query.update(
          connection,
          "renaming canonical source " + source.from(),
          """
          UPDATE datawarp.tbl_canonical_sources
             SET canonical_table = CASE canonical_table WHEN ? THEN ? WHEN ? THEN ?
                                        ELSE canonical_table END
           WHERE canonical_code = ?
          """,
          source.table().name(),
          source.newTable().name(),
          source.table().toString(),
          source.newTable().toString(),
          source.from().value());
    }
    CODES.forEach(place -> rename(connection, place, renaming.codes()));
    MANIFESTS.forEach(place -> rename(connection, place, renaming.manifestNames()));
    periods(connection, renaming);
    rename(connection, new Place("tbl_source_mappings", "llm_generated_code", Scope.ALL), ownCodes);
    publications(connection, renaming);
    Query.run(connection, "giving rows new names", "SET CONSTRAINTS ALL IMMEDIATE");
  }

  private void rename(Connection connection, Place place, Map<String, String> names) {
    if (names.isEmpty()) {
      return;
    }
    List<Object> values =
        new ArrayList<>(List.of(List.copyOf(names.keySet()), List.copyOf(names.values())));
    if (place.scope() == Scope.WORKSPACE) {
      values.add(workspace);
    }
    Query.update(
        connection,
        "giving rows of " + place.table() + " new names",
        "UPDATE datawarp."
            + place.table()
            + " t SET "
            + place.column()
            + " = r.new_name FROM unnest(?::text[], ?::text[]) AS r(old_name, new_name) WHERE t."
            + place.column()
            + " = r.old_name"
            + (place.scope() == Scope.WORKSPACE ? " AND t.workspace = ?" : ""),
        values.toArray());
  }

  private void periods(Connection connection, Renaming renaming) {
    renaming
        .manifestNames()
        .forEach(
            (from, to) ->
                Query.update(
                    connection,
                    "renaming the manifest of periods",
                    """
                    UPDATE datawarp.tbl_period_rows p SET manifest_name = ?
                      FROM datawarp.tbl_data_sources s
                     WHERE p.manifest_name = ? AND s.code = p.source_code AND s.workspace = ?
                    """,
                    to,
                    from,
                    workspace));
  }

  /** Of canonical sources the publication changes where all of it does. */
  private void publications(Connection connection, Renaming renaming) {
    for (Renaming.OfManifest manifest : renaming.manifests()) {
      Query.update(
          connection,
          "renaming the publication of " + manifest.to(),
          """
          UPDATE datawarp.tbl_data_sources SET publication = ?
           WHERE owner_manifest = ? AND workspace = ?
          """,
          manifest.newPublication(),
          manifest.to(),
          workspace);
      Query.update(
          connection,
          "renaming the publication of canonical sources",
          """
          UPDATE datawarp.tbl_data_sources s SET publication = ?
           WHERE s.canonical AND s.workspace = ? AND s.publication = ?
             AND NOT EXISTS (SELECT FROM datawarp.tbl_manifests m
                              WHERE m.workspace = s.workspace AND m.publication = s.publication
                                AND m.name <> ALL (?::text[]))
          """,
          manifest.newPublication(),
          workspace,
          manifest.publication(),
          renaming.manifests().stream().map(Renaming.OfManifest::to).toList());
    }
  }

  /** Gives files below {@code output/.versions} that move with their source their new places. */
  public void moveVersions(Connection connection, String from, String to) {
    for (String column : List.of("archived_to", "old_manifest_path", "new_manifest_path")) {
      movePaths(connection, "tbl_refresh_events", column, from, to);
    }
    movePaths(connection, "tbl_kept_files", "path", from, to);
  }

  private void movePaths(
      Connection connection, String table, String column, String from, String to) {
    Query.update(
        connection,
        "giving kept files their new places",
        "UPDATE datawarp."
            + table
            + " SET "
            + column
            + " = ? || substr("
            + column
            + ", length(?) + 1) WHERE workspace = ? AND starts_with("
            + column
            + ", ?)",
        to,
        from,
        workspace,
        from);
  }

  /** Notes whose files in the archive are that keep an old name. */
  public void saveOwner(Connection connection, List<String> paths, String code) {
    Query.update(
        connection,
        "noting whose archived files are",
        """
        UPDATE datawarp.tbl_kept_files SET source_code = ?
         WHERE workspace = ? AND path = ANY (?::text[])
        """,
        code,
        workspace,
        paths);
  }

  /** Writes who is called otherwise now. */
  public void save(Connection connection, Renaming renaming, RunId run, Instant at) {
    String sql =
        """
        INSERT INTO datawarp.tbl_renames
               (workspace, kind, old_name, new_name, old_table, new_table, old_publication,
                new_publication, run_id, renamed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;
    for (Renaming.OfManifest each : renaming.manifests()) {
      Query.update(
          connection,
          "noting the new name of " + each.from(),
          sql,
          workspace,
          MANIFEST,
          each.from(),
          each.to(),
          null,
          null,
          each.publication(),
          each.newPublication(),
          run.value(),
          at);
    }
    for (Renaming.OfSource each : renaming.sources()) {
      Query.update(
          connection,
          "noting the new name of " + each.from(),
          sql,
          workspace,
          SOURCE,
          each.from().value(),
          each.to().value(),
          each.table().toString(),
          each.newTable().toString(),
          null,
          null,
          run.value(),
          at);
    }
  }

  /** Lists all new names, oldest first. */
  public List<NewName> list(Connection connection) {
    return Query.list(
        connection,
        "listing the new names",
        """
        SELECT kind, old_name, new_name, new_publication, renamed_at, run_id
          FROM datawarp.tbl_renames
         WHERE workspace = ? ORDER BY id
        """,
        row ->
            new NewName(
                row.getString(1).equals(MANIFEST) ? Kind.MANIFEST : Kind.SOURCE,
                row.getString(2),
                row.getString(3),
                row.getString(4),
                requireNonNull(Query.instant(row, 5)),
                row.getString(6)),
        workspace);
  }

  /** Returns what a run renamed; nothing where it renamed nothing. */
  public Renaming of(Connection connection, RunId run) {
    return new Renaming(
        Query.list(
            connection,
            "reading what run " + run + " renamed",
            """
            SELECT old_name, new_name, old_publication, new_publication FROM datawarp.tbl_renames
             WHERE workspace = ? AND run_id = ? AND kind = 'manifest' ORDER BY id
            """,
            row ->
                new Renaming.OfManifest(
                    row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
            workspace,
            run.value()),
        Query.list(
            connection,
            "reading what run " + run + " renamed",
            """
            SELECT old_name, new_name, old_table, new_table FROM datawarp.tbl_renames
             WHERE workspace = ? AND run_id = ? AND kind = 'source' ORDER BY id
            """,
            RenameRepository::source,
            workspace,
            run.value()));
  }

  private static Renaming.OfSource source(ResultSet row) throws SQLException {
    return new Renaming.OfSource(
        new SourceCode(row.getString(1)),
        new SourceCode(row.getString(2)),
        table(row.getString(3)),
        table(row.getString(4)));
  }

  private static TableName table(String text) {
    int dot = text.indexOf('.');
    return new TableName(text.substring(0, dot), text.substring(dot + 1));
  }
}
