package org.datawarp.repository;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.Query;

/**
 * The definition of schema {@code datawarp}, part by part, as PostgreSQL itself writes it: read
 * before an estate is adopted, so that the schema can be brought back to it.
 */
public final class LegacySchema {
  private static final String WHAT = "bringing schema datawarp back";
  private static final String TABLE = "table";
  private static final String COLUMN = "column";
  private static final String KEY = "key";
  private static final String FOREIGN_KEY = "foreign key";
  private static final String INDEX = "index";
  private static final String TRIGGER = "trigger";
  private static final String FUNCTION = "function";
  private static final String COMMENT = "comment";
  private static final String SCHEMA = "schema";

  private static final String PARTS =
      """
      WITH ours AS (
        SELECT c.* FROM pg_class c
         WHERE c.relnamespace = to_regnamespace('datawarp') AND c.relkind IN ('r', 'p'))
      SELECT 'schema' AS kind, nspname::text AS name, '' AS owner, '' AS definition
        FROM pg_namespace WHERE nspname IN ('datawarp', 'datawarp_trash', 'staging')
      UNION ALL
      SELECT 'table', format('datawarp.%I', relname), '', '' FROM ours
      UNION ALL
      SELECT 'column', quote_ident(a.attname), format('datawarp.%I', c.relname),
             format_type(a.atttypid, a.atttypmod)
        FROM ours c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT 'column rules', quote_ident(a.attname), format('datawarp.%I', c.relname),
             concat(a.attnotnull, ' ', pg_get_expr(d.adbin, d.adrelid))
        FROM ours c JOIN pg_attribute a ON a.attrelid = c.oid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
       WHERE a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT CASE k.contype WHEN 'f' THEN 'foreign key' ELSE 'key' END, quote_ident(k.conname),
             format('datawarp.%I', c.relname), pg_get_constraintdef(k.oid)
        FROM ours c JOIN pg_constraint k ON k.conrelid = c.oid
       WHERE k.contype IN ('p', 'u', 'c', 'f', 'x')
      UNION ALL
      SELECT 'index', format('datawarp.%I', i.relname), format('datawarp.%I', c.relname),
             pg_get_indexdef(i.oid)
        FROM ours c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class i ON i.oid = x.indexrelid
       WHERE NOT EXISTS (SELECT FROM pg_constraint k
                          WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
      UNION ALL
      SELECT 'trigger', quote_ident(t.tgname), format('datawarp.%I', c.relname),
             pg_get_triggerdef(t.oid)
        FROM ours c JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal
      UNION ALL
      SELECT 'function',
             format('datawarp.%I(%s)', p.proname, pg_get_function_identity_arguments(p.oid)), '', ''
        FROM pg_proc p WHERE p.pronamespace = to_regnamespace('datawarp')
      UNION ALL
      SELECT 'comment', format('TABLE datawarp.%I', c.relname), format('datawarp.%I', c.relname),
             quote_literal(obj_description(c.oid, 'pg_class'))
        FROM ours c WHERE obj_description(c.oid, 'pg_class') IS NOT NULL
      UNION ALL
      SELECT 'comment', format('COLUMN datawarp.%I.%I', c.relname, a.attname),
             format('datawarp.%I', c.relname), quote_literal(col_description(c.oid, a.attnum))
        FROM ours c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE a.attnum > 0 AND col_description(c.oid, a.attnum) IS NOT NULL
      UNION ALL
      SELECT 'rights', format('datawarp.%I', c.relname), format('datawarp.%I', c.relname),
             concat(pg_get_userbyid(c.relowner), ' ', c.relacl)
        FROM ours c
      ORDER BY 1, 3, 2, 4
      """;

  private LegacySchema() {}

  /**
   * One part of the schema.
   *
   * @param kind what it is, such as {@code column}
   * @param name its name, quoted; of a table, function or index with the schema
   * @param owner the table it belongs to, quoted, with the schema; empty for what belongs to none
   * @param definition as PostgreSQL writes it; empty where the name says all
   */
  public record Part(String kind, String name, String owner, String definition) {
    private String key() {
      return kind + ' ' + owner + ' ' + name;
    }
  }

  /** Reads all parts; the transaction stays open. */
  public static List<Part> read(Connection connection) {
    return Query.list(
        connection,
        "reading schema datawarp",
        PARTS,
        row -> new Part(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
  }

  /**
   * Returns what each table of the schema holds, as a count and a hash; the records of runs, which
   * those that failed write too, left out.
   */
  public static Map<String, String> contents(Connection connection) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String table :
        Query.list(
            connection,
            "listing the tables of schema datawarp",
            """
            SELECT format('datawarp.%I', relname) FROM pg_class
             WHERE relnamespace = to_regnamespace('datawarp') AND relkind IN ('r', 'p')
               AND relname NOT IN ('tbl_runs', 'tbl_refresh_events', 'tbl_first_seen',
                                   'tbl_workspaces', 'flyway_schema_history')
             ORDER BY relname
            """,
            row -> row.getString(1))) {
      String what = "reading " + table;
      all.put(
          table,
          Query.find(
                  connection,
                  what,
                  "SELECT count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY"
                      + " t::text COLLATE \"C\")), '') FROM "
                      + table
                      + " t",
                  row -> row.getString(1))
              .orElseThrow());
    }
    return all;
  }

