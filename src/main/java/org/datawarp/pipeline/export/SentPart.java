package org.datawarp.pipeline.export;

import java.security.MessageDigest;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.io.FileHash;

/** What one COPY sent: its rows, and the SHA-256 of its bytes. */
final class SentPart {
  private final List<StoredColumn> fields;
  private final List<RowFilter.Condition> shared;
  private final CopyBinaryReader rows;
  private final MessageDigest digest = FileHash.newDigest();

  private SentPart(
      List<StoredColumn> fields, List<RowFilter.Condition> shared, CopyBinaryReader rows) {
    this.fields = fields;
    this.shared = shared;
    this.rows = rows;
  }

  /**
   * Begins a part.
   *
   * @param table every column of the table
   * @param names the columns that are sent, in their order
   * @param shared other columns, in which all rows hold the same; the rest are null
   * @param values what these hold, as fields of a row
   */
  static SentPart begin(
      List<StoredColumn> table, List<String> names, List<String> shared, byte[] values) {
    CopyBinaryReader rows = CopyBinaryReader.ofSent(table, names, shared, values);
    List<RowFilter.Condition> conditions = new ArrayList<>();
    for (String name : shared) {
      int column = StoredColumn.indexOf(table, name);
      conditions.add(
          new RowFilter.Condition(
              table.get(column), rows.isNull(column) ? null : ValueText.of(rows, column)));
    }
    return new SentPart(
        names.stream().map(name -> table.get(StoredColumn.indexOf(table, name))).toList(),
        conditions,
        rows);
  }

  /** Takes bytes that are sent; returns a cursor over the rows in them, before the first. */
  CopyBinaryReader add(byte[] bytes, int length) {
    digest.update(bytes, 0, length);
    rows.give(bytes, length);
    return rows;
  }

  /** Tells whether the rows can be told from others by what they share. */
  boolean isMarked() {
    return !shared.isEmpty();
  }

  /**
   * Reads the rows back as they lie in the table; tells whether PostgreSQL sends the very bytes
   * that it was sent. To be asked once.
   *
   * @param connection in a transaction, autocommit off
   */
  boolean isStored(Connection connection, TableName table) {
    return HexFormat.of()
        .formatHex(digest.digest())
        .equals(
            StagingTableReader.sha256(connection, table, fields, new RowFilter.Matching(shared)));
  }
}
