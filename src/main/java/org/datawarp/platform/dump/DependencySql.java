package org.datawarp.platform.dump;

/** What is asked of PostgreSQL's catalogue about which thing needs which. */
final class DependencySql {
  /**
   * Which definition an entry of pg_depend belongs to. Columns: catalogue, object, key. The letters
   * beyond those of {@link CatalogueSql}: T a type, K a foreign key or another constraint, G a
   * trigger, P a policy, I an index, U a rule, X anything else in a schema.
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
        SELECT 'pg_rewrite'::regclass, w.oid,
               CASE WHEN w.rulename = '_RETURN' THEN 'R' || w.ev_class ELSE 'U' || w.oid END
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
        UNION ALL
        SELECT s.classid, s.objid, 'X' || s.classid || '.' || s.objid
          FROM pg_depend s
         WHERE s.refclassid = 'pg_namespace'::regclass AND s.refobjid IN (SELECT oid FROM space)
           AND s.classid NOT IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass,
               'pg_constraint'::regclass, 'pg_extension'::regclass, 'pg_default_acl'::regclass)
      )
      """;

  /** Pairs of keys of relations and functions: the first needs the second. */
  static final String EDGES =
      OWNERS
          + """
      SELECT DISTINCT a.key, b.key
        FROM pg_depend d
        JOIN owner a ON a.classid = d.classid AND a.objid = d.objid
        JOIN owner b ON b.classid = d.refclassid AND b.objid = d.refobjid
       WHERE a.key <> b.key AND left(a.key, 1) IN ('R', 'F') AND left(b.key, 1) IN ('R', 'F')
         -- A sequence goes with its column, but is made before it.
         AND NOT (d.deptype IN ('a', 'i') AND d.refobjsubid <> 0 AND EXISTS (
             SELECT FROM pg_class s WHERE s.oid = d.objid AND s.relkind = 'S' AND d.classid = 'pg_class'::regclass))
         -- A column default of a view is no part of its query.
         AND NOT (d.classid = 'pg_attrdef'::regclass AND EXISTS (
             SELECT FROM pg_class v WHERE 'R' || v.oid = a.key AND v.relkind = 'v'))
      """;

  /**
   * Pairs of keys, of whatever letter: the first cannot be without the second. The third column
   * tells whether it is a part of the second, as an index of a table, and not a thing of its own.
   */
  static final String NEEDS =
      OWNERS
          + """
      SELECT a.key, b.key, bool_and(d.deptype = 'a') OR bool_or(d.deptype IN ('i', 'P', 'S'))
        FROM pg_depend d
        JOIN owner a ON a.classid = d.classid AND a.objid = d.objid
        JOIN owner b ON b.classid = d.refclassid AND b.objid = d.refobjid
       WHERE a.key <> b.key AND d.deptype <> 'e'
       GROUP BY a.key, b.key
      """;

  /** What a key stands for, in words: its kind and name. */
  static final String NAMES =
      OWNERS
          + """
      SELECT o.key, format('%s %s', r.type, r.identity)
        FROM owner o CROSS JOIN LATERAL pg_identify_object(o.classid, o.objid, 0) r
       WHERE substr(o.key, 2) IN (o.objid::text, o.classid::oid || '.' || o.objid)
          OR (o.classid = 'pg_class'::regclass AND o.key = 'T' || (SELECT c.reltype FROM pg_class c WHERE c.oid = o.objid))
      """;

  /**
   * What only a superuser may make, so that the role which restores a backup cannot: key, and why.
   *
   * <p>Source: PostgreSQL manual, the pages of CREATE FUNCTION, CREATE AGGREGATE, CREATE TYPE,
   * CREATE OPERATOR CLASS and CREATE TEXT SEARCH PARSER.
   */
  static final String FOR_SUPERUSERS =
      """
      SELECT x.key, x.reason FROM (
        SELECT 'pg_proc'::regclass AS classid, p.oid AS objid, p.pronamespace AS space, 'F' || p.oid AS key,
               CASE WHEN NOT l.lanpltrusted AND p.prokind <> 'a' THEN format('which is in language %I', l.lanname)
                    WHEN p.proleakproof THEN 'which is leakproof'
                    WHEN p.prosupport <> 0 THEN 'which has a support function'
                    WHEN a.aggtranstype = 'internal'::regtype THEN 'whose state is internal'
                    ELSE (SELECT format('which sets %s', s.name) FROM unnest(p.proconfig) c
                            JOIN pg_settings s ON lower(s.name) = lower(split_part(c, '=', 1))
                           WHERE s.context <> 'user' LIMIT 1) END AS reason
          FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
        UNION ALL
        SELECT 'pg_type'::regclass, t.oid, t.typnamespace, 'T' || t.oid,
               CASE WHEN t.typisdefined THEN 'which is a base type' ELSE 'which is a shell' END
          FROM pg_type t
         WHERE (t.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)) OR NOT t.typisdefined
        UNION ALL
        SELECT 'pg_opclass'::regclass, o.oid, o.opcnamespace, 'X' || 'pg_opclass'::regclass::oid || '.' || o.oid, '' FROM pg_opclass o
        UNION ALL
        SELECT 'pg_opfamily'::regclass, o.oid, o.opfnamespace, 'X' || 'pg_opfamily'::regclass::oid || '.' || o.oid, '' FROM pg_opfamily o
        UNION ALL
        SELECT 'pg_ts_parser'::regclass, s.oid, s.prsnamespace, 'X' || 'pg_ts_parser'::regclass::oid || '.' || s.oid, '' FROM pg_ts_parser s
        UNION ALL
        SELECT 'pg_ts_template'::regclass, s.oid, s.tmplnamespace, 'X' || 'pg_ts_template'::regclass::oid || '.' || s.oid, '' FROM pg_ts_template s
      ) x JOIN pg_namespace n ON n.oid = x.space AND n.nspname = ANY (?)
       WHERE x.reason IS NOT NULL
         AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = x.classid AND e.objid = x.objid AND e.deptype IN ('e', 'i'))
       ORDER BY 1
      """;

