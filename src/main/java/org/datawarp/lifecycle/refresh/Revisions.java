package org.datawarp.lifecycle.refresh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.VersionKeeper;
import org.datawarp.lifecycle.version.VersionRowReader;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.compare.ComparedTable;
import org.datawarp.pipeline.compare.RowChange;
import org.datawarp.pipeline.compare.TableComparer;
import org.datawarp.pipeline.compare.TableComparison;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.StagingTableReader;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.platform.io.TemporaryFolder;

/**
 * What came of the rows that a refresh replaced: those it keeps are compared with those it loaded,
 * before its transaction ends. Memory is bounded whatever their number; where most stand in the
 * same order it takes the time of reading both once.
 */
final class Revisions {
  private final Run run;

  Revisions(Run run) {
    this.run = run;
  }

  /**
   * Compares each table whose rows are other ones now.
   *
   * @param rows the rows as they are now, by code
   * @return the summaries by code; tables without rows before, and those whose rows are as they
   *     were, have none
   */
  Map<String, RevisionSummary> find(
      Manifest manifest, VersionKeeper keeper, Map<SourceCode, TableHash> rows) {
    Map<String, RevisionSummary> found = new TreeMap<>();
    for (Map.Entry<SourceCode, TableHash> table : rows.entrySet()) {
      String code = table.getKey().value();
      TableHash now = table.getValue();
      TableHash before = keeper.rowsBefore(code).orElse(null);
      Optional<Path> file = keeper.rowsFile(code);
      if (before != null && !before.equals(now) && file.isPresent()) {
        ManifestSource source = manifest.source(table.getKey()).orElseThrow();
        RowFilter filter = VersionRowReader.filter(manifest.exportPeriod(source));
        found.put(code, compare(file.get(), source.table(), filter));
      }
    }
    return found;
  }

  private RevisionSummary compare(Path before, TableName table, RowFilter filter) {
    List<StoredColumn> columns = StagingTableReader.columns(run.connection(), table);
    List<RowChange> examples = new ArrayList<>();
    try (TemporaryFolder folder = TemporaryFolder.in(run.folder())) {
      TableComparison comparison =
          new TableComparer(folder.path())
              .compare(
                  new ComparedTable(ParquetRows.columns(before), () -> ParquetRows.open(before)),
                  new ComparedTable(
                      columns,
                      () ->
                          StagingTableReader.openAsStored(
                              run.connection(), table, columns, filter)),
                  List.of(),
                  change -> keep(examples, change));
      return new RevisionSummary(comparison, examples);
    }
  }

  /** Some of each kind are kept. */
  private static void keep(List<RowChange> examples, RowChange change) {
    long alike = examples.stream().filter(each -> each.kind() == change.kind()).count();
    if (alike < RevisionSummary.EXAMPLES) {
      examples.add(change);
    }
  }
}
