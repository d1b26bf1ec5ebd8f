package org.datawarp.workflow.backup;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.platform.postgres.Sql;

/** Looks whether a database is empty, so that a restore can destroy nothing. */
final class EmptyDatabaseCheck {
  private static final int MAX_NAMED = 5;

  private static final String SQL =
      """
      WITH own AS (
        SELECT oid, nspname FROM pg_namespace
         WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
      )
      SELECT pg_describe_object('pg_class'::regclass, c.oid, 0) FROM pg_class c JOIN own n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'a', 'i'))
       UNION ALL
      SELECT pg_describe_object('pg_proc'::regclass, p.oid, 0) FROM pg_proc p JOIN own n ON n.oid = p.pronamespace
       WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
       UNION ALL
      SELECT pg_describe_object('pg_type'::regclass, t.oid, 0) FROM pg_type t JOIN own n ON n.oid = t.typnamespace
       WHERE t.typtype IN ('e', 'd', 'r')
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
       ORDER BY 1
      """;

  private EmptyDatabaseCheck() {}

  /** Names what is in a database, the first of many; empty where it is empty. */
  static List<String> found(Connection connection) throws SQLException {
    List<String> names = Sql.texts(connection, SQL);
    if (names.size() <= MAX_NAMED) {
      return names;
    }
    List<String> some = new ArrayList<>(names.subList(0, MAX_NAMED));
    some.add("and " + (names.size() - MAX_NAMED) + " more");
    return some;
  }
}
