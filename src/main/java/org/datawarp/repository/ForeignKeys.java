package org.datawarp.repository;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;

/**
 * The registry's foreign keys, of which those that orphans would break guard new rows only until
 * the orphans are gone.
 */
public final class ForeignKeys {
  private ForeignKeys() {}

  /**
   * Validates the keys that hold for all rows.
   *
   * @return their names
   */
  public static List<String> validate(Connection connection) {
    List<String[]> keys =
        Query.list(
            connection,
            "looking for keys to validate",
            """
            SELECT c.conname, format('%I.%I', n.nspname, t.relname), quote_ident(a.attname),
                   format('%I.%I', m.nspname, p.relname), quote_ident(b.attname)
              FROM pg_constraint c
              JOIN pg_class t ON t.oid = c.conrelid
              JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'datawarp'
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
              JOIN pg_class p ON p.oid = c.confrelid
              JOIN pg_namespace m ON m.oid = p.relnamespace
              JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
             WHERE c.contype = 'f' AND NOT c.convalidated AND cardinality(c.conkey) = 1
             ORDER BY 1
            """,
            row ->
                new String[] {
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5)
                });
    List<String> validated = new ArrayList<>();
    for (String[] key : keys) {
      boolean holds =
          Query.number(
                  connection,
                  "checking key " + key[0],
                  "SELECT count(*) FROM (SELECT FROM "
                      + key[1]
                      + " c WHERE c."
                      + key[2]
                      + " IS NOT NULL AND NOT EXISTS (SELECT FROM "
                      + key[3]
                      + " p WHERE p."
                      + key[4]
                      + " = c."
                      + key[2]
                      + ") LIMIT 1) orphans")
              == 0;
      if (holds) {
        Query.run(
            connection,
            "validating key " + key[0],
            "ALTER TABLE " + key[1] + " VALIDATE CONSTRAINT " + TableName.quote(key[0]));
        validated.add(key[0]);
      }
    }
    return validated;
  }
}
