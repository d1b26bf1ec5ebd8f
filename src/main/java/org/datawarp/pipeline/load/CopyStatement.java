package org.datawarp.pipeline.load;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.LoadPlan.TableChange;
import org.datawarp.pipeline.load.TableShape.Column;

/** The COPY that takes the rows which {@link RowEncoder} writes. */
final class CopyStatement {
  private CopyStatement() {}

  /**
   * Returns the statement. Rows of a table made in the same transaction are frozen at once: nobody
   * can have seen the table without them, and no later scan or vacuum has to write them again. What
   * all rows of a part share is the new table's {@link ProvenanceDefaults default} meanwhile, and
   * is not sent.
   */
  static String of(LoadRequest request, TableShape shape) {
    return of(request.table(), request.origin(), shape);
  }

  /** Returns the same for a table that has another name yet. */
  static String of(TableName table, RowOrigin origin, TableShape shape) {
    return "COPY "
        + table.quoted()
        + " ("
        + fields(origin, shape).stream().map(TableName::quote).collect(Collectors.joining(", "))
        + ") FROM STDIN (FORMAT binary"
        + (shape.change() == TableChange.CREATE ? ", FREEZE" : "")
        + ")";
  }

  /** Returns the columns that rows are sent with, in the order of their fields. */
  static List<String> fields(RowOrigin origin, TableShape shape) {
    List<String> names = new ArrayList<>();
    shape.copied().forEach(column -> names.add(column.name()));
    names.addAll(shape.nulled());
    for (Column column :
        ProvenanceDefaults.areDefaults(shape)
            ? Provenance.ofRow(origin)
            : Provenance.columns(origin)) {
      names.add(column.name());
    }
    return names;
  }
}
