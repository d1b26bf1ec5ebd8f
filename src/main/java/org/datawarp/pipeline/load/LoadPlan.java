package org.datawarp.pipeline.load;

import java.util.List;
import org.datawarp.model.table.TableName;

/**
 * What a load would do; decided without changing anything.
 *
 * @param table the staging table
 * @param tableChange whether it is created
 * @param columnsAdded columns an existing table gets, provenance columns too
 * @param columnsWidened columns whose type changes
 * @param columnsMissing business columns of the table that the rows do not have: they become NULL
 * @param viewsRebuilt views dropped and created again because a column they use is widened
 * @param rowsBefore rows in the table now
 * @param rowsReplaced rows that would be deleted
 * @param rowsExpected rows that would be added
 * @param warnings what a person should know, a line each
 */
public record LoadPlan(
    TableName table,
    TableChange tableChange,
    List<String> columnsAdded,
    List<Widening> columnsWidened,
    List<String> columnsMissing,
    List<TableName> viewsRebuilt,
    long rowsBefore,
    long rowsReplaced,
    long rowsExpected,
    List<String> warnings) {
  /** Copies the lists. */
  public LoadPlan {
    columnsAdded = List.copyOf(columnsAdded);
    columnsWidened = List.copyOf(columnsWidened);
    columnsMissing = List.copyOf(columnsMissing);
    viewsRebuilt = List.copyOf(viewsRebuilt);
    warnings = List.copyOf(warnings);
  }

  /** What happens to the staging table. */
  public enum TableChange {
    /** It is new. */
    CREATE,
    /** It gets columns or wider types. */
    ALTER,
    /** It stays as it is. */
    KEEP
  }
}
