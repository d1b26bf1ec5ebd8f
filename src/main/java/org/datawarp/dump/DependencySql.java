package org.datawarp.dump;

/** What is asked of PostgreSQL's catalogue about which thing needs which. */
final class DependencySql {
  /**
   * Which definition an entry of pg_depend belongs to. Columns: catalogue, object, key. A letter
   * beyond those of {@link CatalogueSql} is something that is made later: K a foreign key or
   * another constraint, G a trigger, P a policy, I an index.
   */
  private static final String OWNERS =
      """
      WITH space AS (SELECT oid FROM pg_namespace WHERE nspname = ANY (?)),
      owner AS (
        SELECT 'pg_class'::regclass AS classid, c.oid AS objid,
               CASE WHEN c.relkind = 'c' THEN 'T' || c.reltype
                    WHEN c.relkind IN ('i', 'I') THEN 'I' || c.oid ELSE 'R' || c.oid END AS key
          FROM pg_class c WHERE c.relnamespace IN (SELECT oid FROM space)
        UNION ALL
        SELECT 'pg_type'::regclass, t.oid,
               CASE WHEN b.typrelid <> 0 AND r.relkind <> 'c' THEN 'R' || r.oid ELSE 'T' || b.oid END
          FROM pg_type t
          JOIN pg_type b ON b.oid = CASE WHEN t.typelem <> 0 AND t.typcategory = 'A' THEN t.typelem ELSE t.oid END
          LEFT JOIN pg_class r ON r.oid = b.typrelid
         WHERE t.typnamespace IN (SELECT oid FROM space)
        UNION ALL
        SELECT 'pg_proc'::regclass, p.oid, 'F' || p.oid
          FROM pg_proc p WHERE p.pronamespace IN (SELECT oid FROM space)
        UNION ALL
        SELECT 'pg_attrdef'::regclass, f.oid, 'R' || f.adrelid
          FROM pg_attrdef f JOIN pg_class c ON c.oid = f.adrelid
         WHERE c.relnamespace IN (SELECT oid FROM space)
        UNION ALL
        SELECT 'pg_rewrite'::regclass, w.oid, 'R' || w.ev_class
          FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class
         WHERE c.relnamespace IN (SELECT oid FROM space)
        UNION ALL
        SELECT 'pg_constraint'::regclass, k.oid,
               CASE WHEN k.contypid <> 0 THEN 'T' || k.contypid
                    WHEN k.contype = 'c' AND k.convalidated THEN 'R' || k.conrelid ELSE 'K' || k.oid END
          FROM pg_constraint k WHERE k.connamespace IN (SELECT oid FROM space)
        UNION ALL
        SELECT 'pg_trigger'::regclass, g.oid, 'G' || g.oid
          FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
         WHERE c.relnamespace IN (SELECT oid FROM space) AND NOT g.tgisinternal
        UNION ALL
        SELECT 'pg_policy'::regclass, y.oid, 'P' || y.oid
          FROM pg_policy y JOIN pg_class c ON c.oid = y.polrelid
         WHERE c.relnamespace IN (SELECT oid FROM space)
      )
      """;

  /** Pairs of keys: the first needs the second. */
  static final String EDGES =
      OWNERS
          + """
      SELECT DISTINCT a.key, b.key
        FROM pg_depend d
        JOIN owner a ON a.classid = d.classid AND a.objid = d.objid
        JOIN owner b ON b.classid = d.refclassid AND b.objid = d.refobjid
       WHERE a.key <> b.key AND left(a.key, 1) IN ('R', 'T', 'F') AND left(b.key, 1) IN ('R', 'T', 'F')
         -- A sequence goes with its column, but is made before it.
         AND NOT (d.deptype IN ('a', 'i') AND d.refobjsubid <> 0 AND EXISTS (
             SELECT FROM pg_class s WHERE s.oid = d.objid AND s.relkind = 'S' AND d.classid = 'pg_class'::regclass))
         -- A rule or column default of a view that is not its query.
         AND NOT (d.classid = 'pg_rewrite'::regclass AND EXISTS (
             SELECT FROM pg_rewrite w WHERE w.oid = d.objid AND w.rulename <> '_RETURN'))
         AND NOT (d.classid = 'pg_attrdef'::regclass AND EXISTS (
             SELECT FROM pg_class v WHERE 'R' || v.oid = a.key AND v.relkind = 'v'))
      """;

