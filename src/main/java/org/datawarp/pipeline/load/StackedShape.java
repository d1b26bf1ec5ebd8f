package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.Contract;
import org.datawarp.model.table.TableName;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;

/** What a table becomes while the rows of others move into it; decided without touching it. */
public final class StackedShape {
  private final TableName table;
  private final Contract contract;
  private @Nullable ExistingTable target;

  private StackedShape(TableName table, Contract contract, @Nullable ExistingTable target) {
    this.table = table;
    this.contract = contract;
    this.target = target;
  }

  /**
   * What one more table changes.
   *
   * @param frozen what the contract forbids
   * @param warnings a line for each change that the contract tells
   * @param columns all that changes
   */
  public record Changes(List<String> frozen, List<String> warnings, ColumnChanges columns) {
    /** Copies the lists. */
    public Changes {
      frozen = List.copyOf(frozen);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Begins with a table as it is.
   *
   * @param table a table that is there, or will be made by the first that moves into it
   * @param contract what may change in it
   */
  public static StackedShape of(Connection connection, TableName table, Contract contract) {
    return new StackedShape(table, contract, find(connection, table).orElse(null));
  }

  /**
   * Takes in one more table; one that is gone changes nothing.
   *
   * @throws org.datawarp.model.error.RefusedException if a column has a type that no rows can be
   *     copied into
   */
  public Changes take(Connection connection, TableName from) {
    ExistingTable source = find(connection, from).orElse(null);
    if (source == null || target == null) {
      target = target == null ? source : target;
      return new Changes(List.of(), List.of(), ColumnChanges.NONE);
    }
    TableShape shape = StackedRows.shape(source, target, table);
    target = after(target, source, shape);
    return new Changes(
        ContractRule.frozen(contract, shape),
        ContractRule.warnings(table, contract, shape),
        changes(shape));
  }

  private static ColumnChanges changes(TableShape shape) {
    Map<String, ColumnType> added = new TreeMap<>();
    shape.added().forEach(column -> added.put(column.name(), column.type()));
    return new ColumnChanges(added, shape.missing(), shape.widened());
  }

  private static ExistingTable after(ExistingTable before, ExistingTable source, TableShape shape) {
    List<ExistingColumn> columns = new ArrayList<>();
    for (ExistingColumn column : before.columns()) {
      boolean isWidened =
          shape.widened().stream().anyMatch(each -> each.column().equals(column.name()));
      ExistingColumn other = source.column(column.name()).orElse(column);
      columns.add(isWidened ? widened(column, other) : column);
    }
    shape.added().forEach(column -> columns.add(source.column(column.name()).orElseThrow()));
    return new ExistingTable(before.oid(), columns, before.positionsUsed() + shape.added().size());
  }

  private static ExistingColumn widened(ExistingColumn column, ExistingColumn other) {
    if (column.type() == null || other.type() == null) {
      return column;
    }
    ColumnType type = TypeLattice.join(column.type(), other.type());
    return new ExistingColumn(
        column.name(), column.position(), type.sql(), type, true, column.filling());
  }

  private static Optional<ExistingTable> find(Connection connection, TableName table) {
    try {
      return ExistingTable.find(connection, table);
    } catch (SQLException e) {
      throw SqlErrors.translate("looking at " + table, e);
    }
  }
}
