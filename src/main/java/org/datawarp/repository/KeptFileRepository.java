package org.datawarp.repository;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.datawarp.model.RunId;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * The files that runs put into {@code output/.versions} and {@code archive/}, in the order in which
 * they were put there; a row stays when its file goes. Events name a kept file only while it is
 * there. Every method belongs to the caller's transaction.
 */
public final class KeptFileRepository {
  private static final List<String> PLACES = List.of("output/.versions/", "archive/");
  private static final String COLUMNS =
      "id, path, sha256, kind, source_code, period, row_count, row_hash, loaded_at, loaded_by,"
          + " kept_at, kept_by, gone_at, gone_why";

  private final UUID workspace;

  /** Makes the kept files of a workspace. */
  public KeptFileRepository(UUID workspace) {
    this.workspace = workspace;
  }

  /** Why a file is no longer where it was kept. */
  public enum Gone {
    /** It was one version too many. */
    PRUNED,
    /** A run moved it, as a removal does into the trash. */
    MOVED,
    /** Somebody took it away. */
    MISSING;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a file is about.
   *
   * @param source the source's code
   * @param period the stored form of the period; empty for none
   * @param rowCount the rows it holds; null for a file beside them
   * @param rowHash their hash; null for a file beside them
   * @param loadedAt when they were loaded; null where unknown
   * @param loadedBy the run that loaded them; null where unknown
   */
  public record About(
      String source,
      String period,
      @Nullable Long rowCount,
      @Nullable String rowHash,
      @Nullable Instant loadedAt,
      @Nullable String loadedBy) {}

  /**
   * One file as it is recorded.
   *
   * @param id its number; later ones were kept later
   * @param path where it was put, relative to the workspace
   * @param holdsRows whether it holds the rows that a source had until then
   * @param source the source's code; null where unknown
   * @param period the stored form of the period; empty for none, null where unknown
   * @param rowCount its rows; null where unknown
   * @param rowHash their hash; null where unknown
   * @param loadedAt when the rows were loaded; null where unknown
   * @param loadedBy the run that loaded them; null where unknown
   * @param keptAt when it was put there
   * @param keptBy the run that put it there
   * @param goneAt when it went; null while it is there
   * @param gone why it went; null while it is there
   */
  public record KeptFile(
      long id,
      String path,
      String sha256,
      boolean holdsRows,
      @Nullable String source,
      @Nullable String period,
      @Nullable Long rowCount,
      @Nullable String rowHash,
      @Nullable Instant loadedAt,
      @Nullable String loadedBy,
      Instant keptAt,
      String keptBy,
      @Nullable Instant goneAt,
      @Nullable Gone gone) {}

  /** Tells whether a place, relative to the workspace, is one where files are kept. */
  public static boolean isKept(String path) {
    return PLACES.stream().anyMatch(path::startsWith);
  }

  /** Writes that a run will keep a file; {@link #recordEffects} corrects when. */
  public void save(
      Connection connection, RunId run, String path, String sha256, Instant at, About about) {
    Query.update(
        connection,
        "recording that " + path + " is kept",
        """
        INSERT INTO datawarp.tbl_kept_files
               (workspace, path, sha256, kind, source_code, period, row_count, row_hash, loaded_at,
                loaded_by, kept_at, kept_by)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (workspace, path, kept_by) DO NOTHING
        """,
        workspace,
        path,
        sha256,
        about.rowHash() == null ? "file" : "rows",
        about.source(),
        about.period(),
        about.rowCount(),
        about.rowHash(),
        about.loadedAt(),
        about.loadedBy(),
        at,
        run.value());
  }

  /**
   * Records what a run does to files: what it keeps is recorded, what it takes away is gone, what
   * it puts back is there again.
   *
   * @param at when the run commits
   */
  public void recordEffects(
      Connection connection, RunId run, Instant at, List<FileOperation> items) {
    List<String> gone = new ArrayList<>();
    List<String> back = new ArrayList<>();
    for (FileOperation item : items) {
      boolean moves = item.action() != FileOperation.Action.KEEP;
      if (moves && isKept(item.from())) {
        gone.add(item.from());
      }
      if (!isKept(item.to())) {
        continue;
      }
      if (item.action() == FileOperation.Action.KEEP || !isKnown(connection, item.to())) {
        insert(connection, run, item.to(), item.sha256(), at);
      }
      back.add(item.to());
    }
    saveGone(connection, gone, Gone.MOVED, at);
    saveBack(connection, back);
  }

  /** Notes that files are gone; no event names them from here on. */
  public void saveGone(Connection connection, List<String> paths, Gone why, Instant at) {
    if (paths.isEmpty()) {
      return;
    }
    Query.update(
        connection,
        "recording that kept files are gone",
        """
        UPDATE datawarp.tbl_kept_files SET gone_at = ?, gone_why = ?
         WHERE workspace = ? AND path = ANY (?::text[]) AND gone_at IS NULL
        """,
        at,
        why.text(),
        workspace,
        paths);
    Query.update(
        connection,
        "taking the names of files that are gone out of the events",
        """
        UPDATE datawarp.tbl_refresh_events
           SET archived_to = CASE WHEN archived_to = ANY (?::text[]) THEN NULL ELSE archived_to END,
               old_manifest_path = CASE WHEN old_manifest_path = ANY (?::text[]) THEN NULL
                                        ELSE old_manifest_path END
         WHERE workspace = ?
           AND (archived_to = ANY (?::text[]) OR old_manifest_path = ANY (?::text[]))
        """,
        paths,
        paths,
        workspace,
        paths,
        paths);
  }

