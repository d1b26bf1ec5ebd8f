package org.datawarp.repository;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.datawarp.model.RunId;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.TableLocks;

/*
 * tbl_deletions holds one snapshot for each change that a run made to a row of the registry; triggers
 * write them for a transaction that has named its run (TrashRepository.recordChangesOf). What has to be put
 * back is the net of them: for each key the first snapshot says how the row was, the last one how the
 * run left it. The work is done by a few statements per table, whatever the number of rows.
 *
 * A snapshot is kept, and then put back (restored_at), or deleted when the run's trash is emptied.
 * The order: listChangedSince() first, since rows that others changed after the run must not be
 * overwritten; then putBack(), once, under the name of the run that undoes: rows the run had inserted
 * go, children before parents, then those it had changed or deleted come back, parents before
 * children. A foreign key that a returning row breaks, since its parent went for another reason, is
 * dropped and added again NOT VALID. The triggers take snapshots of all this for the undo itself, so
 * that it can be undone in the same way.
 *
 * All of it is the caller's transaction: a crash before its commit leaves rows, keys and snapshots as
 * they were.
 */
/**
 * The registry rows that a run deleted, changed or inserted, and putting them back as they were.
 */
public final class RowSnapshots {
  private static final String UNIQUE_VIOLATION = "23505";
  private static final int SHOWN = 3;

  private final Connection connection;
  private final RunId run;

  /** Makes the images of one run's changes; the work belongs to the connection's transaction. */
  public RowSnapshots(Connection connection, RunId run) {
    this.connection = connection;
    this.run = run;
  }

  /**
   * Lists the rows that are no longer as the run left them, a few words each. Dates of checks that
   * found nothing new do not count.
   */
  public List<String> listChangedSince() {
    List<String> all = new ArrayList<>();
    for (SnapshottedTable table : tables()) {
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
              + " ELSE t.ctid IS NULL OR NOT "
              + table.calm("to_jsonb(t)")
              + " @> "
              + table.calm("n.after")
              + " END LIMIT "
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

  /**
   * Finds the manifests that only checks have rewritten since the run.
   *
   * @return the SHA-256 of each as it is recorded now, by its path
   */
  public Map<String, String> findCheckedManifests() {
    Map<String, String> found = new HashMap<>();
    for (SnapshottedTable table : tables()) {
      if (table.name().equals(SnapshottedTable.MANIFESTS)) {
        String sql =
            "SELECT t.path, t.sha256 FROM "
                + table.net()
                + " n CROSS JOIN LATERAL jsonb_populate_record(NULL::"
                + table.sql()
                + ", n.after) r JOIN "
                + table.sql()
                + " t ON "
                + table.keyJoin("t", "r")
                + " WHERE t.sha256 <> r.sha256 AND "
                + table.calm("to_jsonb(t)")
                + " @> "
                + table.calm("n.after");
        Query.list(
                connection,
                "looking for manifests that were checked",
                sql,
                row -> Map.entry(row.getString(1), row.getString(2)),
                run.value(),
                table.name())
            .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
      }
    }
    return found;
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
    List<SnapshottedTable> parentsFirst =
        tables().stream().sorted(Comparator.comparing(SnapshottedTable::depth)).toList();
    List<SnapshottedTable> childrenFirst = new ArrayList<>(parentsFirst);
    Collections.reverse(childrenFirst);
    childrenFirst.stream().filter(table -> !table.isParent()).forEach(this::deleteInserted);
    for (SnapshottedTable table : parentsFirst) {
      updateChanged(table);
      insertDeleted(table);
    }
    // Last: what was moved to them has gone back, and does not go with them.
    childrenFirst.stream().filter(SnapshottedTable::isParent).forEach(this::deleteInserted);
    Query.update(
        connection,
        "noting what was put back",
        "UPDATE datawarp.tbl_deletions SET restored_at = now() WHERE run_id = ?",
        run.value());
  }

  private List<SnapshottedTable> tables() {
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
            new SnapshottedTable(
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

  private void deleteInserted(SnapshottedTable table) {
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

  private void updateChanged(SnapshottedTable table) {
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

  private void insertDeleted(SnapshottedTable table) {
    List<BrokenKey> broken = listBrokenKeys(table);
    for (BrokenKey key : broken) {
      drop(table, key);
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

  /** Readers of both tables would queue behind it. */
  private void drop(SnapshottedTable table, BrokenKey key) {
    String what = "dropping key " + key.name();
    Query.work(
        what,
        () ->
            TableLocks.shuttingReadersOut(
                connection,
                what,
                List.of(table.table(), key.parent()),
                session ->
                    Query.run(
                        session,
                        what,
                        "ALTER TABLE "
                            + table.sql()
                            + " DROP CONSTRAINT "
                            + TableName.quote(key.name()))));
  }

  private int insert(SnapshottedTable table, String sql) {
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
  private record BrokenKey(String name, String definition, TableName parent) {}

  private List<BrokenKey> listBrokenKeys(SnapshottedTable table) {
    List<BrokenKey> broken = new ArrayList<>();
    List<String[]> keys =
        Query.list(
            connection,
            "reading the keys of " + table.name(),
            """
            SELECT c.conname, pg_get_constraintdef(c.oid), quote_ident(a.attname),
                   format('%I.%I', n.nspname, p.relname), quote_ident(b.attname),
                   n.nspname, p.relname
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
                  row.getString(5),
                  row.getString(6),
                  row.getString(7)
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
        broken.add(new BrokenKey(key[0], key[1], new TableName(key[5], key[6])));
      }
    }
    return broken;
  }

  /** A dump restored meanwhile may have left a sequence behind the rows that came back. */
  private void raiseSequences(SnapshottedTable table) {
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
