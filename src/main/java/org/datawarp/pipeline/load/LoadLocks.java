package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.LoadPlan.TableChange;
import org.datawarp.platform.postgres.AdvisoryLocks;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.TableLocks;
import org.jspecify.annotations.Nullable;

/**
 * The locks of the tables that one transaction loads, taken together before it changes anything:
 * while one of them is waited for, none of the others is held against its readers.
 */
final class LoadLocks {
  private final List<TableName> written = new ArrayList<>();
  private final List<TableName> altered = new ArrayList<>();
  private final List<DependentViews> views = new ArrayList<>();

  private LoadLocks() {}

  /** Takes the locks of loads that are to follow in the transaction. */
  static void take(
      Connection connection, Collection<LoadRequest> requests, Collection<TableName> unloaded)
      throws SQLException {
    TreeSet<TableName> tables = new TreeSet<>(unloaded);
    requests.forEach(request -> tables.add(request.table()));
    AdvisoryLocks.lockTables(connection, tables);
    LoadLocks locks = new LoadLocks();
    for (LoadRequest request : requests) {
      locks.add(connection, request);
    }
    for (TableName table : unloaded) {
      if (ExistingTable.find(connection, table).isPresent()) {
        locks.written.add(table);
      }
    }
    locks.take(connection);
  }

  /** Takes the locks of a change of one table's columns. */
  static void take(Connection connection, TableName table, DependentViews views)
      throws SQLException {
    LoadLocks locks = new LoadLocks();
    locks.altered.add(table);
    locks.views.add(views);
    locks.take(connection);
  }

  /** What the load itself refuses is left to it. */
  private void add(Connection connection, LoadRequest request) throws SQLException {
    @Nullable ExistingTable existing = ExistingTable.find(connection, request.table()).orElse(null);
    if (existing == null || LoadRecorder.find(connection, request).isEmpty()) {
      return;
    }
    TableShape shape = TableShape.of(request, existing);
    if (shape.change() == TableChange.ALTER) {
      altered.add(request.table());
      views.add(DependentViews.find(connection, request.table(), existing, shape.widened()));
    } else {
      written.add(request.table());
    }
  }

  private void take(Connection connection) throws SQLException {
    if (altered.isEmpty()) {
      return; // the loads themselves lock nobody out who reads
    }
    List<TableName> relations = new ArrayList<>(written);
    relations.addAll(altered);
    views.forEach(each -> relations.addAll(each.names()));
    TableLocks.shuttingReadersOut(
        connection,
        "changing the columns of " + altered.get(0),
        relations,
        session -> {
          // Views first, as readers do: the other way round, the two could wait for each other.
          for (DependentViews each : views) {
            each.lock(session);
          }
          lock(session, altered, "ACCESS EXCLUSIVE");
          lock(session, written, "ROW EXCLUSIVE");
        });
  }

  private static void lock(Connection connection, List<TableName> tables, String mode)
      throws SQLException {
    if (!tables.isEmpty()) {
      List<String> names = tables.stream().map(TableName::quoted).toList();
      Sql.run(connection, "LOCK TABLE " + String.join(", ", names) + " IN " + mode + " MODE");
    }
  }
}
