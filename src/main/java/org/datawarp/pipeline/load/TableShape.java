package org.datawarp.pipeline.load;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.load.ExistingColumn.Filling;
import org.datawarp.pipeline.load.LoadPlan.TableChange;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a staging table before rows are copied into it; decided without touching it.
 *
 * @param change whether it is created, changed or left
 * @param added columns to be created, in order
 * @param widened columns to be changed
 * @param copied for each column of the request, in its order, the column's name and final type
 * @param nulled columns the rows do not have that would get a default: they are NULL instead
 * @param missing business columns the rows do not have
 */
record TableShape(
    TableChange change,
    List<Column> added,
    List<Widening> widened,
    List<Column> copied,
    List<String> nulled,
    List<String> missing) {
  /** PostgreSQL's limit of columns in a table, dropped ones included. */
  static final int MAX_COLUMNS = 1600;

  private static final int OLD_PERIOD_LENGTH = 20;

  TableShape {
    added = List.copyOf(added);
    widened = List.copyOf(widened);
    copied = List.copyOf(copied);
    nulled = List.copyOf(nulled);
    missing = List.copyOf(missing);
  }

  /**
   * A column to be.
   *
   * @param name its name
   * @param sqlType its type in SQL
   * @param type its type
   */
  record Column(String name, String sqlType, ColumnType type) {
    static Column of(String name, ColumnType type) {
      return new Column(name, type.sql(), type);
    }
  }

  /**
   * Decides the shape.
   *
   * @param existing the table, or null where there is none yet
   * @throws DataRejectedException if it would have too many columns
   * @throws RefusedException if it is not one of Datawarp's tables, or a column has a type that
   *     cannot take these values
   */
  static TableShape of(LoadRequest request, @Nullable ExistingTable existing) {
    TableShape shape = existing == null ? created(request) : changed(request, existing);
    int count = shape.added.size() + (existing == null ? 0 : existing.positionsUsed());
    if (count > MAX_COLUMNS) {
      throw new DataRejectedException(
          request.table()
              + " would have "
              + count
              + " columns, provenance included; PostgreSQL allows "
              + MAX_COLUMNS,
          "unpivot the columns that repeat, so that they become rows");
    }
    return shape;
  }

  private static TableShape created(LoadRequest request) {
    return created(request.columns(), request.origin());
  }

  /** Returns the shape of a new table. */
  static TableShape created(List<TableColumn> columns, RowOrigin origin) {
    List<Column> copied = new ArrayList<>();
    for (TableColumn column : columns) {
      copied.add(Column.of(column.name(), newType(column.type())));
    }
    List<Column> added = new ArrayList<>(copied);
    added.addAll(Provenance.columns(origin));
    return new TableShape(TableChange.CREATE, added, List.of(), copied, List.of(), List.of());
  }

  private static TableShape changed(LoadRequest request, ExistingTable table) {
    Provenance.require(request.table(), table);
    List<Column> added = new ArrayList<>();
    List<Widening> widened = new ArrayList<>();
    List<Column> copied = new ArrayList<>();
    Set<String> names = new HashSet<>(Provenance.NAMES);
    for (TableColumn column : request.columns()) {
      names.add(column.name());
      Optional<ExistingColumn> found = table.column(column.name());
      if (found.isEmpty()) {
        Column made = Column.of(column.name(), newType(column.type()));
        added.add(made);
        copied.add(made);
        continue;
      }
      ColumnType type = widerType(request, found.get(), column.type());
      if (type != found.get().type() || !found.get().exact()) {
        widened.add(new Widening(column.name(), found.get().sqlType(), type.sql()));
      }
      copied.add(Column.of(column.name(), type));
    }
    for (Column column : Provenance.columns(request.origin())) {
      if (table.column(column.name()).isEmpty()) {
        added.add(column);
      }
    }
    widenPeriod(request, table, widened);
    return of(table, names, added, widened, copied);
  }

  /**
   * Returns the shape of a table that is there.
   *
   * @param names of the columns that are filled; the others get their default, or null
   */
  static TableShape of(
      ExistingTable table,
      Collection<String> names,
      List<Column> added,
      List<Widening> widened,
      List<Column> copied) {
    List<ExistingColumn> others =
        table.columns().stream().filter(column -> !names.contains(column.name())).toList();
    return new TableShape(
        added.isEmpty() && widened.isEmpty() ? TableChange.KEEP : TableChange.ALTER,
        added,
        widened,
        copied,
        others.stream()
            .filter(column -> column.filling() == Filling.DEFAULT)
            .map(ExistingColumn::name)
            .toList(),
        others.stream()
            .map(ExistingColumn::name)
            .filter(name -> !isBesideOneOf(names, name))
            .toList());
  }

  /** Where no marker occurs the column for them is empty, and nothing is missing. */
  private static boolean isBesideOneOf(Collection<String> names, String name) {
    return Stream.of(TableColumn.MARKER_SUFFIX, TableColumn.LOWER_SUFFIX, TableColumn.UPPER_SUFFIX)
        .anyMatch(
            suffix ->
                name.endsWith(suffix)
                    && names.contains(name.substring(0, name.length() - suffix.length())));
  }

  private static ColumnType newType(ColumnType type) {
    return type == ColumnType.INTEGER ? ColumnType.BIGINT : type;
  }

  private static ColumnType widerType(
      LoadRequest request, ExistingColumn column, ColumnType incoming) {
    ColumnType type = column.type();
    if (type == null || column.filling() == Filling.GENERATED) {
      String kind = type == null ? "has the type " + column.sqlType() : "is generated";
      throw new RefusedException(
          "column " + column.name() + " of " + request.table() + " " + kind + " and takes no rows",
          "change the column to text, or rename it");
    }
    // A smallint takes the place of an integer, a real that of a double, which is not exact.
    return TypeLattice.join(type, incoming);
  }

  /** Legacy tables have varchar(20), which a range of fiscal years does not fit. */
  private static void widenPeriod(
      LoadRequest request, ExistingTable table, List<Widening> widened) {
    if (request.period() == null || request.period().label().length() <= OLD_PERIOD_LENGTH) {
      return;
    }
    String sqlType = table.column(Provenance.PERIOD).orElseThrow().sqlType();
    if (sqlType.startsWith("character varying(")
        && Integer.parseInt(sqlType.substring(18, sqlType.length() - 1))
            < request.period().label().length()) {
      widened.add(new Widening(Provenance.PERIOD, sqlType, Provenance.PERIOD_TYPE));
    }
  }
}
