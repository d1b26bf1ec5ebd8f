package org.datawarp.pipeline.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.TableShape.Column;

/** The columns every staging table has beside its business columns. */
final class Provenance {
  static final String LOAD_ID = "_load_id";
  static final String LOADED_AT = "_loaded_at";
  static final String PERIOD = "_period";
  static final String PERIOD_START = "_period_start";
  static final String PERIOD_END = "_period_end";
  static final String MANIFEST_FILE_ID = "_manifest_file_id";
  static final String SOURCE_ROW = "_source_row";
  static final String SOURCE_COLUMN = "_source_column";

  /** The type of a new table's period column. */
  static final String PERIOD_TYPE = "character varying(40)";

  /** The six that every estate has, in table order. */
  private static final List<Column> ALWAYS =
      List.of(
          Column.of(LOAD_ID, ColumnType.INTEGER),
          Column.of(LOADED_AT, ColumnType.TIMESTAMP),
          new Column(PERIOD, PERIOD_TYPE, ColumnType.TEXT),
          Column.of(PERIOD_START, ColumnType.DATE),
          Column.of(PERIOD_END, ColumnType.DATE),
          Column.of(MANIFEST_FILE_ID, ColumnType.INTEGER));

  private static final Column ROW_COLUMN = Column.of(SOURCE_ROW, ColumnType.BIGINT);
  private static final Column CELL_COLUMN = Column.of(SOURCE_COLUMN, ColumnType.TEXT);

  /** All names that a business column cannot have. */
  static final List<String> NAMES =
      List.of(
          LOAD_ID,
          LOADED_AT,
          PERIOD,
          PERIOD_START,
          PERIOD_END,
          MANIFEST_FILE_ID,
          SOURCE_ROW,
          SOURCE_COLUMN);

  private Provenance() {}

  /** Returns the columns in table order, which is the order of {@link RowEncoder}'s fields too. */
  static List<Column> columns(RowOrigin origin) {
    List<Column> columns = new ArrayList<>(ALWAYS);
    columns.addAll(ofRow(origin));
    return columns;
  }

  /** Returns those of them that all rows of a part share, in the same order. */
  static List<Column> shared() {
    return ALWAYS;
  }

  /** Returns those of them that differ from row to row, in the same order. */
  static List<Column> ofRow(RowOrigin origin) {
    return origin == RowOrigin.UNPIVOTED ? List.of(ROW_COLUMN, CELL_COLUMN) : List.of(ROW_COLUMN);
  }

  /**
   * Checks that a table is one of Datawarp's.
   *
   * @throws RefusedException if one of the six columns is absent or of another type, or one of ours
   *     is of another type
   */
  static void require(TableName table, ExistingTable existing) {
    for (Column column : ALWAYS) {
      Optional<ExistingColumn> found = existing.column(column.name());
      boolean isSame =
          found.isPresent()
              && found.get().type() == column.type()
              && (found.get().exact() || column.type() == ColumnType.TEXT);
      if (!isSame) {
        throw foreign(table, column, found);
      }
    }
    for (Column column : List.of(ROW_COLUMN, CELL_COLUMN)) {
      Optional<ExistingColumn> found = existing.column(column.name());
      if (found.isPresent() && found.get().type() != column.type()) {
        throw foreign(table, column, found);
      }
    }
  }

  private static RefusedException foreign(
      TableName table, Column column, Optional<ExistingColumn> found) {
    String what = found.map(c -> "of type " + c.sqlType()).orElse("missing");
    return new RefusedException(
        table
            + " exists and is not a table of Datawarp's: column "
            + column.name()
            + " is "
            + what
            + ", expected "
            + column.sqlType(),
        "rename the table, or choose another name for the source");
  }
}
