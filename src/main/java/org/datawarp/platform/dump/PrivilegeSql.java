package org.datawarp.platform.dump;

/**
 * What is asked of PostgreSQL's catalogue about owners and grants. The one parameter of each
 * statement is the array of schemas; each returns the role that must exist, empty for none, a key
 * as in {@link PostDataSql}, and the SQL.
 */
final class PrivilegeSql {
  /** Everything that has an owner and grants. */
  private static final String THINGS =
      """
      WITH thing AS (
        SELECT 'R' || c.oid AS key,
               CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind,
               CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS granted_as,
               format('%I.%I', n.nspname, c.relname) AS name, c.relowner AS owner, c.relacl AS acl,
               acldefault(CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner) AS usual,
               c.relkind = 'S' AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                     AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')) AS follows,
               'pg_class'::regclass AS classid, c.oid AS objid
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = ANY (?) AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
        UNION ALL
        SELECT '', 'SCHEMA', 'SCHEMA', quote_ident(n.nspname), n.nspowner, n.nspacl, acldefault('n', n.nspowner), false,
               'pg_namespace'::regclass, n.oid
          FROM pg_namespace n WHERE n.nspname = ANY (?)
        UNION ALL
        SELECT 'F' || p.oid, CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END,
               CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
               format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
               p.proowner, p.proacl, acldefault('f', p.proowner), false, 'pg_proc'::regclass, p.oid
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname = ANY (?)
        UNION ALL
        SELECT 'T' || t.oid, CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, 'TYPE',
               format('%I.%I', n.nspname, t.typname), t.typowner, t.typacl, acldefault('T', t.typowner), false,
               'pg_type'::regclass, t.oid
          FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class r ON r.oid = t.typrelid
         WHERE n.nspname = ANY (?) AND (t.typtype IN ('e', 'd') OR r.relkind = 'c')
        UNION ALL
        SELECT 'X' || 'pg_statistic_ext'::regclass::oid || '.' || s.oid, 'STATISTICS', '', format('%I.%I', n.nspname, s.stxname), s.stxowner, NULL, NULL, false,
               'pg_statistic_ext'::regclass, s.oid
          FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE n.nspname = ANY (?)
      ), own AS (
        SELECT * FROM thing t
         WHERE NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = t.classid AND e.objid = t.objid AND e.deptype = 'e')
      )
      """;

  /** How often the array of schemas is a parameter of what is made of {@link #THINGS}. */
  static final int THINGS_PARAMETERS = 5;

  /**
   * Owners, where they are neither the role that makes the backup, whose things belong to whoever
   * restores, nor a superuser, whose rights no restored view or trigger is to have.
   */
  static final String OWNERS =
      THINGS
          + """
      SELECT r.rolname, t.key, format('ALTER %s %s OWNER TO %I;', t.kind, t.name, r.rolname)
        FROM own t JOIN pg_roles r ON r.oid = t.owner
       WHERE NOT t.follows AND r.rolname <> current_user AND NOT r.rolsuper
       ORDER BY 1, t.kind, t.name
      """;

  /**
   * Where grants are not the usual ones: those of PUBLIC are taken away, then each is given. The
   * owner's own are written only where they are not the usual ones.
   */
  static final String GRANTS =
      THINGS
          + """
      , changed AS (
        SELECT t.*, (SELECT array_agg(a.privilege_type || a.is_grantable ORDER BY 1) FROM (
                       SELECT privilege_type, is_grantable FROM aclexplode(t.acl) WHERE grantee = t.owner) a)
               IS DISTINCT FROM (SELECT array_agg(u.privilege_type || u.is_grantable ORDER BY 1) FROM (
                       SELECT privilege_type, is_grantable FROM aclexplode(t.usual) WHERE grantee = t.owner) u) AS unusual
          FROM own t WHERE t.acl IS NOT NULL
      )
      SELECT x.role, x.key, x.sql FROM (
        SELECT '' AS role, t.key, 1 AS place, format('REVOKE ALL ON %s %s FROM PUBLIC;', t.granted_as, t.name) AS sql
          FROM changed t WHERE EXISTS (SELECT FROM aclexplode(t.usual) u WHERE u.grantee = 0)
        UNION ALL
        SELECT pg_get_userbyid(t.owner), t.key, 2,
               format('REVOKE ALL ON %s %s FROM %I;', t.granted_as, t.name, pg_get_userbyid(t.owner))
          FROM changed t WHERE t.unusual
        UNION ALL
        SELECT CASE g.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(g.grantee) END, t.key, 3,
               format('GRANT %s ON %s %s TO %s%s;', string_agg(DISTINCT g.privilege_type, ', '), t.granted_as, t.name,
                      CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
                      CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
          FROM changed t CROSS JOIN LATERAL aclexplode(t.acl) g
         WHERE g.grantee <> t.owner OR t.unusual
         GROUP BY t.key, t.granted_as, t.name, g.grantee, g.is_grantable
      ) x ORDER BY x.place, x.role, x.sql
      """;