  /**
   * What needs something outside the schemas, or of a kind that {@link #UNKNOWN_KINDS} finds: key,
   * what it is, what it needs, the extension that the needed thing belongs to, or null, and the
   * schema of that.
   */
  static final String OUTSIDE =
      OWNERS
          + """
      SELECT DISTINCT a.key, pg_describe_object(d.classid, d.objid, 0),
             pg_describe_object(d.refclassid, d.refobjid, 0), x.extname, r.schema
        FROM pg_depend d
        JOIN owner a ON a.classid = d.classid AND a.objid = d.objid
        CROSS JOIN LATERAL pg_identify_object(d.refclassid, d.refobjid, 0) r
        LEFT JOIN pg_depend e ON e.classid = d.refclassid AND e.objid = d.refobjid AND e.deptype = 'e'
        LEFT JOIN pg_extension x ON x.oid = e.refobjid
       WHERE d.deptype IN ('n', 'a')
         AND d.refclassid IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass,
             'pg_operator'::regclass, 'pg_opclass'::regclass, 'pg_opfamily'::regclass,
             'pg_collation'::regclass, 'pg_ts_config'::regclass, 'pg_ts_dict'::regclass,
             'pg_language'::regclass, 'pg_foreign_server'::regclass)
         AND NOT EXISTS (SELECT FROM owner b WHERE b.classid = d.refclassid AND b.objid = d.refobjid)
         AND NOT EXISTS (SELECT FROM pg_depend m WHERE m.classid = d.classid AND m.objid = d.objid AND m.deptype = 'e')
         AND coalesce(r.schema, '') NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
         AND coalesce(x.extname, '') <> 'plpgsql'
       ORDER BY 2, 3
      """;

  /**
   * Things of kinds that this writer does not write: key, kind and name for people, the quoted
   * name, and whether it is a foreign table.
   */
  static final String UNKNOWN_KINDS =
      """
      SELECT CASE d.classid WHEN 'pg_class'::regclass THEN 'R' || d.objid WHEN 'pg_proc'::regclass THEN 'F' || d.objid
                  WHEN 'pg_type'::regclass THEN 'T' || d.objid ELSE 'X' || d.classid::oid || '.' || d.objid END,
             format('%s %s', r.type, r.identity), r.identity, r.type = 'foreign table'
        FROM pg_depend d JOIN pg_namespace n ON n.oid = d.refobjid
        CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, 0) r
       WHERE d.refclassid = 'pg_namespace'::regclass AND n.nspname = ANY (?)
         AND NOT EXISTS (SELECT FROM pg_depend e
                          WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype = 'e')
         AND CASE d.classid
             WHEN 'pg_class'::regclass THEN EXISTS (
                 SELECT FROM pg_class c WHERE c.oid = d.objid AND c.relkind NOT IN ('r','p','v','m','S','c','i','I','t'))
             WHEN 'pg_type'::regclass THEN EXISTS (
                 SELECT FROM pg_type t WHERE t.oid = d.objid AND t.typtype NOT IN ('e','d','c') AND t.typelem = 0)
             WHEN 'pg_proc'::regclass THEN EXISTS (
                 SELECT FROM pg_proc p WHERE p.oid = d.objid AND p.prokind NOT IN ('f','p','w'))
             ELSE d.classid NOT IN ('pg_constraint'::regclass, 'pg_statistic_ext'::regclass,
                                    'pg_extension'::regclass, 'pg_default_acl'::regclass) END
       ORDER BY 2
      """;

  /** What makes the extensions that are needed; the parameter is the array of their names. */
  static final String EXTENSIONS =
      """
      SELECT format('CREATE SCHEMA IF NOT EXISTS %I;', n.nspname)
             || format(E'\\nCREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I;', x.extname, n.nspname)
        FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
       WHERE x.extname = ANY (?) ORDER BY x.extname
      """;

  private DependencySql() {}
}
