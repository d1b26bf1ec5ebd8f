package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.datawarp.model.RowCursor;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableColumn;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.LoadPlan.TableChange;
import org.datawarp.platform.postgres.CopyReceiver;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;

/**
 * A new table that is filled before its file has been read to the end, under a name of its own. The
 * load of the same transaction makes it the staging table if it turns out to be what was asked for,
 * else drops it. Used by one thread at a time.
 */
public final class PreloadedRows {
  private static final String SCHEMA = "datawarp_trash";

  private final Connection connection;
  private final Terms terms;
  private final TableName table;
  private final TableShape shape;
  private final long loadId;
  private final long fileId;
  private final @Nullable CopyReceiver receiver;
  private final @Nullable SentRows sent;
  private boolean isGoneOnWith;
  private long[] nulls = {};
  private long read = -1;
  private long copied;

  private PreloadedRows(
      Connection connection,
      Terms terms,
      TableName table,
      TableShape shape,
      long loadId,
      long fileId,
      @Nullable CopyReceiver receiver,
      @Nullable SentRows sent) {
    this.receiver = receiver;
    this.sent = sent;
    this.connection = connection;
    this.terms = terms;
    this.table = table;
    this.shape = shape;
    this.loadId = loadId;
    this.fileId = fileId;
  }

  /**
   * What is known of a load before its file has been read.
   *
   * @param name free in the database, letters, digits and underscores
   * @param columns the business columns
   * @param period what the rows report on; null for none
   * @param loadedAt the moment of the load
   */
  public record Terms(
      String name, List<TableColumn> columns, @Nullable Period period, Instant loadedAt) {
    /** Copies the list. */
    public Terms {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Makes the table, in the transaction of a connection with autocommit off.
   *
   * @param receiver takes the rows too; null for nobody
   * @throws org.datawarp.model.error.DatawarpException if PostgreSQL does not
   */
  public static PreloadedRows begin(
      Connection connection, Terms terms, @Nullable CopyReceiver receiver) {
    TableName table = new TableName(SCHEMA, terms.name());
    TableShape shape = TableShape.created(terms.columns(), RowOrigin.ROW);
    try {
      TableChanges.create(connection, table, shape);
      // Before the defaults are set: PostgreSQL refuses FREEZE right after a query.
      @Nullable SentRows sent = SentRows.begin(connection, table, shape, RowOrigin.ROW, receiver);
      long loadId = LoadRecorder.nextLoadId(connection);
      long fileId = LoadRecorder.nextFileId(connection);
      ProvenanceDefaults.set(connection, table, terms.period(), terms.loadedAt(), loadId, fileId);
      return new PreloadedRows(connection, terms, table, shape, loadId, fileId, receiver, sent);
    } catch (SQLException e) {
      throw SqlErrors.translate("making a table for rows that are being read", e);
    }
  }

  /**
   * Copies rows to their end.
   *
   * @throws org.datawarp.model.error.DatawarpException if PostgreSQL refuses them, or the thread is
   *     interrupted
   */
  public void copy(RowCursor rows) {
    RowEncoder encoder =
        new RowEncoder(
            "the rows being read", shape.copied(), 0, ProvenanceFields.NONE, RowOrigin.ROW);
    String sql = CopyStatement.of(table, RowOrigin.ROW, shape);
    try {
      @Nullable CopyReceiver also =
          sent == null ? null : sent.part(terms.loadedAt(), terms.period(), loadId, fileId);
      PartCopy.Counts counts =
          new PartCopy(table, connection, sql, () -> rows, encoder, also).run();
      if (sent != null) {
        sent.end();
      }
      nulls = encoder.nulls();
      read = counts.read();
      copied = counts.copied();
    } catch (SQLException e) {
      throw SqlErrors.translate("copying rows that are being read", e);
    }
  }

  long loadId() {
    return loadId;
  }

  long fileId() {
    return fileId;
  }

  /** Tells whether a load would do just what has been done. */
  boolean fits(LoadRequest request, LoadPlanner decision) {
    return decision.shape().change() == TableChange.CREATE
        && decision.shape().equals(shape)
        && request.origin() == RowOrigin.ROW
        && request.parts().size() == 1
        && request.loadedAt().equals(terms.loadedAt())
        && Objects.equals(request.period(), terms.period())
        && request.expectedRows() == read
        && read == copied;
  }

  /** Tells whether a load went on with the rows: they are the table's then. */
  public boolean isGoneOnWith() {
    return isGoneOnWith;
  }

  /** Gives the table the name and the readers that the request wants. */
  void renameTo(LoadRequest request) throws SQLException {
    isGoneOnWith = true;
    TableName target = request.table();
    Sql.run(
        connection,
        "ALTER TABLE " + table.quoted() + " SET SCHEMA " + TableName.quote(target.schema()));
    Sql.run(
        connection,
        "ALTER TABLE "
            + new TableName(target.schema(), table.name()).quoted()
            + " RENAME TO "
            + TableName.quote(target.name()));
    TableChanges.grant(connection, target, request.grantSelectTo());
  }

  /**
   * Returns how many rows there are, and adds to the nulls of each column. Where the same bytes had
   * a file row before, the rows are told of that one.
   */
  long count(TableName target, long savedFileId, long[] sums) throws SQLException {
    if (savedFileId != fileId) {
      abandon();
      Sql.update(
          connection,
          "UPDATE " + target.quoted() + " SET " + Provenance.MANIFEST_FILE_ID + " = ?",
          savedFileId);
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] += nulls[i];
    }
    return copied;
  }

  /** Takes the table away again. */
  void drop() throws SQLException {
    abandon();
    Sql.run(connection, "DROP TABLE " + table.quoted());
  }

  private void abandon() {
    if (receiver != null) {
      receiver.abandon();
    }
  }
}
