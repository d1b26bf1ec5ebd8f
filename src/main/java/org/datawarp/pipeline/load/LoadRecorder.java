package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.RowCounts;
import org.datawarp.platform.codec.JsonCodec;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/** What the registry knows of a source, and the rows that a load writes into it. */
final class LoadRecorder {
  private LoadRecorder() {}

  /**
   * A source as it is recorded.
   *
   * @param owner its manifest; null for a canonical one and for an adopted one not loaded since
   */
  record Source(
      long id,
      @Nullable String owner,
      boolean canonical,
      @Nullable String publication,
      @Nullable UUID workspace,
      String schema,
      String table,
      @Nullable String name,
      @Nullable String description) {}

  /** A source's title and description as they are recorded. */
  record Names(@Nullable String name, @Nullable String description) {}

  /** Finds the title and description of a source. */
  static Optional<Names> findNames(Connection connection, SourceCode code) throws SQLException {
    return Sql.find(
        connection,
        "SELECT name, description FROM datawarp.tbl_data_sources WHERE code = ?",
        row -> new Names(row.getString(1), row.getString(2)),
        code.value());
  }

  static Optional<Source> find(Connection connection, LoadRequest request) throws SQLException {
    String sql =
        """
        SELECT id, owner_manifest, canonical, publication, workspace,
               coalesce(schema_name, 'staging'), table_name, name, description
          FROM datawarp.tbl_data_sources
         WHERE code = ?
        """;
    return Sql.find(
        connection,
        sql,
        row ->
            new Source(
                row.getLong(1),
                row.getString(2),
                row.getBoolean(3),
                row.getString(4),
                row.getObject(5, UUID.class),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9)),
        request.code().value());
  }

  /**
   * Checks that the code and the table are the requester's, or nobody's.
   *
   * @throws RefusedException naming the owner
   */
  static void requireOwner(Connection connection, LoadRequest request, @Nullable Source source)
      throws SQLException {
    List<String> others =
        Sql.texts(
            connection,
            """
            SELECT code FROM datawarp.tbl_data_sources
             WHERE coalesce(schema_name, 'staging') = ? AND table_name = ? AND code <> ?
            """,
            request.table().schema(),
            request.table().name(),
            request.code().value());
    if (!others.isEmpty()) {
      throw new RefusedException(
          request.table() + " belongs to source " + others.get(0) + ", not to " + request.code(),
          "choose another name for the source");
    }
    if (source == null) {
      return;
    }
    if (!source.table().equals(request.table().name())
        || !source.schema().equals(request.table().schema())) {
      throw new RefusedException(
          "source "
              + request.code()
              + " is in "
              + source.schema()
              + "."
              + source.table()
              + ", not in "
              + request.table(),
          "load it into its own table, or choose another code");
    }
    Optional<String> owner = otherOwner(request, source);
    if (owner.isPresent()) {
      throw new RefusedException(
          "source " + request.code() + " belongs to " + owner.get(),
          "choose another name for this manifest's source, or remove the other one first");
    }
  }

  private static Optional<String> otherOwner(LoadRequest request, Source source) {
    if (source.workspace() != null && !source.workspace().equals(request.workspace())) {
      return Optional.of(
          (source.owner() == null
                  ? "another workspace"
                  : "manifest " + source.owner() + " of another workspace")
              + " ("
              + source.workspace()
              + ")");
    }
    return switch (request.scope()) {
      case MANIFEST -> {
        if (source.canonical()) {
          yield Optional.of("publication " + source.publication() + " as a canonical source");
        }
        yield Optional.ofNullable(source.owner())
            .filter(owner -> !owner.equals(request.manifest().name()))
            .map(owner -> "manifest " + owner);
      }
      case PUBLICATION -> {
        if (source.owner() != null) {
          yield Optional.of("manifest " + source.owner());
        }
        yield Optional.ofNullable(source.publication())
            .filter(owner -> !owner.equals(request.manifest().publication()))
            .map(owner -> "publication " + owner);
      }
    };
  }

  /** Writes the source's row and returns its id. */
  static long saveSource(Connection connection, LoadRequest request) throws SQLException {
    boolean isCanonical = request.scope() == SourceScope.PUBLICATION;
    return Sql.number(
        connection,
        """
        INSERT INTO datawarp.tbl_data_sources AS s
               (code, name, table_name, schema_name, description, owner_manifest, canonical,
                publication, workspace, metadata, created_at, last_load_at, last_checked_at)
        VALUES (?, left(?, 255), ?, ?, ?, ?, ?, ?, ?,
                jsonb_build_object('manifest_path', ?::text, 'origin', ?::text) || ?::jsonb,
                ?, ?, ?)
        ON CONFLICT (code) DO UPDATE
           SET name = excluded.name, description = coalesce(excluded.description, s.description),
               schema_name = excluded.schema_name, owner_manifest = excluded.owner_manifest,
               canonical = excluded.canonical, publication = excluded.publication,
               workspace = excluded.workspace,
               metadata = coalesce(s.metadata, '{}') || excluded.metadata,
               last_load_at = excluded.last_load_at, last_checked_at = excluded.last_checked_at
        RETURNING id
        """,
        request.code().value(),
        request.sourceName(),
        request.table().name(),
        request.table().schema(),
        request.description(),
        isCanonical ? null : request.manifest().name(),
        isCanonical,
        request.manifest().publication(),
        request.workspace(),
        request.manifest().path(),
        request.origin().name().toLowerCase(Locale.ROOT),
        JsonCodec.writeLine(SourceNotes.facts(request.facts(), request.manifest())),
        loadedAt(request),
        loadedAt(request),
        loadedAt(request));
  }

  /** Takes the id of a file, for rows that are there before it. */
  static long nextFileId(Connection connection) throws SQLException {
    return Sql.number(
        connection,
        "SELECT nextval(pg_catalog.pg_get_serial_sequence('datawarp.tbl_manifest_files', 'id'))");
  }

  /** Takes the id of the load, which its rows carry, before its history row is written. */
  static long nextLoadId(Connection connection) throws SQLException {
    return Sql.number(
        connection,
        "SELECT nextval(pg_catalog.pg_get_serial_sequence('datawarp.tbl_load_history', 'id'))");
  }

  /** Writes the load's row in the history. */
  static void saveHistory(
      Connection connection,
      LoadRequest request,
      long sourceId,
      long loadId,
      List<Long> fileIds,
      LoadCounts counts,
      List<String> columnsAdded)
      throws SQLException {
    Sql.update(
        connection,
        """
        INSERT INTO datawarp.tbl_load_history
               (id, source_id, file_url, rows_loaded, columns_added, load_mode, loaded_at, run_id,
                workspace, manifest_name, manifest_file_id, period, rows_read, rows_explained,
                rows_deleted)
        VALUES (?, ?, ?, ?, ?, 'replace', ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
        """,
        loadId,
        sourceId,
        request.parts().get(0).file().url(),
        counts.loaded(),
        columnsAdded,
        loadedAt(request),
        request.runId(),
        request.workspace(),
        request.manifest().name(),
        fileIds.size() == 1 ? fileIds.get(0) : null,
        label(request.period()),
        request.parts().stream().mapToLong(part -> part.extent().counts().read()).sum(),
        explained(request.parts().stream().map(part -> part.extent().counts()).toList()),
        counts.deleted());
  }

  /** How many rows came and went. */
  record LoadCounts(long loaded, long deleted) {}

  /**
   * Returns the id of a part's file row, writing it if these bytes are new.
   *
   * <p>What names the bytes never changes. What was made of them does: the source, the period and
   * the counts are those of the load that replaces the rows of the last one.
   */
  static long saveFile(Connection connection, LoadRequest request, LoadPart part, long id)
      throws SQLException {
    FileRef file = part.file();
    TableExtent extent = part.extent();
    Period period = request.period();
    return Sql.number(
        connection,
        """
        INSERT INTO datawarp.tbl_manifest_files AS f
               (id, manifest_name, manifest_file_path, source_code, file_url, period, period_start,
                period_end, status, rows_loaded, loaded_at, created_at, updated_at, workspace,
                run_id, member, sheet, table_number, sha256, size_bytes, local_path,
                publication_date, licence, header_rows, first_data_row, last_data_row, rows_read,
                rows_explained, extraction_version, key_origins)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'loaded', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                ?, ?::jsonb, ?, ?::jsonb)
        ON CONFLICT (manifest_name, file_url, (coalesce(member, '')), (coalesce(sheet, '')),
                     table_number, sha256)
        DO UPDATE
           SET source_code = excluded.source_code, period = excluded.period,
               period_start = excluded.period_start, period_end = excluded.period_end,
               status = excluded.status, rows_loaded = excluded.rows_loaded,
               loaded_at = excluded.loaded_at, updated_at = excluded.updated_at,
               header_rows = excluded.header_rows, first_data_row = excluded.first_data_row,
               last_data_row = excluded.last_data_row, rows_read = excluded.rows_read,
               rows_explained = excluded.rows_explained,
               extraction_version = excluded.extraction_version,
               key_origins = excluded.key_origins,
               publication_date = coalesce(excluded.publication_date, f.publication_date),
               licence = coalesce(excluded.licence, f.licence)
        RETURNING id
        """,
        id,
        request.manifest().name(),
        request.manifest().path(),
        request.code().value(),
        file.url(),
        label(period),
        period == null ? null : period.start(),
        period == null ? null : period.end(),
        part.expectedRows(),
        loadedAt(request),
        loadedAt(request),
        loadedAt(request),
        request.workspace(),
        request.runId(),
        file.member(),
        file.sheet(),
        file.tableNumber(),
        file.sha256(),
        file.sizeBytes(),
        file.localPath(),
        request.manifest().publishedOn(),
        request.manifest().licence(),
        connection.createArrayOf("int4", extent.headerRows().toArray()),
        extent.firstDataRow(),
        extent.lastDataRow(),
        extent.counts().read(),
        explained(List.of(extent.counts())),
        request.extractionVersion(),
        extent.keyOrigins().isEmpty() ? null : JsonCodec.writeLine(extent.keyOrigins()));
  }

  /** Returns the moment of the load in UTC, which is how the registry stores moments. */
  static LocalDateTime loadedAt(LoadRequest request) {
    return LocalDateTime.ofInstant(request.loadedAt(), ZoneOffset.UTC);
  }

  private static @Nullable String label(@Nullable Period period) {
    return period == null ? null : period.label();
  }

  private static String explained(List<RowCounts> counts) {
    return String.format(
        Locale.ROOT,
        "{\"blank\":%d,\"repeated_header\":%d,\"section\":%d,\"footer\":%d,\"quarantined\":%d}",
        counts.stream().mapToLong(RowCounts::blank).sum(),
        counts.stream().mapToLong(RowCounts::repeatedHeader).sum(),
        counts.stream().mapToLong(RowCounts::section).sum(),
        counts.stream().mapToLong(RowCounts::footer).sum(),
        counts.stream().mapToLong(RowCounts::quarantined).sum());
  }
}
