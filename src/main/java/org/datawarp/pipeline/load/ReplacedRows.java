package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.ReplaceRule.OwnAndAdoptedRows;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/*
 * The table is the source's own, so the manifest's file rows say whose rows these are, whatever
 * code their table went by when they were loaded.
 */
/** The rows of a staging table that a load replaces. */
final class ReplacedRows {
  private static final String OWN =
      """
      _manifest_file_id IN (
        SELECT f.id FROM datawarp.tbl_manifest_files f
         WHERE f.manifest_name = ? AND f.sha256 IS NOT NULL
           AND (f.workspace IS NULL OR f.workspace = ?))
      """;

  private static final String ADOPTED =
      """
      (_period IS NOT DISTINCT FROM ?::text AND NOT EXISTS (
        SELECT FROM datawarp.tbl_manifest_files f
         WHERE f.id = _manifest_file_id AND f.sha256 IS NOT NULL))
      """;

  private ReplacedRows() {}

  static long count(Connection connection, LoadRequest request) throws SQLException {
    if (request.isCanonical()) {
      return PeriodRows.count(connection, request);
    }
    return Sql.number(
        connection,
        "SELECT count(*) FROM " + request.table().quoted() + " WHERE " + condition(request),
        values(request));
  }

  static long delete(Connection connection, LoadRequest request) throws SQLException {
    if (request.isCanonical()) {
      return PeriodRows.delete(connection, request);
    }
    return Sql.update(
        connection,
        "DELETE FROM " + request.table().quoted() + " WHERE " + condition(request),
        values(request));
  }

  static long deleteOwn(Connection connection, TableName table, String manifest, UUID workspace)
      throws SQLException {
    return Sql.update(
        connection, "DELETE FROM " + table.quoted() + " WHERE " + OWN, manifest, workspace);
  }

  private static String condition(LoadRequest request) {
    return request.replaces() instanceof OwnAndAdoptedRows ? OWN + " OR " + ADOPTED : OWN;
  }

  private static @Nullable Object[] values(LoadRequest request) {
    return request.replaces() instanceof OwnAndAdoptedRows adopted
        ? new @Nullable Object[] {request.manifest().name(), request.workspace(), adopted.period()}
        : new @Nullable Object[] {request.manifest().name(), request.workspace()};
  }
}
