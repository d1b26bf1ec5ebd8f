package org.datawarp.platform.postgres;

import java.util.List;
import org.datawarp.model.table.ColumnType;

/**
 * Takes what is sent to a table by COPY in the binary format, while it is sent.
 *
 * <p>Called by one thread at a time: {@link #begin}, then for each COPY {@link #beginPart} and its
 * bytes, then {@link #end}; or {@link #abandon} at any moment, also more than once, after which
 * nothing is expected of it.
 */
public interface CopyReceiver {
  /**
   * A column of the table.
   *
   * @param type how its values are read
   * @param sqlType its type as PostgreSQL prints it
   */
  record Column(String name, ColumnType type, String sqlType) {}

  /**
   * Says that rows follow.
   *
   * @param columns every column of the table in its order
   */
  void begin(List<Column> columns);

  /**
   * Says that a COPY begins.
   *
   * @param fields the columns that its rows have, in their order
   * @param shared other columns, in which all its rows hold the same; the rest are null
   * @param values what they hold, encoded as the fields of a row; not to be changed
   */
  void beginPart(List<String> fields, List<String> shared, byte[] values);

  /**
   * Takes whole rows as they are sent; the first bytes of a COPY have its header before them, the
   * last its end after them.
   *
   * @param bytes valid until this returns
   * @throws org.datawarp.model.error.DatawarpException if they cannot be taken: the COPY is
   *     cancelled then
   */
  void add(byte[] bytes, int length);

  /** Says that all rows were sent; what is kept in memory for them is to be let go. */
  void end();

  /**
   * Says that the rows are not those that the table will hold: what came of them does not count.
   */
  void abandon();
}