  /**
   * Brings the schema back to what it was, in the caller's transaction: what was added is dropped,
   * what was replaced is made again, and all parts are compared at the end. Views on columns that
   * change their types are made again, too.
   *
   * @throws RefusedException if it does not become what it was, or a view cannot be made again; the
   *     caller rolls back
   */
  public static void restore(Connection connection, List<Part> before) {
    List<Part> now = read(connection);
    List<String> statements = statements(before, now);
    RegistryViews.without(
        connection,
        retyped(before, now),
        () -> statements.forEach(statement -> Query.run(connection, WHAT, statement)));
    Set<Part> after = new HashSet<>(read(connection));
    Set<Part> wanted = new HashSet<>(before);
    if (!after.equals(wanted)) {
      Set<Part> different = new HashSet<>(after);
      different.removeAll(wanted);
      wanted.removeAll(after);
      different.addAll(wanted);
      throw new RefusedException(
          "schema datawarp cannot be brought back as it was: "
              + different.stream()
                  .map(Part::key)
                  .distinct()
                  .sorted()
                  .collect(Collectors.joining(", ")),
          "somebody has changed its tables since; nothing was changed");
    }
  }

  private static List<String> statements(List<Part> before, List<Part> now) {
    Set<Part> old = new HashSet<>(before);
    Set<Part> present = new HashSet<>(now);
    Set<String> oldTables = names(before, TABLE);
    Predicate<Part> isAdded = part -> !old.contains(part);
    Predicate<Part> isOnOldTable = part -> oldTables.contains(part.owner());
    Predicate<Part> isMissing = part -> !present.contains(part);
    List<String> all = new ArrayList<>();
    each(now, TRIGGER, isAdded.and(isOnOldTable))
        .forEach(part -> all.add("DROP TRIGGER " + part.name() + " ON " + part.owner()));
    for (String kind : List.of(FOREIGN_KEY, KEY)) {
      each(now, kind, isAdded.and(isOnOldTable))
          .forEach(part -> all.add(alter(part) + "DROP CONSTRAINT " + part.name()));
    }
    List<String> newTables =
        each(now, TABLE, isAdded).stream().map(Part::name).collect(Collectors.toList());
    if (!newTables.isEmpty()) {
      all.add("DROP TABLE " + String.join(", ", newTables));
    }
    each(now, FUNCTION, isAdded).forEach(part -> all.add("DROP FUNCTION " + part.name()));
    each(now, INDEX, isAdded.and(isOnOldTable))
        .forEach(part -> all.add("DROP INDEX " + part.name()));
    columns(before, now, isOnOldTable, all);
    for (String kind : List.of(KEY, FOREIGN_KEY)) {
      each(before, kind, isMissing)
          .forEach(
              part ->
                  all.add(alter(part) + "ADD CONSTRAINT " + part.name() + ' ' + part.definition()));
    }
    each(before, INDEX, isMissing).forEach(part -> all.add(part.definition()));
    each(before, TRIGGER, isMissing).forEach(part -> all.add(part.definition()));
    comments(before, now, isOnOldTable, all);
    each(now, SCHEMA, isAdded).forEach(part -> all.add("DROP SCHEMA " + part.name()));
    return all;
  }

  /** Returns the tables with a column whose type changes. */
  private static Set<String> retyped(List<Part> before, List<Part> now) {
    Map<String, String> types =
        each(before, COLUMN, part -> true).stream()
            .collect(Collectors.toMap(Part::key, Part::definition));
    return each(now, COLUMN, part -> true).stream()
        .filter(
            part -> !types.getOrDefault(part.key(), part.definition()).equals(part.definition()))
        .map(Part::owner)
        .collect(Collectors.toSet());
  }

  private static void columns(
      List<Part> before, List<Part> now, Predicate<Part> isOnOldTable, List<String> all) {
    Map<String, String> types =
        each(before, COLUMN, part -> true).stream()
            .collect(Collectors.toMap(Part::key, Part::definition));
    for (Part column : each(now, COLUMN, isOnOldTable)) {
      String type = types.get(column.key());
      if (type == null) {
        all.add(alter(column) + "DROP COLUMN " + column.name());
      } else if (!type.equals(column.definition())) {
        all.add(alter(column) + "ALTER COLUMN " + column.name() + " TYPE " + type);
      }
    }
  }

  private static void comments(
      List<Part> before, List<Part> now, Predicate<Part> isOnOldTable, List<String> all) {
    Map<String, String> texts =
        each(before, COMMENT, part -> true).stream()
            .collect(Collectors.toMap(Part::name, Part::definition));
    Set<String> columns =
        each(before, COLUMN, part -> true).stream()
            .map(part -> "COLUMN " + part.owner() + '.' + part.name())
            .collect(Collectors.toSet());
    each(now, COMMENT, isOnOldTable).stream()
        .filter(part -> !texts.containsKey(part.name()))
        .filter(part -> part.name().startsWith("TABLE ") || columns.contains(part.name()))
        .forEach(part -> all.add("COMMENT ON " + part.name() + " IS NULL"));
    Set<Part> present = new HashSet<>(now);
    each(before, COMMENT, part -> !present.contains(part))
        .forEach(part -> all.add("COMMENT ON " + part.name() + " IS " + part.definition()));
  }

  private static List<Part> each(List<Part> parts, String kind, Predicate<Part> which) {
    return parts.stream()
        .filter(part -> part.kind().equals(kind))
        .filter(which)
        .sorted(Comparator.comparing(Part::key))
        .toList();
  }

  private static Set<String> names(List<Part> parts, String kind) {
    return parts.stream()
        .filter(part -> part.kind().equals(kind))
        .map(Part::name)
        .collect(Collectors.toSet());
  }

  private static String alter(Part part) {
    return "ALTER TABLE " + part.owner() + ' ';
  }
}
