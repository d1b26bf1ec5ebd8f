package org.datawarp.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.db.Query;
import org.datawarp.error.DatawarpException;
import org.datawarp.error.RefusedException;
import org.datawarp.model.TableName;

/*
 * tbl_deletions holds one image for each change of a row. What has to be put back is the net of them:
 * for each key the first image says how the row was, the last one how the run left it. The work is
 * done by a few statements per table, whatever the number of rows.
 */
/**
 * The registry rows that a run deleted, changed or inserted, and putting them back as they were.
 */
public final class RowImages {
  private static final List<String> PARENTS =
      List.of("datawarp.tbl_data_sources", "datawarp.tbl_canonical_sources");
  private static final String UNIQUE_VIOLATION = "23505";
  private static final int SHOWN = 3;

  private final Connection connection;
  private final RunId run;

  /** Makes the images of one run's changes; the work belongs to the connection's transaction. */
  public RowImages(Connection connection, RunId run) {
    this.connection = connection;
    this.run = run;
  }

  /**
   * One table a run changed.
   *
   * @param name with its schema, as stored
   * @param keys the columns of its primary key, quoted
   * @param columns the columns that the images have, quoted
   */
  private record Table(String name, List<String> keys, List<String> columns) {
    String sql() {
      int dot = name.indexOf('.');
      return TableName.quote(name.substring(0, dot))
          + "."
          + TableName.quote(name.substring(dot + 1));
    }

    boolean isParent() {
      return PARENTS.contains(name);
    }

    /** A subquery with each row as it was, as the run left it, and what it did to it in sum. */
    String net() {
      String key = keys.stream().map(k -> "row -> " + literal(k)).collect(Collectors.joining(", "));
      return "(SELECT key, (array_agg(change ORDER BY id))[1] AS first_change,"
          + " (array_agg(row ORDER BY id))[1] AS before,"
          + " (array_agg(CASE change WHEN 'deleted' THEN NULL WHEN 'changed' THEN new_row"
          + " ELSE row END ORDER BY id DESC))[1] AS after"
          + " FROM (SELECT id, change, row, new_row, jsonb_build_array("
          + key
          + ") AS key FROM datawarp.tbl_deletions WHERE run_id = ? AND table_name = ?) images"
          + " GROUP BY key)";
    }

    String keyJoin(String left, String right) {
      return keys.stream()
          .map(k -> left + "." + k + " = " + right + "." + k)
          .collect(Collectors.joining(" AND "));
    }

    private static String literal(String quotedName) {
      String bare = quotedName.substring(1, quotedName.length() - 1).replace("\"\"", "\"");
      return "'" + bare.replace("'", "''") + "'";
    }
  }

  /** Lists the rows that are no longer as the run left them, a few words each. */
  public List<String> listChangedSince() {
    List<String> all = new ArrayList<>();
    for (Table table : tables()) {
      String sql =
          "SELECT n.key::text FROM "
              + table.net()
              + " n CROSS JOIN LATERAL jsonb_populate_record(NULL::"
              + table.sql()
              + ", coalesce(n.after, n.before)) r LEFT JOIN "
              + table.sql()
              + " t ON "
              + table.keyJoin("t", "r")
              + " WHERE CASE WHEN n.after IS NULL"
              + " THEN n.first_change <> 'inserted' AND t.ctid IS NOT NULL"
              + " ELSE t.ctid IS NULL OR NOT to_jsonb(t) @> n.after END LIMIT "
              + SHOWN;
      all.addAll(
          Query.list(
              connection,
              "comparing " + table.name(),
              sql,
              row -> table.name() + " " + row.getString(1),
              run.value(),
              table.name()));
    }
    return all;
  }

  /** Counts the rows that {@link #putBack} would touch. */
  public long count() {
    return Query.number(
        connection,
        "counting the rows of run " + run,
        "SELECT count(*) FROM datawarp.tbl_deletions WHERE run_id = ?",
        run.value());
  }

