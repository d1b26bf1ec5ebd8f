package org.datawarp.platform.dump;

/**
 * What is asked of PostgreSQL's catalogue to write what comes behind the definitions: before the
 * rows, and behind them. The one parameter of each statement is the array of schemas; each returns
 * a key as in {@link DependencySql} and the SQL.
 */
final class PostDataSql {
  private static final String FROM_CLASS =
      """
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY (?)
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                        AND e.objid = c.oid AND e.deptype = 'e')
      """;

  /** Sequences that go with a column. */
  static final String OWNED_SEQUENCES =
      """
      SELECT 'R' || c.oid, format('ALTER SEQUENCE %I.%I OWNED BY %I.%I.%I;', n.nspname, c.relname, tn.nspname, t.relname, a.attname)
      """
          + FROM_CLASS
          + """
        JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
         AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a' AND d.refobjsubid <> 0
        JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
       WHERE c.relkind = 'S' ORDER BY 2
      """;

  /** Settings of columns and tables that CREATE TABLE does not take. */
  static final String TABLE_SETTINGS =
      """
      SELECT x.key, x.sql FROM (SELECT c.*, n.nspname
      """
          + FROM_CLASS
          + """
      ) c CROSS JOIN LATERAL (
        SELECT 1 AS place, 'R' || c.oid AS key, format('ALTER TABLE ONLY %I.%I ALTER COLUMN %I SET STORAGE %s;', c.nspname, c.relname, a.attname,
               CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END) AS sql
          FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attstorage <> t.typstorage
           AND c.relkind IN ('r', 'm')
        UNION ALL
        SELECT 2, 'R' || c.oid, format('ALTER TABLE ONLY %I.%I ALTER COLUMN %I SET STATISTICS %s;', c.nspname, c.relname, a.attname, a.attstattarget)
          FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget >= 0
           AND c.relkind IN ('r', 'm')
        UNION ALL
        SELECT 3, 'R' || c.oid, format('ALTER TABLE ONLY %I.%I REPLICA IDENTITY %s;', c.nspname, c.relname,
               CASE c.relreplident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END)
         WHERE c.relreplident IN ('f', 'n') AND c.relkind = 'r'
        UNION ALL
        SELECT 4, 'R' || c.oid, format('ALTER VIEW %I.%I ALTER COLUMN %I SET DEFAULT %s;', c.nspname, c.relname, a.attname,
               pg_get_expr(f.adbin, f.adrelid))
          FROM pg_attrdef f JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
         WHERE f.adrelid = c.oid AND c.relkind = 'v'
      ) x ORDER BY x.place, x.sql
      """;

  /** The state of sequences, as a statement that returns setval calls; built for each by %L. */
  static final String SEQUENCE_QUERIES =
      """
      SELECT 'R' || c.oid,
             format('SELECT format(''SELECT pg_catalog.setval(%%L, %%s, %%L);'', %L, last_value, is_called) FROM %I.%I',
                    format('%I.%I', n.nspname, c.relname), n.nspname, c.relname)
      """
          + FROM_CLASS
          + " WHERE c.relkind = 'S' ORDER BY n.nspname, c.relname";

  /** Indexes that no constraint makes. */
  static final String INDEXES =
      """
      SELECT 'I' || c.oid, pg_get_indexdef(c.oid) || ';'
      """
          + FROM_CLASS
          + """
        JOIN pg_index i ON i.indexrelid = c.oid
       WHERE c.relkind = 'i' AND i.indislive
         AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u', 'x')
                           AND k.conrelid = i.indrelid)
       ORDER BY n.nspname, c.relname
      """;

  /** Primary keys, unique and excluding constraints, and checks that are not validated. */
  static final String CONSTRAINTS =
      """
      SELECT 'K' || k.oid, format('ALTER TABLE ONLY %I.%I ADD CONSTRAINT %I %s;', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
      """
          + FROM_CLASS
          + """
        JOIN pg_constraint k ON k.conrelid = c.oid
       WHERE k.contype IN ('p', 'u', 'x') OR (k.contype IN ('c', 'n') AND NOT k.convalidated)
       ORDER BY strpos('puxcn', k.contype::text), n.nspname, c.relname, k.conname
      """;

  /** Which index rows are told apart or lie together by. */
  static final String INDEX_ROLES =
      """
      SELECT 'I' || c.oid, r.sql
      """
          + FROM_CLASS
          + """
        JOIN pg_index i ON i.indexrelid = c.oid
        JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
        CROSS JOIN LATERAL (
          SELECT format('ALTER TABLE ONLY %I.%I REPLICA IDENTITY USING INDEX %I;', tn.nspname, t.relname, c.relname) AS sql
           WHERE i.indisreplident
          UNION ALL
          SELECT format('ALTER TABLE %I.%I CLUSTER ON %I;', tn.nspname, t.relname, c.relname) WHERE i.indisclustered
        ) r ORDER BY r.sql
      """;