  static final String COLUMN_GRANTS =
      """
      SELECT CASE g.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(g.grantee) END, 'R' || c.oid,
             format('GRANT %s (%I) ON TABLE %I.%I TO %s%s;', g.privilege_type, a.attname, n.nspname, c.relname,
                    CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(g.grantee)) END,
                    CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL aclexplode(a.attacl) g
       WHERE n.nspname = ANY (?) AND NOT a.attisdropped ORDER BY 1, 3
      """;

  /** Of the role that makes the backup they become those of whoever restores it. */
  static final String DEFAULTS =
      """
      SELECT CASE WHEN x.owner = current_user THEN x.role ELSE x.owner || E'\\n' || x.role END, '',
             format('ALTER DEFAULT PRIVILEGES%s IN SCHEMA %I GRANT %s ON %s TO %s%s;',
             CASE WHEN x.owner = current_user THEN '' ELSE format(' FOR ROLE %I', x.owner) END, x.nspname, x.privileges,
             CASE x.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' ELSE 'TYPES' END,
             CASE x.role WHEN '' THEN 'PUBLIC' ELSE quote_ident(x.role) END,
             CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM (SELECT pg_get_userbyid(d.defaclrole) AS owner, d.defaclobjtype, n.nspname, g.is_grantable,
                     CASE g.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(g.grantee) END AS role,
                     string_agg(g.privilege_type, ', ' ORDER BY g.privilege_type) AS privileges
                FROM pg_default_acl d JOIN pg_namespace n ON n.oid = d.defaclnamespace
                CROSS JOIN LATERAL aclexplode(d.defaclacl) g
               WHERE n.nspname = ANY (?)
               GROUP BY d.defaclrole, d.defaclobjtype, n.nspname, g.grantee, g.is_grantable) x
       ORDER BY 1, 3
      """;

  /** Policies, each for the roles it names. */
  static final String POLICIES =
      """
      SELECT CASE WHEN y.polroles = '{0}' THEN '' ELSE (
                 SELECT string_agg(pg_get_userbyid(r), E'\\n' ORDER BY r) FROM unnest(y.polroles) r WHERE r <> 0) END,
             'P' || y.oid,
             format('CREATE POLICY %I ON %I.%I AS %s FOR %s TO %s%s%s;%s', y.polname, n.nspname, c.relname,
                    CASE WHEN y.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                    CASE y.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                    (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ')
                       FROM unnest(y.polroles) r),
                    CASE WHEN y.polqual IS NULL THEN '' ELSE format(' USING (%s)', pg_get_expr(y.polqual, y.polrelid)) END,
                    CASE WHEN y.polwithcheck IS NULL THEN '' ELSE format(' WITH CHECK (%s)', pg_get_expr(y.polwithcheck, y.polrelid)) END,
                    coalesce(format(E'\\nCOMMENT ON POLICY %I ON %I.%I IS %L;', y.polname, n.nspname, c.relname,
                                    obj_description(y.oid, 'pg_policy')), ''))
        FROM pg_policy y JOIN pg_class c ON c.oid = y.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ANY (?) ORDER BY 1, 3
      """;

  private PrivilegeSql() {}
}
