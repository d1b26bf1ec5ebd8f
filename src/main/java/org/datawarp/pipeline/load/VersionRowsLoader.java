package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.LoadPlan.TableChange;
import org.datawarp.pipeline.load.PartCopy.Counts;
import org.datawarp.pipeline.load.TableShape.Column;
import org.datawarp.pipeline.load.VersionRows.KeptColumn;
import org.datawarp.platform.postgres.AdvisoryLocks;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;

/*
 * The rows come as they were, so nothing is said about them in the registry. A table that is there
 * keeps its shape as far as it can: columns are added, or widened as a load would. Where a column
 * has a type that COPY's binary form would need bytes of its own for (smallint, real, char, what no
 * ColumnType stands for), the rows go through a temporary table and PostgreSQL converts them.
 */
/** Loads rows that were kept in a file back into their staging table, inside a transaction. */
public final class VersionRowsLoader {
  private static final String SPOOL = "pg_temp.\"datawarp_kept_rows\"";
  private static final Pattern SAFE_TYPE =
      Pattern.compile("character varying(\\(\\d{1,8}\\))?|numeric(\\(\\d{1,4},-?\\d{1,4}\\))?");

  private VersionRowsLoader() {}

  /** What became of the table. */
  public enum Table {
    /** It was there no more and was made. */
    CREATED,
    /** It got columns or wider types. */
    CHANGED,
    /** It stayed as it was. */
    UNCHANGED
  }

  /**
   * Loads the rows; commits nothing. What is in the table already stays.
   *
   * @throws DataRejectedException if the rows do not fit the table, or another number of them
   *     arrives
   * @throws org.datawarp.model.error.RefusedException if the table is not one of Datawarp's, or
   *     something stands in the way of changing it
   */
  public static Table load(Connection connection, VersionRows kept) {
    try {
      AdvisoryLocks.lockTables(connection, new TreeSet<>(List.of(kept.table())));
      ExistingTable existing = underNamesOf(kept, connection);
      TableShape shape = existing == null ? created(kept) : changed(kept, existing);
      change(connection, kept, existing, shape);
      if (existing == null) {
        comment(connection, kept);
      }
      long copied =
          existing != null && needsSpool(shape, existing)
              ? copyThroughSpool(connection, kept, shape)
              : copy(connection, kept, kept.table().quoted(), shape);
      if (copied != kept.count()) {
        throw new DataRejectedException(
            kept.file() + " holds " + copied + " rows, expected " + kept.count(),
            "nothing was changed; choose another version");
      }
      return switch (shape.change()) {
        case CREATE -> Table.CREATED;
        case ALTER -> Table.CHANGED;
        case KEEP -> Table.UNCHANGED;
      };
    } catch (SQLException e) {
      throw refused(kept, e);
    }
  }

  /** Returns the table, its columns called as the rows know them; null where it is gone. */
  private static @Nullable ExistingTable underNamesOf(VersionRows kept, Connection connection)
      throws SQLException {
    Optional<ExistingTable> existing = ExistingTable.find(connection, kept.table());
    if (existing.isEmpty()) {
      return null;
    }
    ColumnRenames.takeBack(connection, kept.table(), existing.get(), kept.columns());
    return ExistingTable.find(connection, kept.table()).orElse(null);
  }

  /**
   * Deletes all rows of a table; a table that is gone has none.
   *
   * @return how many rows were deleted
   */
  public static long deleteAll(Connection connection, TableName table) {
    return delete(connection, table, "", new @Nullable Object[0]);
  }

  /**
   * Deletes the rows of one period of a table; a table that is gone has none.
   *
   * @param period the stored form; null for the rows that have none
   * @return how many rows were deleted
   */
  public static long deletePeriod(Connection connection, TableName table, @Nullable String period) {
    return delete(
        connection,
        table,
        period == null ? " WHERE _period IS NULL" : " WHERE _period = ?",
        period == null ? new @Nullable Object[0] : new @Nullable Object[] {period});
  }

  private static long delete(
      Connection connection, TableName table, String where, @Nullable Object[] values) {
    try {
      AdvisoryLocks.lockTables(connection, new TreeSet<>(List.of(table)));
      return ExistingTable.find(connection, table).isEmpty()
          ? 0
          : Sql.update(connection, "DELETE FROM " + table.quoted() + where, values);
    } catch (SQLException e) {
      throw SqlErrors.translate("deleting rows of " + table, e);
    }
  }

  private static TableShape created(VersionRows kept) {
    List<Column> columns = new ArrayList<>();
    for (KeptColumn column : kept.columns()) {
      // The type comes from a file: only what is known to be one goes into SQL.
      boolean isSafe = SAFE_TYPE.matcher(column.sqlType()).matches();
      columns.add(
          new Column(
              column.name(), isSafe ? column.sqlType() : column.type().sql(), column.type()));
    }
    return new TableShape(TableChange.CREATE, columns, List.of(), columns, List.of(), List.of());
  }

