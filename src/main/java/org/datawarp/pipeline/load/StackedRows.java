package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.TableShape.Column;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;

/** Copies the rows of one staging table into another, which gets whatever columns it lacks. */
public final class StackedRows {
  private StackedRows() {}

  /**
   * Copies all rows with all their columns, in the caller's transaction.
   *
   * @param to made where it is not there; its columns widen as those of a load would
   * @param grantSelectTo the roles that may read it when it is new
   * @return how many rows were copied
   * @throws RefusedException if a column has a type that no rows can be copied into
   */
  public static long copy(
      Connection connection, TableName from, TableName to, List<String> grantSelectTo) {
    try {
      ExistingTable source = ExistingTable.find(connection, from).orElseThrow();
      @Nullable ExistingTable target = ExistingTable.find(connection, to).orElse(null);
      if (target == null) {
        create(connection, source, to, grantSelectTo);
      } else {
        alter(connection, source, target, to);
      }
      comment(connection, from, to);
      return copy(connection, source, from, to);
    } catch (SQLException e) {
      throw SqlErrors.translate("copying " + from + " into " + to, e);
    }
  }

  private static void create(
      Connection connection, ExistingTable source, TableName to, List<String> grantSelectTo)
      throws SQLException {
    List<Column> columns = new ArrayList<>();
    for (ExistingColumn column : source.columns()) {
      columns.add(new Column(column.name(), column.sqlType(), type(column, to)));
    }
    TableChanges.create(
        connection,
        to,
        new TableShape(
            LoadPlan.TableChange.CREATE, columns, List.of(), List.of(), List.of(), List.of()));
    TableChanges.grant(connection, to, grantSelectTo);
  }

  private static void alter(
      Connection connection, ExistingTable source, ExistingTable target, TableName to)
      throws SQLException {
    TableShape shape = shape(source, target, to);
    if (shape.change() != LoadPlan.TableChange.KEEP) {
      DependentViews views = DependentViews.find(connection, to, target, shape.widened());
      TableChanges.execute(connection, to, shape, views, List.of());
    }
  }

  /** Returns what becomes of a table that is there when another one's rows are copied into it. */
  static TableShape shape(ExistingTable source, ExistingTable target, TableName to) {
    List<Column> added = new ArrayList<>();
    List<Widening> widened = new ArrayList<>();
    for (ExistingColumn column : source.columns()) {
      Optional<ExistingColumn> there = target.column(column.name());
      if (there.isEmpty()) {
        added.add(new Column(column.name(), column.sqlType(), type(column, to)));
      } else if (!there.get().sqlType().equals(column.sqlType())) {
        String wider = TypeLattice.join(type(there.get(), to), type(column, to)).sql();
        if (!wider.equals(there.get().sqlType())) {
          widened.add(new Widening(column.name(), there.get().sqlType(), wider));
        }
      }
    }
    List<String> names = source.columns().stream().map(ExistingColumn::name).toList();
    return TableShape.of(target, names, added, widened, List.of());
  }

  private static org.datawarp.model.table.ColumnType type(ExistingColumn column, TableName table) {
    if (column.type() == null || column.filling() == ExistingColumn.Filling.GENERATED) {
      throw new RefusedException(
          "column " + column.name() + " of " + column.sqlType() + " cannot go into " + table,
          "change the column to text first");
    }
    return column.type();
  }

  /** Floating point numbers go through their text, which names each of them exactly. */
  private static long copy(
      Connection connection, ExistingTable source, TableName from, TableName to)
      throws SQLException {
    ExistingTable target = ExistingTable.find(connection, to).orElseThrow();
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (ExistingColumn column : source.columns()) {
      String name = TableName.quote(column.name());
      String type = target.column(column.name()).orElseThrow().sqlType();
      boolean isSame = type.equals(column.sqlType());
      boolean isFloating =
          column.sqlType().equals("real") || column.sqlType().equals("double precision");
      names.add(name);
      values.add(isSame ? name : name + (isFloating ? "::text" : "") + "::" + type);
    }
    return Sql.update(
        connection,
        "INSERT INTO "
            + to.quoted()
            + " ("
            + String.join(", ", names)
            + ") SELECT "
            + String.join(", ", values)
            + " FROM "
            + from.quoted());
  }

  private static void comment(Connection connection, TableName from, TableName to)
      throws SQLException {
    List<String> comments =
        Sql.texts(
            connection,
            """
            SELECT format('COMMENT ON COLUMN %s.%I IS %L', ?::text, a.attname, d.description)
              FROM pg_catalog.pg_description d
              JOIN pg_catalog.pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
             WHERE d.classoid = 'pg_catalog.pg_class'::regclass AND d.objoid = to_regclass(?)
               AND d.objsubid > 0 AND NOT a.attisdropped
            UNION ALL
            SELECT format('COMMENT ON TABLE %s IS %L', ?::text, d.description)
              FROM pg_catalog.pg_description d
             WHERE d.classoid = 'pg_catalog.pg_class'::regclass AND d.objoid = to_regclass(?)
               AND d.objsubid = 0
            """,
            to.quoted(),
            from.quoted(),
            to.quoted(),
            from.quoted());
    for (String comment : comments) {
      Sql.run(connection, comment);
    }
  }
}
