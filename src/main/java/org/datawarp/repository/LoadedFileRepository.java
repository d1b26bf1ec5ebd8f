package org.datawarp.repository;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/** The files that rows were loaded from, as {@code tbl_manifest_files} has them; reads only. */
public final class LoadedFileRepository {
  private static final String COLUMNS =
      """
      SELECT id, manifest_name, file_url, member, sheet, table_number, sha256, size_bytes,
             local_path, period, loaded_at, run_id, rows_loaded, extraction_version
        FROM datawarp.tbl_manifest_files
      """;

  private LoadedFileRepository() {}

  /**
   * One table of one file that was loaded.
   *
   * @param id what its rows carry in {@code _manifest_file_id}
   * @param manifest the manifest that loaded it
   * @param url where the file came from
   * @param member the path inside a ZIP; null outside one
   * @param sheet the sheet; null for a CSV
   * @param tableNumber the table's number on its sheet, from 1
   * @param sha256 the SHA-256 of the file; null where unknown
   * @param sizeBytes its size; null where unknown
   * @param localPath its copy among the downloads, relative to the workspace; null where unknown
   * @param period the stored form of the period; null where there is none
   * @param loadedAt when it was last loaded; null where unknown
   * @param run the run that recorded it; null where unknown
   * @param rows the rows it brought; null where unknown
   * @param extractionVersion the rules it was read with; null where unknown
   */
  public record LoadedFile(
      int id,
      String manifest,
      String url,
      @Nullable String member,
      @Nullable String sheet,
      int tableNumber,
      @Nullable String sha256,
      @Nullable Long sizeBytes,
      @Nullable String localPath,
      @Nullable String period,
      @Nullable Instant loadedAt,
      @Nullable String run,
      @Nullable Long rows,
      @Nullable String extractionVersion) {}

  /** Lists the tables of files that a source's rows came from, the newest first. */
  public static List<LoadedFile> list(Connection connection, String source) {
    return Query.list(
        connection,
        "listing the files of " + source,
        COLUMNS + " WHERE source_code = ? ORDER BY id DESC",
        LoadedFileRepository::file,
        source);
  }

  /** Finds one by what its rows carry. */
  public static Optional<LoadedFile> find(Connection connection, long id) {
    return Query.find(
        connection,
        "finding file " + id,
        COLUMNS + " WHERE id = ?",
        LoadedFileRepository::file,
        id);
  }

  /** Lists the manifests that hold tables read by other rules than a version's, by name. */
  public static List<String> listReadOtherwise(Connection connection, String version) {
    return Query.list(
        connection,
        "listing what other rules read",
        """
        SELECT DISTINCT manifest_name FROM datawarp.tbl_manifest_files
         WHERE extraction_version <> ? ORDER BY manifest_name
        """,
        row -> row.getString(1),
        version);
  }

  private static LoadedFile file(ResultSet row) throws SQLException {
    return new LoadedFile(
        row.getInt(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getInt(6),
        row.getString(7),
        number(row, 8),
        row.getString(9),
        row.getString(10),
        Query.utc(row, 11),
        row.getString(12),
        number(row, 13),
        row.getString(14));
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
