package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.LoadPlan.TableChange;
import org.datawarp.pipeline.load.TableShape.Column;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/**
 * The provenance that all rows of a part share, as defaults of a new table while it is filled:
 * PostgreSQL then adds six fields to each row by itself, which is a fifth cheaper than receiving
 * them. A table that others may be reading is left alone, since the change would lock them out.
 */
final class ProvenanceDefaults {
  private ProvenanceDefaults() {}

  /** Tells whether a load makes use of defaults. */
  static boolean areDefaults(TableShape shape) {
    return shape.change() == TableChange.CREATE;
  }

  /** Sets the defaults for the rows of one part. */
  static void set(
      Connection connection,
      TableName table,
      @Nullable Period period,
      Instant loadedAt,
      long loadId,
      long fileId)
      throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(loadId);
    values.add(LocalDateTime.ofInstant(loadedAt.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC));
    values.add(period == null ? null : period.label());
    values.add(period == null ? null : period.start());
    values.add(period == null ? null : period.end());
    values.add(fileId);
    List<String> changes = new ArrayList<>();
    for (Column column : Provenance.shared()) {
      @Nullable Object value = values.get(changes.size());
      changes.add(
          "ALTER COLUMN "
              + TableName.quote(column.name())
              + " SET DEFAULT "
              + (value == null ? "NULL" : literal(connection, value.toString()))
              + "::"
              + column.sqlType());
    }
    alter(connection, table, changes);
  }

  /** Takes the defaults away again: rows of other loads have values of their own. */
  static void drop(Connection connection, TableName table) throws SQLException {
    alter(
        connection,
        table,
        Provenance.shared().stream()
            .map(column -> "ALTER COLUMN " + TableName.quote(column.name()) + " DROP DEFAULT")
            .toList());
  }

  private static void alter(Connection connection, TableName table, List<String> changes)
      throws SQLException {
    Sql.run(connection, "ALTER TABLE " + table.quoted() + " " + String.join(", ", changes));
  }

  /** Quoted by the server itself, as DDL takes no bound values. */
  private static String literal(Connection connection, String text) throws SQLException {
    return Sql.one(connection, "SELECT quote_literal(?)", row -> row.getString(1), text);
  }
}