  private static TableShape changed(VersionRows kept, ExistingTable table) {
    Provenance.require(kept.table(), table);
    List<Column> added = new ArrayList<>();
    List<Widening> widened = new ArrayList<>();
    List<Column> copied = new ArrayList<>();
    for (KeptColumn column : kept.columns()) {
      Optional<ExistingColumn> found = table.column(column.name());
      if (found.isEmpty()) {
        Column made = Column.of(column.name(), column.type());
        added.add(made);
        copied.add(made);
        continue;
      }
      ColumnType own = found.get().type();
      ColumnType type = own == null ? column.type() : TypeLattice.join(own, column.type());
      if (own != null && type != own) {
        widened.add(new Widening(column.name(), found.get().sqlType(), type.sql()));
      }
      copied.add(Column.of(column.name(), type));
    }
    List<String> names = kept.columns().stream().map(KeptColumn::name).toList();
    return TableShape.of(table, names, added, widened, copied);
  }

  private static void change(
      Connection connection, VersionRows kept, @Nullable ExistingTable existing, TableShape shape) {
    try {
      if (existing == null) {
        TableChanges.requireRoles(connection, kept.grantSelectTo());
      }
      DependentViews views =
          existing == null
              ? DependentViews.none(kept.table())
              : DependentViews.find(connection, kept.table(), existing, shape.widened());
      TableChanges.execute(connection, kept.table(), shape, views, kept.grantSelectTo());
    } catch (SQLException e) {
      throw LoadErrors.changing(kept.table(), e);
    }
  }

  private static void comment(Connection connection, VersionRows kept) throws SQLException {
    StringBuilder sql = new StringBuilder();
    for (KeptColumn column : kept.columns()) {
      if (column.comment() != null) {
        sql.append("COMMENT ON COLUMN ").append(kept.table().quoted()).append('.');
        sql.append(TableName.quote(column.name())).append(" IS ");
        sql.append(Sql.literal(column.comment())).append(";\n");
      }
    }
    if (!sql.isEmpty()) {
      Sql.run(connection, sql.toString());
    }
  }

  private static boolean needsSpool(TableShape shape, ExistingTable existing) {
    List<String> widened = shape.widened().stream().map(Widening::column).toList();
    return shape.copied().stream()
        .filter(column -> !widened.contains(column.name()))
        .flatMap(column -> existing.column(column.name()).stream())
        .anyMatch(VersionRowsLoader::isOfAnotherForm);
  }

  private static boolean isOfAnotherForm(ExistingColumn column) {
    return column.type() == null
        || column.sqlType().equals("smallint")
        || column.sqlType().equals("real")
        || column.sqlType().startsWith("character(");
  }

  private static long copyThroughSpool(Connection connection, VersionRows kept, TableShape shape)
      throws SQLException {
    List<String> definitions =
        shape.copied().stream()
            .map(column -> TableName.quote(column.name()) + " " + column.type().sql())
            .toList();
    Sql.run(
        connection,
        "CREATE TEMPORARY TABLE datawarp_kept_rows ("
            + String.join(", ", definitions)
            + ") ON COMMIT DROP");
    copy(
        connection,
        kept,
        SPOOL,
        new TableShape(
            TableChange.KEEP, List.of(), List.of(), shape.copied(), List.of(), List.of()));
    String names = names(shape.copied());
    String values =
        String.join(
            ", ",
            Sql.texts(
                connection,
                """
                SELECT quote_ident(a.attname) || '::' || format_type(a.atttypid, a.atttypmod)
                  FROM pg_catalog.pg_attribute a
                  JOIN pg_catalog.pg_attribute k
                    ON k.attrelid = to_regclass('pg_temp.datawarp_kept_rows')
                   AND k.attname = a.attname AND k.attnum > 0
                 WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
                 ORDER BY k.attnum
                """,
                kept.table().quoted()));
    long rows =
        Sql.update(
            connection,
            "INSERT INTO "
                + kept.table().quoted()
                + " ("
                + names
                + ") SELECT "
                + values
                + " FROM "
                + SPOOL);
    Sql.run(connection, "DROP TABLE " + SPOOL);
    return rows;
  }

  private static long copy(Connection connection, VersionRows kept, String target, TableShape shape)
      throws SQLException {
    RowEncoder encoder =
        new RowEncoder(
            kept.table() + " from " + kept.file(),
            shape.copied(),
            shape.nulled().size(),
            ProvenanceFields.NONE,
            null);
    List<String> all = new ArrayList<>();
    shape.copied().forEach(column -> all.add(TableName.quote(column.name())));
    shape.nulled().forEach(name -> all.add(TableName.quote(name)));
    String sql = "COPY " + target + " (" + String.join(", ", all) + ") FROM STDIN (FORMAT binary)";
    Counts counts = new PartCopy(kept.table(), connection, sql, kept.rows(), encoder, null).run();
    if (counts.copied() != counts.read()) {
      throw new DataRejectedException(
          counts.read()
              + " rows were read from "
              + kept.file()
              + ", "
              + counts.copied()
              + " arrived in "
              + kept.table(),
          "nothing was changed; look for a trigger on the table");
    }
    return counts.copied();
  }

  private static String names(List<Column> columns) {
    return String.join(
        ", ", columns.stream().map(column -> TableName.quote(column.name())).toList());
  }

  private static DatawarpException refused(VersionRows kept, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (!state.startsWith("22") && !state.startsWith("23")) {
      return SqlErrors.translate("loading " + kept.file() + " into " + kept.table(), e);
    }
    return new DataRejectedException(
        "the rows of " + kept.file() + " do not fit " + kept.table() + ": " + LoadErrors.reason(e),
        "nothing was changed; drop or rename the table, then it is made as it was",
        e);
  }
}