  /**
   * Puts every row back as it was before the run. A key that an orphan would break is dropped and
   * added again for new rows only.
   *
   * @throws RefusedException if a row cannot come back since another has its place
   */
  public void putBack() {
    List<Table> tables = tables();
    List<Table> childrenFirst =
        tables.stream().sorted(Comparator.comparing(Table::isParent)).toList();
    childrenFirst.forEach(this::deleteInserted);
    List<Table> parentsFirst =
        tables.stream().sorted(Comparator.comparing(Table::isParent).reversed()).toList();
    for (Table table : parentsFirst) {
      updateChanged(table);
      insertDeleted(table);
    }
    Query.update(
        connection,
        "noting what was put back",
        "UPDATE datawarp.tbl_deletions SET restored_at = now() WHERE run_id = ?",
        run.value());
  }

  private List<Table> tables() {
    return Query.list(
        connection,
        "reading what run " + run + " changed",
        """
        SELECT d.table_name, k.keys, c.columns
          FROM (SELECT table_name, (array_agg(row ORDER BY id DESC))[1] AS sample
                  FROM datawarp.tbl_deletions WHERE run_id = ? GROUP BY table_name) d
         CROSS JOIN LATERAL (
               SELECT array_agg(quote_ident(a.attname) ORDER BY array_position(i.indkey::int2[], a.attnum))
                      AS keys
                 FROM pg_index i
                 JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                WHERE i.indrelid = d.table_name::regclass AND i.indisprimary) k
         CROSS JOIN LATERAL (
               SELECT array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS columns
                 FROM pg_attribute a
                WHERE a.attrelid = d.table_name::regclass AND a.attnum > 0 AND NOT a.attisdropped
                  AND a.attgenerated = '' AND d.sample ?? a.attname::text) c
         ORDER BY d.table_name
        """,
        row ->
            new Table(
                row.getString(1),
                quoted((Object[]) row.getArray(2).getArray()),
                quoted((Object[]) row.getArray(3).getArray())),
        run.value());
  }

  private static List<String> quoted(Object[] names) {
    List<String> all = new ArrayList<>();
    for (Object name : names) {
      String text = String.valueOf(name);
      all.add(text.startsWith("\"") ? text : "\"" + text + "\"");
    }
    return all;
  }

  private void deleteInserted(Table table) {
    String sql =
        "DELETE FROM "
            + table.sql()
            + " t USING (SELECT r.* FROM "
            + table.net()
            + " n CROSS JOIN LATERAL jsonb_populate_record(NULL::"
            + table.sql()
            + ", n.before) r WHERE n.first_change = 'inserted' AND n.after IS NOT NULL) r WHERE "
            + table.keyJoin("t", "r");
    Query.update(connection, "taking rows out of " + table.name(), sql, run.value(), table.name());
  }

  private void updateChanged(Table table) {
    String columns = String.join(", ", table.columns());
    String values =
        table.columns().stream().map(column -> "r." + column).collect(Collectors.joining(", "));
    String sql =
        "UPDATE "
            + table.sql()
            + " t SET ("
            + columns
            + ") = ROW("
            + values
            + ") FROM (SELECT r.* FROM "
            + table.net()
            + " n CROSS JOIN LATERAL jsonb_populate_record(NULL::"
            + table.sql()
            + ", n.before) r WHERE n.first_change <> 'inserted' AND n.after IS NOT NULL) r WHERE "
            + table.keyJoin("t", "r");
    Query.update(
        connection, "putting rows of " + table.name() + " back", sql, run.value(), table.name());
  }

