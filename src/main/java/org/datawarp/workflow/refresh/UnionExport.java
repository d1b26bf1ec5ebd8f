package org.datawarp.workflow.refresh;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.datawarp.lifecycle.refresh.UnionViews;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.Licence;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
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

  /** Writes them as a Parquet file; returns how many rows there are. */
  static long parquet(Connection connection, String pattern, Path target) {
    SourceDescription description =
        new SourceDescription(
            new SourceCode("joined"),
            pattern,
            "",
            Licence.of(""),
            null,
            null,
            List.of(),
            List.of());
    return new ParquetExporter()
        .export(connection, new ExportRequest(description, ROWS, RowFilter.all(), target))
        .rowCount();
  }
}
