package org.datawarp.platform.dump;

/**
 * What is asked of PostgreSQL's catalogue to write definitions. The one parameter of each statement
 * is the array of schemas; each returns a key, a name for people and the SQL.
 *
 * <p>A key is a letter and the oid: R a relation, F a function. Members of extensions are left to
 * their extensions.
 *
 * <p>Source: PostgreSQL manual, "System Catalogs"; what is written and in which order follows
 * pg_dump.
 */
final class CatalogueSql {
  /** PostgreSQL 18 gives NOT NULL constraints names. */
  private static final int FIRST_WITH_NAMED_NOT_NULL = 18;

  private static final String OWN =
      """
      JOIN pg_namespace n ON n.nspname = ANY (?) AND n.oid = %1$s
      AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '%2$s'::regclass
                      AND e.objid = %3$s AND e.deptype = 'e')
      """;

  static final String SCHEMAS =
      """
      SELECT 'N' || n.oid, n.nspname, format('CREATE SCHEMA IF NOT EXISTS %I;', n.nspname)
        FROM pg_namespace n WHERE n.nspname = ANY (?) ORDER BY n.nspname
      """;

  static final String FUNCTIONS =
      """
      SELECT 'F' || p.oid, format('%I.%I', n.nspname, p.proname),
             rtrim(pg_get_functiondef(p.oid), E' \\n') || ';'
        FROM pg_proc p
      """
          + own("p.pronamespace", "pg_proc", "p.oid")
          + " WHERE p.prokind IN ('f', 'p', 'w') ORDER BY 2, p.oid";

  private static final String SEQUENCE_OPTIONS =
      """
      format('START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s',
             q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache,
             CASE WHEN q.seqcycle THEN ' CYCLE' ELSE '' END)
      """;

  static final String SEQUENCES =
      """
      SELECT 'R' || c.oid, format('%I.%I', n.nspname, c.relname),
             format('CREATE SEQUENCE %I.%I AS %s %s;', n.nspname, c.relname, format_type(q.seqtypid, NULL),
      """
          + SEQUENCE_OPTIONS
          + """
             )
        FROM pg_class c
      """
          + own("c.relnamespace", "pg_class", "c.oid")
          + """
        JOIN pg_sequence q ON q.seqrelid = c.oid
       WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                           AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i')
       ORDER BY 2
      """;

  static final String VIEWS =
      """
      SELECT 'R' || c.oid, format('%I.%I', n.nspname, c.relname),
             format('CREATE %sVIEW %I.%I%s AS%s%s%s',
                    CASE c.relkind WHEN 'm' THEN 'MATERIALIZED ' ELSE '' END, n.nspname, c.relname,
      """
          + options("c.reloptions")
          + """
                    , E'\\n', rtrim(pg_get_viewdef(c.oid), ';'),
                    CASE c.relkind WHEN 'm' THEN E'\\n  WITH NO DATA;' ELSE ';' END)
        FROM pg_class c
      """
          + own("c.relnamespace", "pg_class", "c.oid")
          + " WHERE c.relkind IN ('v', 'm') ORDER BY 2";

  private CatalogueSql() {}

  /**
   * Returns the statement for tables, which differs between servers. Partitioned ones are among
   * them for their keys only: they are left out.
   */
  static String tables(int majorVersion) {
    String notNull =
        majorVersion < FIRST_WITH_NAMED_NOT_NULL
            ? "CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END"
            : """
              coalesce((SELECT format(' CONSTRAINT %I NOT NULL%s', k.conname,
                                      CASE WHEN k.connoinherit THEN ' NO INHERIT' ELSE '' END)
                          FROM pg_constraint k
                         WHERE k.conrelid = c.oid AND k.contype = 'n' AND k.convalidated
                           AND k.conkey[1] = a.attnum), '')
              """;
    return """
        SELECT 'R' || c.oid, format('%I.%I', n.nspname, c.relname),
               format('CREATE %sTABLE %I.%I (%s)%s;',
                      CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END, n.nspname, c.relname,
                      coalesce((SELECT string_agg(E'\\n    ' || l.line, ',' ORDER BY l.place, l.line) FROM (
                        SELECT a.attnum AS place, format('%I %s%s%s%s', a.attname,
                            format_type(a.atttypid, a.atttypmod),
                            CASE WHEN a.attcollation <> t.typcollation THEN (
                                SELECT format(' COLLATE %I.%I', cn.nspname, co.collname)
                                  FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace
                                 WHERE co.oid = a.attcollation)
                            ELSE '' END,
                            CASE
                            WHEN a.attidentity <> '' THEN (
                                SELECT format(' GENERATED %s AS IDENTITY (SEQUENCE NAME %I.%I %s)',
                                    CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
                                    sn.nspname, s.relname,
        """
        + SEQUENCE_OPTIONS
        + """
                                )
                                  FROM pg_depend d JOIN pg_class s ON s.oid = d.objid
                                  JOIN pg_namespace sn ON sn.oid = s.relnamespace
                                  JOIN pg_sequence q ON q.seqrelid = s.oid
                                 WHERE d.classid = 'pg_class'::regclass AND d.deptype = 'i'
                                   AND d.refclassid = 'pg_class'::regclass
                                   AND d.refobjid = c.oid AND d.refobjsubid = a.attnum)
                            WHEN a.attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s) %s',
                                pg_get_expr(f.adbin, f.adrelid),
                                CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END)
                            ELSE coalesce(' DEFAULT ' || pg_get_expr(f.adbin, f.adrelid), '') END,
        """
        + notNull
        + """
                            ) AS line
                          FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                          LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
                         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                        UNION ALL
                        SELECT 10000, format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
                          FROM pg_constraint k
                         WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.convalidated
                      ) l), ''),
        """
        + options("c.reloptions")
        + """
                      )
          FROM pg_class c
        """
        + own("c.relnamespace", "pg_class", "c.oid")
        + " WHERE c.relkind IN ('r', 'p') ORDER BY 2";
  }

  /** Returns an expression for {@code WITH (…)}, empty where there are no options. */
  private static String options(String column) {
    return """
        coalesce((SELECT format(' WITH (%s)', string_agg(
                     format('%I=%L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), ', '))
                    FROM unnest(REPLACED) o HAVING count(*) > 0), '')
        """
        .replace("REPLACED", column);
  }

  private static String own(String namespace, String catalogue, String oid) {
    return String.format(java.util.Locale.ROOT, OWN, namespace, catalogue, oid);
  }
}