  /**
   * What belongs to the whole database and not to a schema, though it has to do with one of these,
   * and is in no dump of schemas: its kind and name, and why it is told of.
   */
  static final String DATABASE_WIDE =
      OWNERS
          + """
      SELECT format('%s %s', r.type, r.identity), format('which uses %s', min(pg_describe_object(d.refclassid, d.refobjid, 0)))
        FROM pg_depend d
        JOIN owner b ON b.classid = d.refclassid AND b.objid = d.refobjid
        CROSS JOIN LATERAL pg_identify_object(d.classid, d.objid, 0) r
       WHERE d.classid IN ('pg_event_trigger'::regclass, 'pg_cast'::regclass, 'pg_transform'::regclass)
         AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype IN ('e', 'i'))
       GROUP BY 1, d.classid, d.objid
       UNION
      SELECT format('publication %I', p.pubname), 'which sends tables of these schemas'
        FROM pg_publication p
       WHERE p.puballtables OR EXISTS (SELECT FROM pg_publication_tables t JOIN pg_namespace n ON n.nspname = t.schemaname
                                        WHERE t.pubname = p.pubname AND n.oid IN (SELECT oid FROM space))
       UNION
      SELECT 'large objects', 'which lie in no schema' WHERE EXISTS (SELECT FROM pg_largeobject_metadata)
       UNION
      SELECT format('security labels of %s', l.provider), 'which another server may not know'
        FROM pg_seclabel l JOIN owner b ON b.classid = l.classoid AND b.objid = l.objoid
       ORDER BY 1
      """;

  /**
   * The extensions whose objects are in the schemas: name, whether a role that is no superuser may
   * make them, and the keys of those objects, blanks between.
   */
  static final String EXTENSIONS_HERE =
      OWNERS
          + """
      SELECT x.extname, (SELECT string_agg(DISTINCT o.key, ' ') FROM pg_depend e
                          JOIN owner o ON o.classid = e.classid AND o.objid = e.objid
                         WHERE e.refclassid = 'pg_extension'::regclass AND e.refobjid = x.oid AND e.deptype = 'e')
        FROM pg_extension x
       WHERE x.extname <> 'plpgsql'
         AND (x.extnamespace IN (SELECT oid FROM space) OR EXISTS (
               SELECT FROM pg_depend e JOIN owner o ON o.classid = e.classid AND o.objid = e.objid
                WHERE e.refclassid = 'pg_extension'::regclass AND e.refobjid = x.oid AND e.deptype = 'e'))
       ORDER BY 1
      """;

  /** The extensions that only a superuser may make, or nobody here any more. */
  static final String UNTRUSTED_EXTENSIONS =
      """
      SELECT x.extname FROM pg_extension x
       WHERE NOT EXISTS (SELECT FROM pg_available_extension_versions v
                          WHERE v.name = x.extname AND (v.trusted OR NOT v.superuser))
      """;

