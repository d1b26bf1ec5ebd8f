package org.datawarp.platform.dump;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.Migration;
import org.datawarp.platform.postgres.Sql;

/**
 * Schema {@code datawarp} while a dump is read: made by the migrations that the dump's schema had,
 * filled with the dump's rows, and proven to be defined at the end as it was before any statement
 * of the dump ran.
 */
final class OwnSchema {
  /** The table in which Flyway keeps what was applied, as Flyway makes it. */
  private static final String HISTORY =
      """
      CREATE TABLE datawarp.flyway_schema_history (
        installed_rank int NOT NULL, version varchar(50), description varchar(200) NOT NULL,
        type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum int,
        installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(),
        execution_time int NOT NULL, success boolean NOT NULL,
        CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank));
      CREATE INDEX flyway_schema_history_s_idx ON datawarp.flyway_schema_history (success)""";

  private static final String NOT_VALID = " NOT VALID";

  private static final String COLUMNS =
      """
      SELECT c.relname, a.attname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       WHERE c.relnamespace = 'datawarp'::regnamespace AND c.relkind = 'r'
      """;

  private static final String FOREIGN_KEYS =
      """
      SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
             format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)),
             conname
        FROM pg_constraint WHERE contype = 'f' AND connamespace = 'datawarp'::regnamespace ORDER BY conname
      """;

  /**
   * Every row of PostgreSQL's catalogue that says how the schema is defined, without what changes
   * when rows come, or when foreign keys are taken away and made again. Whether a key guards new
   * rows only is up to the rows.
   */
  private static final String SHAPE =
      """
      WITH own AS (SELECT 'datawarp'::regnamespace AS id),
      rel AS (SELECT c.* FROM pg_class c, own WHERE c.relnamespace = own.id)
      SELECT 'schema datawarp', to_jsonb(n)::text FROM pg_namespace n, own WHERE n.oid = own.id
       UNION ALL
      SELECT 'relation ' || rel.relname,
             (to_jsonb(rel) - '{relfilenode,relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid,relhastriggers}'::text[])::text
        FROM rel
       UNION ALL
      SELECT format('column %s.%s', rel.relname, a.attname), to_jsonb(a)::text
        FROM pg_attribute a JOIN rel ON rel.oid = a.attrelid
       UNION ALL
      SELECT format('default of %s.%s', rel.relname, d.adnum), pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attrdef d JOIN rel ON rel.oid = d.adrelid
       UNION ALL
      SELECT format('constraint %s on %s', k.conname, rel.relname),
             CASE WHEN k.contype = 'f' THEN regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', '') ELSE to_jsonb(k)::text END
        FROM pg_constraint k JOIN rel ON rel.oid = k.conrelid
       UNION ALL
      SELECT format('trigger %s on %s', g.tgname, rel.relname), to_jsonb(g)::text
        FROM pg_trigger g JOIN rel ON rel.oid = g.tgrelid WHERE NOT g.tgisinternal
       UNION ALL
      SELECT format('rule %s on %s', r.rulename, rel.relname), to_jsonb(r)::text
        FROM pg_rewrite r JOIN rel ON rel.oid = r.ev_class
       UNION ALL
      SELECT format('policy %s on %s', p.polname, rel.relname), to_jsonb(p)::text
        FROM pg_policy p JOIN rel ON rel.oid = p.polrelid
       UNION ALL
      SELECT format('child %s of %s', i.inhrelid::regclass, rel.relname), to_jsonb(i)::text
        FROM pg_inherits i JOIN rel ON rel.oid = i.inhparent
       UNION ALL
      SELECT 'function ' || p.oid::regprocedure, to_jsonb(p)::text FROM pg_proc p, own WHERE p.pronamespace = own.id
       UNION ALL
      SELECT 'type ' || t.typname, to_jsonb(t)::text FROM pg_type t, own WHERE t.typnamespace = own.id
      """;

  private final Connection connection;
  private final Map<String, Set<String>> tables = new TreeMap<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, String> foreignKeys = new TreeMap<>();
  private final Set<String> notValid = new HashSet<>();
  private Map<String, String> shape = Map.of();

  private OwnSchema(Connection connection) {
    this.connection = connection;
  }

