package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.RowCounts;
import org.datawarp.pipeline.load.LoadRecorder.Source;
import org.datawarp.pipeline.load.TableShape.Column;
import org.datawarp.platform.postgres.Sql;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is decided before a load changes anything.
 *
 * @param source the source as it is recorded, or null where it is new
 * @param shape what becomes of the table
 * @param views the views on columns to be widened
 * @param plan the same for people
 */
record LoadPlanner(@Nullable Source source, TableShape shape, DependentViews views, LoadPlan plan) {
  /**
   * Decides; reads only.
   *
   * @throws org.datawarp.model.error.DatawarpException if the load is refused
   */
  static LoadPlanner of(Connection connection, LoadRequest request) throws SQLException {
    requireReconciled(request);
    @Nullable Source source = LoadRecorder.find(connection, request).orElse(null);
    LoadRecorder.requireOwner(connection, request, source);
    @Nullable ExistingTable existing = existing(connection, request);
    if (existing != null && source == null) {
      throw new RefusedException(
          request.table() + " exists, but no source is recorded for it",
          "choose another name for the source, or move the table out of the way: ALTER TABLE …"
              + " RENAME");
    }
    TableShape shape = TableShape.of(request, existing);
    if (existing == null) {
      TableChanges.requireRoles(connection, request.grantSelectTo());
      DependentViews none = DependentViews.none(request.table());
      return new LoadPlanner(source, shape, none, plan(request, shape, none, 0, 0));
    }
    DependentViews views =
        DependentViews.find(connection, request.table(), existing, shape.widened());
    if (request.isCanonical()) {
      PeriodRows.requireFree(connection, request);
      ContractRule.require(request, shape);
    }
    long before =
        request.isCanonical()
            ? ReplacedRows.count(connection, request)
            : Sql.number(connection, "SELECT count(*) FROM " + request.table().quoted());
    long replaced =
        before == 0 || request.isCanonical() ? before : ReplacedRows.count(connection, request);
    return new LoadPlanner(source, shape, views, plan(request, shape, views, before, replaced));
  }

  private static @Nullable ExistingTable existing(Connection connection, LoadRequest request)
      throws SQLException {
    Optional<ExistingTable> found = ExistingTable.find(connection, request.table());
    return found.isEmpty() ? null : found.get().undecided(connection, request);
  }

  private static LoadPlan plan(
      LoadRequest request, TableShape shape, DependentViews views, long before, long replaced) {
    List<String> warnings = new ArrayList<>();
    shrinkage(request, before, replaced).ifPresent(warnings::add);
    if (!shape.missing().isEmpty()) {
      warnings.add(
          request.table()
              + ": columns not in the file, NULL in the new rows: "
              + String.join(", ", shape.missing()));
    }
    warnings.addAll(ContractRule.warnings(request.table(), request.contract(), shape));
    return new LoadPlan(
        request.table(),
        shape.change(),
        shape.change() == LoadPlan.TableChange.CREATE
            ? List.of()
            : shape.added().stream().map(Column::name).toList(),
        shape.widened(),
        shape.missing(),
        views.names(),
        before,
        replaced,
        request.expectedRows(),
        warnings);
  }

  /** Returns a warning, or throws, where there are no rows or far fewer than before. */
  private static Optional<String> shrinkage(LoadRequest request, long before, long replaced) {
    long rows = request.expectedRows();
    if (rows == 0 && before == 0) {
      return Optional.of(request.table() + ": headers and no rows; the table is empty");
    }
    if (rows > 0 && rows * 2 >= replaced) {
      return Optional.empty();
    }
    String message =
        rows == 0
            ? request.table() + " had " + before + " rows and there are none to load"
            : request.table() + " would fall from " + replaced + " rows to " + rows;
    if (request.shrink() == ShrinkRule.ACCEPT) {
      return Optional.of(message);
    }
    String hint = "look at the file; if that is right, say --accept-shrink";
    throw rows == 0
        ? new DataRejectedException(message, hint)
        : new RefusedException(message, hint);
  }

  private static void requireReconciled(LoadRequest request) {
    for (LoadPart part : request.parts()) {
      RowCounts counts = part.extent().counts();
      if (!counts.reconciles()) {
        throw new DataRejectedException(
            "the rows of "
                + LoadErrors.describe(part)
                + " do not reconcile: "
                + counts.read()
                + " read, "
                + counts.data()
                + " to load, "
                + counts.explained()
                + " left out with a reason",
            "nothing was changed; report it with the file");
      }
    }
    if (request.expectedRows() > Integer.MAX_VALUE) {
      throw new DataRejectedException(
          request.table() + ": " + request.expectedRows() + " rows are more than one load takes",
          "split the file");
    }
  }
}