  /** Notes that files are there again; the events of the runs that kept them name them again. */
  public void saveBack(Connection connection, List<String> paths) {
    int back =
        paths.isEmpty()
            ? 0
            : Query.update(
                connection,
                "recording that kept files are back",
                """
                UPDATE datawarp.tbl_kept_files k SET gone_at = NULL, gone_why = NULL
                 WHERE k.workspace = ? AND k.path = ANY (?::text[]) AND k.gone_at IS NOT NULL
                   AND NOT EXISTS (SELECT FROM datawarp.tbl_kept_files later
                                    WHERE later.workspace = k.workspace AND later.path = k.path
                                      AND later.id > k.id)
                """,
                workspace,
                paths);
    if (back == 0) {
      return;
    }
    nameAgain(connection, paths, "archived_to", "k.kind = 'rows'");
    nameAgain(connection, paths, "old_manifest_path", "k.path LIKE '%.yaml'");
  }

  private void nameAgain(Connection connection, List<String> paths, String column, String which) {
    Query.update(
        connection,
        "naming files that are back in the events",
        "UPDATE datawarp.tbl_refresh_events e SET "
            + column
            + " = k.path FROM datawarp.tbl_kept_files k WHERE k.workspace = ? AND k.path = ANY"
            + " (?::text[]) AND k.gone_at IS NULL AND e.workspace = k.workspace AND e.run_id ="
            + " k.kept_by AND e.source_code = k.source_code AND e."
            + column
            + " IS NULL AND "
            + which,
        workspace,
        paths);
  }

  /** Lists what was kept of a source, also what is gone, in the order in which it was kept. */
  public List<KeptFile> list(Connection connection, String source) {
    return Query.list(
        connection,
        "listing what was kept of " + source,
        "SELECT "
            + COLUMNS
            + " FROM datawarp.tbl_kept_files WHERE workspace = ? AND source_code = ? ORDER BY id",
        KeptFileRepository::file,
        workspace,
        source);
  }

  /**
   * Lists what was kept of sources, also what is gone, each in the order in which it was kept.
   *
   * @return by the source's code; one of which nothing was kept is not in it
   */
  public Map<String, List<KeptFile>> list(Connection connection, Collection<String> sources) {
    return Query.list(
            connection,
            "listing what was kept of sources",
            "SELECT "
                + COLUMNS
                + " FROM datawarp.tbl_kept_files"
                + " WHERE workspace = ? AND source_code = ANY (?::text[]) ORDER BY id",
            KeptFileRepository::file,
            workspace,
            List.copyOf(sources))
        .stream()
        .collect(Collectors.groupingBy(file -> String.valueOf(file.source())));
  }

  /** Finds what is recorded of a file, by its last row. */
  public Optional<KeptFile> find(Connection connection, String path) {
    return Query.find(
        connection,
        "looking for " + path,
        "SELECT "
            + COLUMNS
            + " FROM datawarp.tbl_kept_files WHERE workspace = ? AND path = ? ORDER BY id DESC"
            + " LIMIT 1",
        KeptFileRepository::file,
        workspace,
        path);
  }

  /** Lists the names that were ever used in a folder, such as {@code 2025-08-01-2.parquet}. */
  public Set<String> listNames(Connection connection, String folder) {
    return new HashSet<>(
        Query.list(
            connection,
            "listing the names used in " + folder,
            """
            SELECT DISTINCT substr(path, length(?) + 2) FROM datawarp.tbl_kept_files
             WHERE workspace = ? AND starts_with(path, ? || '/')
            """,
            row -> row.getString(1),
            folder,
            workspace,
            folder));
  }

  /**
   * Lists the versions that are recorded as there, of runs whose files are in their places,
   * relative to the workspace.
   */
  public List<String> listVersions(Connection connection) {
    return Query.list(
        connection,
        "listing the versions",
        """
        SELECT DISTINCT k.path FROM datawarp.tbl_kept_files k
          JOIN datawarp.tbl_runs r ON r.run_id = k.kept_by AND r.published_at IS NOT NULL
         WHERE k.workspace = ? AND k.gone_at IS NULL AND k.path LIKE 'output/.versions/%'
        """,
        row -> row.getString(1),
        workspace);
  }

  /** Lists the versions that were found missing, relative to the workspace. */
  public List<String> listMissing(Connection connection) {
    return Query.list(
        connection,
        "listing the versions that are missing",
        """
        SELECT DISTINCT path FROM datawarp.tbl_kept_files
         WHERE workspace = ? AND gone_why = 'missing' AND path LIKE 'output/.versions/%'
        """,
        row -> row.getString(1),
        workspace);
  }

  private boolean isKnown(Connection connection, String path) {
    return Query.number(
            connection,
            "looking for " + path,
            "SELECT count(*) FROM datawarp.tbl_kept_files WHERE workspace = ? AND path = ?",
            workspace,
            path)
        > 0;
  }

  private void insert(Connection connection, RunId run, String path, String sha256, Instant at) {
    Query.update(
        connection,
        "recording that " + path + " is kept",
        """
        INSERT INTO datawarp.tbl_kept_files (workspace, path, sha256, kept_at, kept_by)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (workspace, path, kept_by) DO UPDATE SET kept_at = excluded.kept_at
        """,
        workspace,
        path,
        sha256,
        at,
        run.value());
  }

  private static KeptFile file(ResultSet row) throws SQLException {
    String gone = row.getString(14);
    return new KeptFile(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4).equals("rows"),
        row.getString(5),
        row.getString(6),
        row.getObject(7, Long.class),
        row.getString(8),
        Query.instant(row, 9),
        row.getString(10),
        java.util.Objects.requireNonNull(Query.instant(row, 11)),
        row.getString(12),
        Query.instant(row, 13),
        gone == null ? null : Gone.valueOf(gone.toUpperCase(Locale.ROOT)));
  }
}