  /**
   * Makes the schema, empty, in the connection's transaction.
   *
   * @param migrations what it had in the dump; none for no schema
   */
  static OwnSchema make(Connection connection, List<Migration> migrations)
      throws SQLException, IOException {
    OwnSchema own = new OwnSchema(connection);
    if (migrations.isEmpty()) {
      return own;
    }
    // As Flyway does.
    own.execute("CREATE SCHEMA datawarp");
    own.execute("SET LOCAL search_path = datawarp, pg_catalog");
    for (Migration migration : migrations) {
      own.execute(text(migration));
    }
    own.execute(HISTORY);
    own.execute(DumpReader.SEARCH_PATH);
    own.shape = own.ask(SHAPE);
    own.learn();
    return own;
  }

  /** Tells whether the schema has something of that name: a table, function, trigger, … */
  boolean has(String name) {
    return names.contains(name);
  }

  /**
   * Notes a statement of the dump about something of the schema. A key that it makes NOT VALID
   * guards new rows only, since there are rows that refer to nothing: an adopted estate has such
   * until they are cleaned up. Any other key must hold for all rows.
   */
  void note(String name, String statement) {
    String text = statement.stripTrailing();
    if (text.endsWith(NOT_VALID) || text.endsWith(NOT_VALID + ";")) {
      notValid.add(name);
    }
  }

  /** Returns those of a COPY's columns that the schema's table lacks; null for no such table. */
  @org.jspecify.annotations.Nullable
  Set<String> unknownColumns(CopyHead copy) {
    Set<String> known = tables.get(copy.table());
    if (known == null) {
      return null;
    }
    Set<String> unknown = new TreeSet<>(copy.columns());
    unknown.removeAll(known);
    return unknown;
  }

  /**
   * Makes the foreign keys again and compares the schema with what it was.
   *
   * @param name the dump's, for messages
   * @throws RefusedException if the dump changed its definition
   */
  void finish(String name) throws SQLException {
    // What the dump put off until the commit happens now, and cannot come after the comparison.
    execute("SET CONSTRAINTS ALL IMMEDIATE");
    execute(DumpReader.SEARCH_PATH);
    for (Map.Entry<String, String> key : foreignKeys.entrySet()) {
      boolean isOpen = notValid.contains(key.getKey()) && !key.getValue().endsWith(NOT_VALID);
      execute(key.getValue() + (isOpen ? NOT_VALID : ""));
    }
    Map<String, String> now = shape.isEmpty() ? ask(DumpReader.OWN_SCHEMA) : ask(SHAPE);
    Set<String> changed = new TreeSet<>();
    now.forEach(
        (thing, definition) -> {
          if (!definition.equals(shape.get(thing))) {
            changed.add(thing);
          }
        });
    shape.keySet().stream().filter(thing -> !now.containsKey(thing)).forEach(changed::add);
    if (!changed.isEmpty()) {
      throw new RefusedException(
          name + " changes schema datawarp itself: " + String.join(", ", changed),
          "nothing was restored; only rows of that schema may come from a dump");
    }
  }

  private void learn() throws SQLException {
    Sql.forEach(
        connection,
        COLUMNS,
        row ->
            tables
                .computeIfAbsent(row.getString(1), table -> new HashSet<>())
                .add(row.getString(2)));
    List<String> drops = new ArrayList<>();
    Sql.forEach(
        connection,
        FOREIGN_KEYS,
        row -> {
          drops.add(row.getString(1));
          foreignKeys.put(row.getString(3), row.getString(2));
        });
    Sql.run(connection, drops.toArray(String[]::new));
    // Rows that migrations write are in the dump too.
    for (String table : tables.keySet()) {
      Sql.run(connection, "TRUNCATE datawarp." + CopyHead.quoted(table));
    }
    names.add(OwnObject.SCHEMA);
    for (String thing : shape.keySet()) {
      // "trigger tr_x on tbl_y", "function datawarp.fn_x(oid)", "relation tbl_y"
      String rest = thing.substring(thing.indexOf(' ') + 1);
      names.add(rest.replaceFirst("^datawarp\\.", "").split("[ (]", 2)[0]);
    }
  }

  private Map<String, String> ask(String sql) throws SQLException {
    Map<String, String> lines = new TreeMap<>();
    Sql.forEach(
        connection, sql, row -> lines.put(row.getString(1), String.valueOf(row.getString(2))));
    return lines;
  }

  private void execute(String sql) throws SQLException {
    Sql.run(connection, sql);
  }

  private static String text(Migration migration) throws IOException {
    String resource = "migrations/" + migration.script();
    try (InputStream in = OwnSchema.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