  private void insertDeleted(Table table) {
    List<BrokenKey> broken = listBrokenKeys(table);
    for (BrokenKey key : broken) {
      Query.run(
          connection,
          "dropping key " + key.name(),
          "ALTER TABLE " + table.sql() + " DROP CONSTRAINT " + TableName.quote(key.name()));
    }
    String columns = String.join(", ", table.columns());
    String values =
        table.columns().stream().map(column -> "r." + column).collect(Collectors.joining(", "));
    String sql =
        "INSERT INTO "
            + table.sql()
            + " ("
            + columns
            + ") SELECT "
            + values
            + " FROM "
            + table.net()
            + " n CROSS JOIN LATERAL jsonb_populate_record(NULL::"
            + table.sql()
            + ", n.before) r WHERE n.first_change <> 'inserted' AND n.after IS NULL";
    int inserted = insert(table, sql);
    for (BrokenKey key : broken) {
      String definition = key.definition().replaceAll(" NOT VALID$", "");
      Query.run(
          connection,
          "adding key " + key.name(),
          "ALTER TABLE "
              + table.sql()
              + " ADD CONSTRAINT "
              + TableName.quote(key.name())
              + " "
              + definition
              + " NOT VALID");
    }
    if (inserted > 0) {
      raiseSequences(table);
    }
  }

  private int insert(Table table, String sql) {
    try {
      return Query.update(
          connection, "putting rows of " + table.name() + " back", sql, run.value(), table.name());
    } catch (DatawarpException e) {
      if (e.getCause() instanceof SQLException cause
          && UNIQUE_VIOLATION.equals(cause.getSQLState())) {
        throw new RefusedException(
            "rows of " + table.name() + " cannot come back: others have their place",
            "undo what wrote them first; see 'datawarp history'",
            e);
      }
      throw e;
    }
  }

  /** A foreign key that rows to be put back would break. */
  private record BrokenKey(String name, String definition) {}

  private List<BrokenKey> listBrokenKeys(Table table) {
    List<BrokenKey> broken = new ArrayList<>();
    List<String[]> keys =
        Query.list(
            connection,
            "reading the keys of " + table.name(),
            """
            SELECT c.conname, pg_get_constraintdef(c.oid), quote_ident(a.attname),
                   format('%I.%I', n.nspname, p.relname), quote_ident(b.attname)
              FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
              JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
              JOIN pg_class p ON p.oid = c.confrelid
              JOIN pg_namespace n ON n.oid = p.relnamespace
             WHERE c.contype = 'f' AND cardinality(c.conkey) = 1 AND c.conrelid = ?::regclass
            """,
            row ->
                new String[] {
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5)
                },
            table.name());
    for (String[] key : keys) {
      String sql =
          "SELECT EXISTS (SELECT FROM "
              + table.net()
              + " n CROSS JOIN LATERAL jsonb_populate_record(NULL::"
              + table.sql()
              + ", n.before) r WHERE n.first_change <> 'inserted' AND n.after IS NULL AND r."
              + key[2]
              + " IS NOT NULL AND NOT EXISTS (SELECT FROM "
              + key[3]
              + " p WHERE p."
              + key[4]
              + " = r."
              + key[2]
              + "))::int";
      boolean breaks =
          Query.number(connection, "checking key " + key[0], sql, run.value(), table.name()) > 0;
      if (breaks) {
        broken.add(new BrokenKey(key[0], key[1]));
      }
    }
    return broken;
  }

  /** A dump restored meanwhile may have left a sequence behind the rows that came back. */
  private void raiseSequences(Table table) {
    List<String[]> sequences =
        Query.list(
            connection,
            "reading the sequences of " + table.name(),
            """
            SELECT quote_ident(a.attname), pg_get_serial_sequence(?, a.attname) FROM pg_attribute a
             WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped
               AND pg_get_serial_sequence(?, a.attname) IS NOT NULL
            """,
            row -> new String[] {row.getString(1), row.getString(2)},
            table.name(),
            table.name(),
            table.name());
    for (String[] sequence : sequences) {
      Query.run(
          connection,
          "raising " + sequence[1],
          "SELECT setval(?::regclass, m.top) FROM (SELECT max("
              + sequence[0]
              + ") AS top FROM "
              + table.sql()
              + ") m WHERE m.top > (SELECT last_value FROM "
              + sequence[1]
              + ")",
          sequence[1]);
    }
  }
}