  /**
   * What pg_dump calls the things that keys stand for, before them and in comments on them: key,
   * schema, tag, and tag of its comment.
   *
   * <p>Source: PostgreSQL's source, {@code pg_dump.c}, what is passed to {@code ARCHIVE_OPTS}.
   */
  static final String TAGS =
      """
      SELECT 'F' || p.oid, n.nspname, s.tag,
             format('%s %s(%s)', CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, p.proname,
                    coalesce(nullif(pg_get_function_identity_arguments(p.oid), ''), CASE p.prokind WHEN 'a' THEN '*' ELSE '' END))
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = ANY (?)
        CROSS JOIN LATERAL (SELECT format('%s(%s)', p.proname, coalesce(
                   (SELECT string_agg(format_type(u.t, NULL), ', ' ORDER BY u.place)
                      FROM unnest(p.proargtypes) WITH ORDINALITY u(t, place)),
                   CASE p.prokind WHEN 'a' THEN '*' ELSE '' END)) AS tag) s
       UNION ALL
      SELECT 'T' || t.oid, n.nspname, t.typname, CASE t.typtype WHEN 'd' THEN 'DOMAIN ' ELSE 'TYPE ' END || t.typname
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND n.nspname = ANY (?)
       UNION ALL
      SELECT 'I' || c.oid, n.nspname, c.relname, 'INDEX ' || c.relname
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY (?) WHERE c.relkind IN ('i', 'I')
       UNION ALL
      SELECT x.key, n.nspname, c.relname || ' ' || x.name, format('%s %s ON %s', x.kind, x.name, c.relname)
        FROM (SELECT 'G' || oid AS key, tgrelid AS relid, tgname AS name, 'TRIGGER' AS kind FROM pg_trigger
              UNION ALL SELECT 'K' || oid, conrelid, conname, 'CONSTRAINT' FROM pg_constraint
              UNION ALL SELECT 'U' || oid, ev_class, rulename, 'RULE' FROM pg_rewrite) x
        JOIN pg_class c ON c.oid = x.relid JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY (?)
       UNION ALL
      SELECT 'X' || x.classid::oid || '.' || x.oid, n.nspname, x.name, x.kind || ' ' || x.name
        FROM (SELECT 'pg_opclass'::regclass AS classid, oid, opcnamespace AS space, opcname AS name, 'OPERATOR CLASS' AS kind FROM pg_opclass
              UNION ALL SELECT 'pg_opfamily'::regclass, oid, opfnamespace, opfname, 'OPERATOR FAMILY' FROM pg_opfamily
              UNION ALL SELECT 'pg_operator'::regclass, oid, oprnamespace, oprname, 'OPERATOR' FROM pg_operator
              UNION ALL SELECT 'pg_conversion'::regclass, oid, connamespace, conname, 'CONVERSION' FROM pg_conversion
              UNION ALL SELECT 'pg_collation'::regclass, oid, collnamespace, collname, 'COLLATION' FROM pg_collation
              UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxnamespace, stxname, 'STATISTICS' FROM pg_statistic_ext
              UNION ALL SELECT 'pg_ts_parser'::regclass, oid, prsnamespace, prsname, 'TEXT SEARCH PARSER' FROM pg_ts_parser
              UNION ALL SELECT 'pg_ts_template'::regclass, oid, tmplnamespace, tmplname, 'TEXT SEARCH TEMPLATE' FROM pg_ts_template
              UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictnamespace, dictname, 'TEXT SEARCH DICTIONARY' FROM pg_ts_dict
              UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgnamespace, cfgname, 'TEXT SEARCH CONFIGURATION' FROM pg_ts_config) x
        JOIN pg_namespace n ON n.oid = x.space AND n.nspname = ANY (?)
      """;

  /** How often the array of schemas is a parameter of {@link #TAGS}. */
  static final int TAGS_PARAMETERS = 5;

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
      OWNERS
          + """
      SELECT o.key, format('%s %s', r.type, r.identity), r.identity, r.type = 'foreign table'
        FROM owner o CROSS JOIN LATERAL pg_identify_object(o.classid, o.objid, 0) r
       WHERE NOT EXISTS (SELECT FROM pg_depend e
                          WHERE e.classid = o.classid AND e.objid = o.objid AND (e.deptype = 'e'
                             -- A partitioned table depends on columns of its own.
                             OR (e.deptype = 'i' AND (e.refclassid, e.refobjid) <> (e.classid, e.objid))))
         AND CASE left(o.key, 1)
             WHEN 'R' THEN EXISTS (
                 SELECT FROM pg_class c WHERE c.oid = o.objid AND o.classid = 'pg_class'::regclass
                    AND (c.relkind NOT IN ('r', 'v', 'm', 'S') OR c.reloftype <> 0
                         OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)))
             WHEN 'T' THEN EXISTS (
                 SELECT FROM pg_type t WHERE 'T' || t.oid = o.key AND t.oid = o.objid
                    AND o.classid = 'pg_type'::regclass AND t.typtype <> 'm')
             WHEN 'F' THEN EXISTS (SELECT FROM pg_proc p WHERE p.oid = o.objid AND p.prokind = 'a')
             ELSE left(o.key, 1) IN ('U', 'X') END
       ORDER BY 2
      """;

  /** What makes the extensions that are needed; the parameter is the array of their names. */
  static final String EXTENSIONS =
      """
      SELECT format('CREATE SCHEMA IF NOT EXISTS %I;', n.nspname)
             || format(E'\\nCREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I CASCADE;', x.extname, n.nspname)
        FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
       WHERE x.extname = ANY (?) ORDER BY x.extname
      """;

  private DependencySql() {}
}