  static final String FOREIGN_KEYS =
      """
      SELECT 'K' || k.oid, format('ALTER TABLE ONLY %I.%I ADD CONSTRAINT %I %s;', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid))
      """
          + FROM_CLASS
          + """
        JOIN pg_constraint k ON k.conrelid = c.oid
       WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY n.nspname, c.relname, k.conname
      """;

  static final String TRIGGERS =
      """
      SELECT 'G' || g.oid, pg_get_triggerdef(g.oid) || ';' || CASE WHEN g.tgenabled = 'O' THEN '' ELSE
             format(E'\\nALTER TABLE %I.%I %s TRIGGER %I;', n.nspname, c.relname,
                    CASE g.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, g.tgname) END
      """
          + FROM_CLASS
          + """
        JOIN pg_trigger g ON g.tgrelid = c.oid
       WHERE NOT g.tgisinternal AND g.tgparentid = 0 ORDER BY n.nspname, c.relname, g.tgname
      """;

  /** Row security; its policies name roles, so {@link PrivilegeSql} has them. */
  static final String ROW_SECURITY =
      """
      SELECT 'R' || c.oid, format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY;', n.nspname, c.relname)
             || CASE WHEN c.relforcerowsecurity THEN
                format(E'\\nALTER TABLE ONLY %I.%I FORCE ROW LEVEL SECURITY;', n.nspname, c.relname) ELSE '' END
      """
          + FROM_CLASS
          + " WHERE c.relrowsecurity ORDER BY 2";

  /**
   * Comments on anything; the key is that of the relation where it is one. The thousands on what
   * PostgreSQL itself made, whose numbers are below 16384, are not looked into.
   */
  static final String COMMENTS =
      """
      SELECT CASE WHEN i.indexrelid IS NOT NULL THEN 'I' || i.indexrelid
                  WHEN d.classoid = 'pg_class'::regclass THEN 'R' || d.objoid
                  WHEN d.classoid = 'pg_proc'::regclass THEN 'F' || d.objoid
                  WHEN d.classoid = 'pg_type'::regclass THEN 'T' || d.objoid
                  WHEN k.contypid <> 0 THEN 'T' || k.contypid
                  WHEN k.contype = 'c' AND k.convalidated THEN 'R' || k.conrelid
                  WHEN k.oid IS NOT NULL THEN 'K' || k.oid
                  WHEN g.oid IS NOT NULL THEN 'G' || g.oid
                  WHEN w.oid IS NOT NULL THEN 'U' || w.oid
                  ELSE 'X' || d.classoid || '.' || d.objoid END,
             format('COMMENT ON %s %s IS %L;',
               CASE o.type
               WHEN 'table column' THEN 'COLUMN' WHEN 'view column' THEN 'COLUMN'
               WHEN 'materialized view column' THEN 'COLUMN' WHEN 'composite type column' THEN 'COLUMN'
               WHEN 'table constraint' THEN 'CONSTRAINT' WHEN 'domain constraint' THEN 'CONSTRAINT'
               WHEN 'composite type' THEN 'TYPE' WHEN 'statistics object' THEN 'STATISTICS'
               WHEN 'partitioned table' THEN 'TABLE' ELSE upper(o.type) END,
               CASE WHEN o.type = 'domain constraint' THEN
                 (SELECT format('%I ON DOMAIN %s', k.conname, k.contypid::regtype) FROM pg_constraint k WHERE k.oid = d.objoid)
               ELSE regexp_replace(o.identity, '^ON ', '') END, d.description)
        FROM pg_description d
        CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) o
        LEFT JOIN pg_class c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid
        LEFT JOIN pg_index i ON i.indexrelid = c.oid
        LEFT JOIN pg_constraint k ON d.classoid = 'pg_constraint'::regclass AND k.oid = d.objoid
        LEFT JOIN pg_trigger g ON d.classoid = 'pg_trigger'::regclass AND g.oid = d.objoid
        LEFT JOIN pg_rewrite w ON d.classoid = 'pg_rewrite'::regclass AND w.oid = d.objoid
        LEFT JOIN pg_policy y ON d.classoid = 'pg_policy'::regclass AND y.oid = d.objoid
        LEFT JOIN pg_class t ON t.oid IN (k.conrelid, g.tgrelid, w.ev_class, y.polrelid)
        LEFT JOIN pg_type kt ON kt.oid = k.contypid
        JOIN pg_namespace n ON n.nspname = ANY (?) AND (n.nspname = o.schema
          OR n.oid IN (t.relnamespace, kt.typnamespace, c.relnamespace)
          OR (d.classoid = 'pg_namespace'::regclass AND n.oid = d.objoid))
       WHERE (d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass)
         AND o.type <> 'policy'
         AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid AND e.deptype = 'e')
       ORDER BY 2
      """;

  /** Fills the materialised views that were filled, each behind those it reads. */
  static final String REFRESHES =
      """
      SELECT 'R' || c.oid, format('REFRESH MATERIALIZED VIEW %I.%I;', n.nspname, c.relname)
      """
          + FROM_CLASS
          + " WHERE c.relkind = 'm' AND c.relispopulated ORDER BY 2";

  private PostDataSql() {}
}
