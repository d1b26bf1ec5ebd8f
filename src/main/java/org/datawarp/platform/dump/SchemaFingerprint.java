package org.datawarp.platform.dump;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.datawarp.platform.io.FileHash;

/** What is defined in some schemas, to be compared with what a restore made of it. */
final class SchemaFingerprint {
  private static final String NAMES =
      """
      SELECT CASE WHEN c.relkind IN ('i', 'I') THEN 'I' ELSE 'R' END || c.oid, format('%s %I.%I', CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
               WHEN 'S' THEN 'sequence' WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' ELSE 'table' END, n.nspname, c.relname),
             CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid)
                  WHEN c.relkind IN ('i', 'I') THEN pg_get_indexdef(c.oid)
                  WHEN c.relkind IN ('r', 'p') THEN (
                    SELECT string_agg(format('%I %s %s %s', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                             pg_get_expr(f.adbin, f.adrelid)), ', ' ORDER BY a.attnum)
                      FROM pg_attribute a LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
                     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
                  ELSE '' END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY (?)
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'i', 'I')
         AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.deptype = 'e'
                         AND e.objid IN (c.oid, (SELECT i.indrelid FROM pg_index i WHERE i.indexrelid = c.oid)))
       UNION ALL
      SELECT 'F' || p.oid, format('function %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)),
             CASE WHEN p.prokind IN ('f', 'p', 'w') THEN pg_get_functiondef(p.oid) ELSE '' END
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname = ANY (?)
         AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass
                         AND e.objid = p.oid AND e.deptype = 'e')
       UNION ALL
      SELECT CASE WHEN k.contype = 'c' AND k.convalidated THEN 'R' || k.conrelid ELSE 'K' || k.oid END, format('constraint %I on %I.%I', k.conname, n.nspname, c.relname), pg_get_constraintdef(k.oid)
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY (?)
       WHERE k.contype IN ('c', 'p', 'u', 'x') OR (k.contype = 'f' AND k.conparentid = 0)
       UNION ALL
      SELECT 'G' || g.oid, format('trigger %I on %I.%I', g.tgname, n.nspname, c.relname),
             pg_get_triggerdef(g.oid) || g.tgenabled::text
        FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = ANY (?) WHERE NOT g.tgisinternal
      """;

  /**
   * PostgreSQL writes {@code kind IN ('a')} of a varchar with other casts and parentheses once it
   * has been written and read again.
   */
  private static final Pattern NOT_STABLE =
      Pattern.compile(
          "::(?:character varying|character|bpchar|text|numeric|integer|bigint)(?:\\[\\])?|[()\\s]");

  private static final int PARAMETERS = 4;
  private static final int SHOWN_DIGITS = 16;

  private SchemaFingerprint() {}

  /** Returns each thing's kind and name, with the start of the SHA-256 of its definition. */
  static Map<String, String> of(Catalogue catalogue, Definitions definitions) throws SQLException {
    Map<String, String> things = new TreeMap<>();
    List<Catalogue.Line> lines = catalogue.ask(NAMES, PARAMETERS);
    for (Catalogue.Line line : lines) {
      if (definitions.holds(line.at(0))) {
        String definition = NOT_STABLE.matcher(line.at(2)).replaceAll("");
        String sha256 = FileHash.sha256(definition.getBytes(StandardCharsets.UTF_8));
        things.put(line.at(1), sha256.substring(0, SHOWN_DIGITS));
      }
    }
    return things;
  }
}
