package org.datawarp.workflow.refresh;

import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.datawarp.lifecycle.refresh.UnionViews;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.Licence;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.UnionQuery;
import org.datawarp.platform.postgres.Query;

/** The rows of several sources as one table, in one transaction that changes nothing. */
final class UnionExport {
  static final TableName ROWS = new TableName("pg_temp", "datawarp_union");

  private UnionExport() {}

  /** Makes the sources that a pattern means readable as one table, until the transaction ends. */
  static void open(Connection connection, UUID workspace, String pattern) {
    String query = UnionQuery.of(connection, new UnionViews(connection, workspace).tables(pattern));
    Query.run(connection, "joining the sources", "CREATE TEMP VIEW datawarp_union AS\n" + query);
  }

  /** Returns what a Parquet file of them says of itself. */
  static SourceDescription description(String pattern) {
    return new SourceDescription(
        new SourceCode("joined"), pattern, "", Licence.of(""), null, null, List.of(), List.of());
  }
}
