package org.datawarp.repository;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.jspecify.annotations.Nullable;

/**
 * What the registry of the Python version says, thing by thing, for its adoption. Reads only, and
 * answers the same when the schema has been upgraded.
 */
public final class LegacyEstate {
  private static final String WHAT = "reading the legacy registry";

  /** The columns of version 2.1 with their types, widths left out. */
  private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put(
        "tbl_data_sources",
        "id integer, code text, name text, table_name text, schema_name text, default_sheet text,"
            + " description text, metadata jsonb, domain text, tags text[], created_at timestamp,"
            + " last_load_at timestamp");
    COLUMNS.put(
        "tbl_load_history",
        "id integer, source_id integer, file_url text, rows_loaded integer, columns_added text[],"
            + " load_mode text, loaded_at timestamp");
    COLUMNS.put(
        "tbl_manifest_files",
        "id integer, manifest_name text, manifest_file_path text, source_code text, file_url text,"
            + " period text, status text, error_details jsonb, rows_loaded integer,"
            + " columns_added jsonb, loaded_at timestamp, created_at timestamp,"
            + " updated_at timestamp");
    COLUMNS.put("tbl_pipeline_log", "period text, file_url text");
    COLUMNS.put(
        "tbl_canonical_sources",
        "canonical_code text, first_seen_period text, last_seen_period text");
    COLUMNS.put("tbl_source_mappings", "canonical_code text, period text");
    COLUMNS.put("tbl_drift_events", "canonical_code text, period text");
    COLUMNS.put(
        "tbl_column_metadata",
        "canonical_source_code text, column_name text, original_name text, description text,"
            + " data_type text, is_dimension boolean, is_measure boolean, query_keywords text[],"
            + " created_at timestamp, updated_at timestamp");
  }

  private LegacyEstate() {}

  /**
   * One table of the registry, looked at.
   *
   * @param table its name with the schema
   * @param columns how many of the expected columns it has, in the expected types
   * @param problems what is not as expected, a line each
   */
  public record CheckedTable(String table, int columns, List<String> problems) {
    /** Copies the list. */
    public CheckedTable {
      problems = List.copyOf(problems);
    }
  }

  /**
   * A reference between tables of the registry that will cascade.
   *
   * @param reference the two columns, as in {@code tbl_load_history.source_id -> tbl_data_sources}
   * @param replaces the foreign keys found in the catalogue
   * @param orphans rows that refer to nothing: with any, the new key is not validated yet
   */
  public record CheckedKey(String reference, List<String> replaces, long orphans) {
    /** Copies the list. */
    public CheckedKey {
      replaces = List.copyOf(replaces);
    }

    /** Tells whether a foreign key is on this reference's column. */
    public boolean isOn(String table, String definition) {
      String column = reference.substring(reference.indexOf('.') + 1, reference.indexOf(' '));
      return table.equals("datawarp." + reference.substring(0, reference.indexOf('.')))
          && definition.startsWith("FOREIGN KEY (" + column + ")");
    }
  }

  /**
   * A registered source.
   *
   * @param code its code
   * @param table its table
   * @param hasTable whether the table is there
   * @param isOther whether something else is called like the table, such as a view
   * @param rows the table's rows; 0 without a table
   * @param provenance how many of the six provenance columns it has, in name and type
   * @param lastLoad when it was last loaded; null where nobody noted it
   */
  public record LegacySource(
      String code,
      TableName table,
      boolean hasTable,
      boolean isOther,
      long rows,
      long provenance,
      @Nullable Instant lastLoad) {
    private LegacySource withRows(long number) {
      return new LegacySource(code, table, hasTable, isOther, number, provenance, lastLoad);
    }
  }

  /**
   * One file that was loaded, or was to be.
   *
   * @param manifest the manifest's name, as it stands in its header
   * @param path its file, as it was called then; null where nobody noted it
   * @param source the source's code
   * @param period the period; null for none
   * @param isLoaded whether it was loaded
   */
  public record LegacyFile(
      String manifest,
      @Nullable String path,
      String source,
      @Nullable String period,
      boolean isLoaded) {}

  /**
   * A staging table that no source names.
   *
   * @param table its name with the schema
   * @param isOurs whether it has the six provenance columns
   */
  public record UnownedTable(String table, boolean isOurs) {}

  /** Looks whether the registry's tables and columns are those of version 2.1. */
  public static List<CheckedTable> check(Connection connection) {
    Map<String, Map<String, String>> found = new TreeMap<>();
    Query.list(
            connection,
            WHAT,
            """
            SELECT c.relname, a.attname,
                   regexp_replace(format_type(a.atttypid, a.atttypmod), '\\(.*?\\)', '')
              FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
             WHERE c.relnamespace = to_regnamespace('datawarp') AND c.relkind IN ('r', 'p')
               AND a.attnum > 0 AND NOT a.attisdropped
            """,
            row -> List.of(row.getString(1), row.getString(2), row.getString(3)))
        .forEach(
            each ->
                found
                    .computeIfAbsent(each.get(0), key -> new TreeMap<>())
                    .put(each.get(1), family(each.get(2))));
    List<CheckedTable> all = new ArrayList<>();
    COLUMNS.forEach((table, columns) -> all.add(checked(table, columns, found.get(table))));
    return all;
  }

  /** Says what hinders the registry from being upgraded, a line each: rights, and views. */
  public static List<String> obstacles(Connection connection) {
    List<String> all =
        new ArrayList<>(
            Query.list(
                connection,
                "looking for rights",
                """
                SELECT format('%s belongs to %s, and %s is not a member of it', c.oid::regclass,
                         pg_get_userbyid(c.relowner), current_user)
                  FROM pg_class c
                 WHERE c.relnamespace = to_regnamespace('datawarp') AND c.relkind IN ('r', 'p')
                   AND NOT pg_has_role(c.relowner, 'USAGE')
                UNION ALL
                SELECT format('%s may not create in schema datawarp', current_user)
                 WHERE NOT has_schema_privilege('datawarp', 'CREATE')
                UNION ALL
                SELECT format('%s may not create schemas in database %s', current_user,
                         current_database())
                 WHERE NOT has_database_privilege(current_database(), 'CREATE')
                   AND to_regnamespace('datawarp_trash') IS NULL
                ORDER BY 1
                """,
                row -> row.getString(1)));
    RegistryViews.find(
            connection, COLUMNS.keySet().stream().map(table -> "datawarp." + table).toList())
        .stream()
        .filter(view -> !view.canReturn())
        .map(view -> RegistryViews.obstacle(view) + ": drop it, and make it anew afterwards")
        .forEach(all::add);
    return all;
  }

  private static CheckedTable checked(
      String table, String columns, @Nullable Map<String, String> found) {
    if (found == null) {
      return new CheckedTable("datawarp." + table, 0, List.of("the table is missing"));
    }
    int right = 0;
    List<String> problems = new ArrayList<>();
    for (String column : columns.split(", ", -1)) {
      String name = column.substring(0, column.indexOf(' '));
      String type = column.substring(column.indexOf(' ') + 1);
      String actual = found.get(name);
      if (actual == null) {
        problems.add("column " + name + " is missing");
      } else if (!actual.equals(type)) {
        problems.add("column " + name + " is " + actual + ", not " + type);
      } else {
        right++;
      }
    }
    return new CheckedTable("datawarp." + table, right, problems);
  }

  private static String family(String type) {
    return type.replace("character varying", "text")
        .replace("timestamp without time zone", "timestamp");
  }

  /** Lists the references that will cascade, with the foreign keys that stand for them now. */
  public static List<CheckedKey> keys(Connection connection) {
    List<CheckedKey> all = new ArrayList<>();
    for (List<String> key :
        List.of(
            List.of("tbl_load_history", "source_id", "tbl_data_sources", "id"),
            List.of(
                "tbl_source_mappings", "canonical_code", "tbl_canonical_sources", "canonical_code"),
            List.of("tbl_column_metadata", "canonical_source_code", "tbl_data_sources", "code"),
            List.of("tbl_manifest_files", "source_code", "tbl_data_sources", "code"))) {
      List<String> names =
          Query.list(
              connection,
              WHAT,
              """
              SELECT c.conname FROM pg_constraint c
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
               WHERE c.contype = 'f' AND c.conrelid = to_regclass(?) AND a.attname = ?
               ORDER BY 1
              """,
              row -> row.getString(1),
              "datawarp." + key.get(0),
              key.get(1));
      // The names are the program's own.
      long orphans =
          Query.number(
              connection,
              WHAT,
              ("SELECT count(*) FROM datawarp.%1$s c WHERE c.%2$s IS NOT NULL AND NOT EXISTS"
                      + " (SELECT FROM datawarp.%3$s p WHERE p.%4$s = c.%2$s)")
                  .formatted(key.toArray()));
      all.add(
          new CheckedKey(
              key.get(0) + "." + key.get(1) + " -> " + key.get(2) + "." + key.get(3),
              names,
              orphans));
    }
    return all;
  }

  /** Lists the registered sources by code, their rows counted. */
  public static List<LegacySource> sources(Connection connection) {
    List<LegacySource> all =
        Query.list(
            connection,
            WHAT,
            """
            SELECT s.code, coalesce(s.schema_name, 'staging'), s.table_name,
                   coalesce(c.relkind IN ('r', 'p'), false), c.relkind NOT IN ('r', 'p'),
                   (SELECT count(*) FROM pg_attribute a
                     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                       AND (a.attname::text, a.atttypid) IN (
                           ('_load_id', 'int4'::regtype), ('_loaded_at', 'timestamp'::regtype),
                           ('_period', 'varchar'::regtype), ('_period_start', 'date'::regtype),
                           ('_period_end', 'date'::regtype),
                           ('_manifest_file_id', 'int4'::regtype))),
                   s.last_load_at
              FROM datawarp.tbl_data_sources s
              LEFT JOIN pg_namespace n ON n.nspname = coalesce(s.schema_name, 'staging')
              LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = s.table_name
             ORDER BY s.code
            """,
            LegacyEstate::source);
    return all.stream()
        .map(
            source ->
                source.hasTable()
                    ? source.withRows(
                        Query.number(
                            connection,
                            "counting the rows of " + source.table(),
                            "SELECT count(*) FROM " + source.table().quoted()))
                    : source)
        .toList();
  }

  private static LegacySource source(ResultSet row) throws SQLException {
    return new LegacySource(
        row.getString(1),
        new TableName(row.getString(2), row.getString(3)),
        row.getBoolean(4),
        row.getBoolean(5),
        0,
        row.getLong(6),
        Query.utc(row, 7));
  }

  /** Lists the files of the registry, oldest first. */
  public static List<LegacyFile> files(Connection connection) {
    return Query.list(
        connection,
        WHAT,
        """
        SELECT manifest_name, manifest_file_path, source_code, period, status = 'loaded'
          FROM datawarp.tbl_manifest_files ORDER BY id
        """,
        row ->
            new LegacyFile(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5)));
  }

  /**
   * Lists the tables {@code staging.tbl_*} that no source names; a partition is part of the table
   * it belongs to.
   */
  public static List<UnownedTable> unownedTables(Connection connection) {
    return Query.list(
        connection,
        WHAT,
        """
        SELECT 'staging.' || c.relname, 6 = (
                 SELECT count(*) FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                    AND (a.attname::text, a.atttypid) IN (
                        ('_load_id', 'int4'::regtype), ('_loaded_at', 'timestamp'::regtype),
                        ('_period', 'varchar'::regtype), ('_period_start', 'date'::regtype),
                        ('_period_end', 'date'::regtype), ('_manifest_file_id', 'int4'::regtype)))
          FROM pg_class c
         WHERE c.relnamespace = to_regnamespace('staging') AND c.relkind IN ('r', 'p')
           AND starts_with(c.relname::text, 'tbl_')
           AND NOT EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
           AND NOT EXISTS (SELECT FROM datawarp.tbl_data_sources s
                            WHERE coalesce(s.schema_name, 'staging') = 'staging'
                              AND s.table_name = c.relname)
         ORDER BY 1
        """,
        row -> new UnownedTable(row.getString(1), row.getBoolean(2)));
  }

  /**
   * Gives a registered source to a manifest.
   *
   * @param rows the rows of its table; null without a table
   * @param manifest the manifest that owns it from now on; null where none was found
   */
  public static void link(
      Connection connection,
      UUID workspace,
      String code,
      @Nullable Long rows,
      @Nullable String manifest,
      @Nullable String publication) {
    Query.update(
        connection,
        "linking source " + code,
        """
        UPDATE datawarp.tbl_data_sources
           SET workspace = ?, adopted_rows = ?, owner_manifest = ?, publication = ?
         WHERE code = ?
        """,
        workspace,
        rows,
        manifest,
        publication,
        code);
  }

  /** Lists the sources that were taken over, by code; loaded anew since or not. */
  public static Set<String> listAdopted(Connection connection) {
    return Set.copyOf(
        Query.list(
            connection,
            "listing the adopted sources",
            """
            SELECT DISTINCT i.source_code FROM datawarp.tbl_run_items i
              JOIN datawarp.tbl_runs r ON r.run_id = i.run_id
             WHERE r.command = 'adopt' AND r.status = 'success' AND i.kind = 'source'
               AND i.source_code IS NOT NULL
            """,
            row -> row.getString(1)));
  }

  /**
   * A table or file that was found without an owner.
   *
   * @param kind staging_table, parquet or description
   * @param item the table with its schema, or the file relative to the workspace
   * @param sha256 of a file; null of a table
   */
  public record FoundItem(String kind, String item, @Nullable String sha256) {}

  /** Records what was found without an owner. */
  public static void saveFound(
      Connection connection, UUID workspace, FoundItem found, Instant at, String run) {
    Query.update(
        connection,
        "recording that " + found.item() + " was found",
        """
        INSERT INTO datawarp.tbl_found_items (workspace, kind, item, sha256, found_at, run_id)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        workspace,
        found.kind(),
        found.item(),
        found.sha256(),
        at,
        run);
  }

  /**
   * An export that was taken over: nobody has compared it with the rows.
   *
   * @param source the source's code
   * @param path the file, relative to the workspace
   * @param page the {@code .md} beside it; null for none
   * @param sha256 the SHA-256 of the file
   * @param sizeBytes its size
   * @param rows the rows of the source's table, which the file need not hold
   */
  public record UnprovenExport(
      String source,
      String path,
      @Nullable String page,
      String sha256,
      long sizeBytes,
      long rows) {}

  /** Records an export that was taken over; no row hash equals its empty one. */
  public static void saveUnproven(
      Connection connection, UUID workspace, UnprovenExport export, Instant at, String run) {
    Query.update(
        connection,
        "recording the export of " + export.source(),
        """
        INSERT INTO datawarp.tbl_exports
               (workspace, source_code, path, description_path, sha256, size_bytes, row_count,
                row_hash, columns, run_id, exported_at, adopted_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, '', '[]', ?, ?, ?)
        """,
        workspace,
        export.source(),
        export.path(),
        export.page(),
        export.sha256(),
        export.sizeBytes(),
        export.rows(),
        run,
        at,
        at);
  }
}
