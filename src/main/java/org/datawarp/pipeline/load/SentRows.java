package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.ExistingColumn.Filling;
import org.datawarp.platform.postgres.CopyReceiver;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/**
 * Gives the rows that are sent to a table to somebody else too, unless the table may hold other
 * values than are sent to it: through triggers, rules, generated columns and the like.
 */
final class SentRows {
  private static final String IS_PLAIN_SQL =
      """
      SELECT c.relkind = 'r' AND NOT c.relispartition AND NOT c.relrowsecurity
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t
                              WHERE t.tgrelid = c.oid AND NOT t.tgisinternal)
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid)
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i
                              WHERE c.oid IN (i.inhparent, i.inhrelid))
        FROM pg_catalog.pg_class c
       WHERE c.oid = to_regclass(?)
      """;

  private final CopyReceiver receiver;
  private final RowOrigin origin;
  private final TableShape shape;

  private SentRows(CopyReceiver receiver, RowOrigin origin, TableShape shape) {
    this.receiver = receiver;
    this.origin = origin;
    this.shape = shape;
  }

  /**
   * Begins to give rows, if the table stores what it is sent; else tells the receiver that there
   * are none.
   *
   * @param table as it is while it is filled
   * @return null where no rows are to be given
   */
  static @Nullable SentRows begin(
      Connection connection,
      TableName table,
      TableShape shape,
      RowOrigin origin,
      @Nullable CopyReceiver receiver)
      throws SQLException {
    if (receiver == null) {
      return null;
    }
    List<ExistingColumn> columns = ExistingTable.find(connection, table).orElseThrow().columns();
    if (!storesWhatItIsSent(columns, shape)
        || !Sql.one(connection, IS_PLAIN_SQL, row -> row.getBoolean(1), table.quoted())) {
      receiver.abandon();
      return null;
    }
    receiver.begin(columns.stream().map(SentRows::column).toList());
    return new SentRows(receiver, origin, shape);
  }

  private static boolean storesWhatItIsSent(List<ExistingColumn> columns, TableShape shape) {
    Set<String> sent = new HashSet<>();
    shape.copied().forEach(column -> sent.add(column.name()));
    return columns.stream()
        .allMatch(
            column ->
                column.type() != null
                    && column.filling() != Filling.GENERATED
                    && (column.exact() || !sent.contains(column.name())));
  }

  private static CopyReceiver.Column column(ExistingColumn column) {
    return new CopyReceiver.Column(
        column.name(), Objects.requireNonNull(column.type()), column.sqlType());
  }

  /**
   * Says whose rows follow.
   *
   * @return who takes them
   */
  CopyReceiver part(Instant loadedAt, @Nullable Period period, long loadId, long fileId) {
    List<String> fields = CopyStatement.fields(origin, shape);
    if (ProvenanceDefaults.areDefaults(shape)) {
      receiver.beginPart(
          fields,
          Provenance.shared().stream().map(TableShape.Column::name).toList(),
          ProvenanceFields.of(loadedAt, period, loadId, fileId).bytes());
    } else {
      receiver.beginPart(fields, List.of(), new byte[0]);
    }
    return receiver;
  }

  /** Says that all rows were sent. */
  void end() {
    receiver.end();
  }
}
