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
import org.datawarp.pipeline.compare.ComparedTable;
import org.datawarp.pipeline.compare.RowChange;
import org.datawarp.pipeline.compare.RowChanges;
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
import org.datawarp.repository.FileOperation;

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
   * @param items what the run is about to do with files, those of its exports among them
   * @return the summaries by code; tables without rows before, and those whose rows are as they
   *     were, have none
   */
  Map<String, RevisionSummary> find(
      Manifest manifest,
      VersionKeeper keeper,
      Map<SourceCode, TableHash> rows,
      List<FileOperation> items) {
    Map<String, RevisionSummary> found = new TreeMap<>();
    for (Map.Entry<SourceCode, TableHash> table : rows.entrySet()) {
      String code = table.getKey().value();
      TableHash now = table.getValue();
      TableHash before = keeper.rowsBefore(code).orElse(null);
      Optional<Path> file = keeper.rowsFile(code);
      if (before != null && !before.equals(now) && file.isPresent()) {
        ManifestSource source = manifest.source(table.getKey()).orElseThrow();
        RowFilter filter = VersionRowReader.filter(manifest.exportPeriod(source));
        found.put(code, compare(file.get(), now(source, filter, items)));
      }
    }
    return found;
  }

  private RevisionSummary compare(Path before, ComparedTable now) {
    Examples examples = new Examples();
    try (TemporaryFolder folder = TemporaryFolder.in(run.folder())) {
      TableComparison comparison =
          new TableComparer(folder.path())
              .compare(
                  new ComparedTable(ParquetRows.columns(before), () -> ParquetRows.open(before)),
                  now,
                  List.of(),
                  examples);
      return new RevisionSummary(comparison, examples.all);
    }
  }

  /** The rows as they are now: in the file that was proven to hold them, else in the table. */
  private ComparedTable now(ManifestSource source, RowFilter filter, List<FileOperation> items) {
    List<StoredColumn> columns = StagingTableReader.columns(run.connection(), source.table());
    Path exported = exported(source, items).orElse(null);
    return exported == null
        ? new ComparedTable(
            columns,
            () ->
                StagingTableReader.openAsStored(run.connection(), source.table(), columns, filter))
        : new ComparedTable(columns, () -> ParquetRows.open(exported));
  }

  /** Returns the file that the run has written of a source's rows, where it has. */
  private Optional<Path> exported(ManifestSource source, List<FileOperation> items) {
    return items.stream()
        .filter(
            item ->
                item.action() == FileOperation.Action.REPLACE
                    && item.to().equals(source.parquetPath())
                    && item.sha256().equals(source.parquetSha256()))
        .map(item -> run.workspace().resolve(item.from()))
        .findFirst();
  }

  /** Some of each kind are kept. */
  private static final class Examples implements RowChanges {
    private final List<RowChange> all = new ArrayList<>();

    @Override
    public int wanted(RowChange.Kind kind) {
      long some = all.stream().filter(each -> each.kind() == kind).count();
      return RevisionSummary.EXAMPLES - (int) some;
    }

    @Override
    public void add(RowChange change) {
      all.add(change);
    }
  }
}
