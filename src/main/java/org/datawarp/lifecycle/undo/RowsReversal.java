package org.datawarp.lifecycle.undo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.version.Descriptions;
import org.datawarp.lifecycle.version.VersionRestorer;
import org.datawarp.lifecycle.version.VersionRowReader;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.export.ExportRequest;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.load.PeriodCounts;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RunRepository.RunItem;
import org.datawarp.repository.SourcePeriod;
import org.datawarp.repository.SourcePeriod.ExportFile;
import org.datawarp.repository.SourcePeriods;
import org.datawarp.repository.SyncProofRepository;
import org.jspecify.annotations.Nullable;

/**
 * Undoes an archive, a restore, a removal or an undo: beside registry rows, tables and files, rows
 * of staging tables come back from the files in which those runs kept them.
 */
final class RowsReversal extends RecordsReversal {
  RowsReversal(UndoneRun undone) {
    super(undone);
  }

  @Override
  List<String> rowObstacles() {
    List<String> obstacles = new ArrayList<>();
    for (RunItem item : stagingRows()) {
      if (!item.item().equals(VersionRestorer.NO_ROWS)
          && undone.workspace().find(item.item()).filter(Files::isRegularFile).isEmpty()) {
        obstacles.add(
            "the rows of "
                + item.source()
                + " were in "
                + item.item()
                + new SyncProofRepository(undone.identity())
                    .findStore(undone.connection(), item.item())
                    .map(
                        store ->
                            ", which is in "
                                + store
                                + " only: bring it back with 'datawarp sync pull \""
                                + item.item()
                                + "*\" --from "
                                + store
                                + "'")
                    .orElse(", which is gone"));
      }
    }
    return obstacles;
  }

  @Override
  void putRowsBack(Run undo, List<FileOperation> items) {
    List<RunItem> notes = new ArrayList<>();
    List<FileOperation> moves = undone.inverse(undo.id()).items();
    List<SourcePeriod> units = new SourcePeriods(undone.identity()).list(undo.connection());
    for (RunItem item : stagingRows()) {
      String source = Objects.requireNonNull(item.source());
      TableName table = table(undo, source);
      RowFilter filter = VersionRowReader.filter(item.period());
      String kept = keep(undo, source, item.period(), table, units, moves, items);
      if (item.item().equals(VersionRestorer.NO_ROWS)) {
        VersionRowReader.delete(undo.connection(), table, filter);
      } else {
        Path file = undone.workspace().resolve(item.item());
        VersionRowReader.replace(
            undo.connection(),
            table,
            filter,
            file,
            VersionRowReader.prove(file, null),
            undone.context().grantSelectTo());
      }
      notes.add(
          new RunItem(
              VersionRestorer.STAGING_ROWS,
              kept,
              source,
              item.period(),
              null,
              "rows of " + table + " as they were",
              "done"));
    }
    records.saveItems(undo.connection(), undo.id(), notes);
  }

  @Override
  void countRows(Run undo) {
    for (RunItem item : stagingRows()) {
      TableName table = table(undo, Objects.requireNonNull(item.source()));
      if (undo.records().findRowCount(undo.connection(), table, item.period()).isPresent()) {
        PeriodCounts.align(undo.connection(), table, item.period());
      }
    }
  }

  @Override
  List<String> pagesWrittenSince() {
    return stackedSources().stream().filter(this::isPageWrittenSince).toList();
  }

  @Override
  List<String> stackedSources() {
    return stagingRows().stream()
        .filter(item -> item.period() != null)
        .map(item -> Objects.requireNonNull(item.source()))
        .distinct()
        .filter(SourceCode::isValid)
        .toList();
  }

  private boolean isPageWrittenSince(String source) {
    Path page = undone.workspace().page(new SourceCode(source));
    String stored = undone.workspace().relative(page);
    return Files.isRegularFile(page)
        && undone.files().stream()
            .filter(item -> item.action() == FileOperation.Action.REPLACE)
            .filter(item -> item.to().equals(stored))
            .anyMatch(item -> !FileHash.sha256(page).equals(item.sha256()));
  }

  /** Tells where the rows of now will be when the files have been moved back. */
  private String keep(
      Run undo,
      String source,
      @Nullable String period,
      TableName table,
      List<SourcePeriod> units,
      List<FileOperation> moves,
      List<FileOperation> items) {
    RowFilter filter = VersionRowReader.filter(period);
    if (undo.records().findRowCount(undo.connection(), table).isEmpty()) {
      return VersionRestorer.NO_ROWS;
    }
    TableHash rows = new ParquetExporter().hash(undo.connection(), table, filter);
    if (rows.rowCount() == 0) {
      return VersionRestorer.NO_ROWS;
    }
    for (SourcePeriod unit : units) {
      ExportFile export = unit.export();
      if (export != null
          && unit.source().equals(source)
          && Objects.equals(export.period(), period)
          && holds(export, rows)) {
        return moves.stream()
            .filter(move -> move.from().equals(export.path()))
            .map(FileOperation::to)
            .findFirst()
            .orElse(export.path());
      }
    }
    return write(undo, source, table, filter, items);
  }

  private boolean holds(ExportFile export, TableHash rows) {
    Path file = undone.workspace().resolve(export.path());
    return export.rowCount() == rows.rowCount()
        && export.rowHash().equals(rows.hex())
        && Files.isRegularFile(file)
        && FileHash.sha256(file).equals(export.sha256());
  }

  private String write(
      Run undo, String source, TableName table, RowFilter filter, List<FileOperation> items) {
    Path file = undo.newFile("rows-" + items.size() + "-" + source + ".parquet");
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StorageException("cannot write " + file + ": " + IoErrors.of(e), null, e);
    }
    new ParquetExporter()
        .export(
            undo.connection(),
            new ExportRequest(
                Descriptions.ofFile(new SourceCode(source), Map.of()), table, filter, file));
    String kept =
        undone
            .workspace()
            .relative(undone.workspace().trash(undo.id().value(), "rows/" + file.getFileName()));
    items.add(
        new FileOperation(
            FileOperation.Action.KEEP,
            undone.workspace().relative(file),
            kept,
            FileHash.sha256(file)));
    return kept;
  }

  private List<RunItem> stagingRows() {
    return records.listItems(undone.connection(), undone.id()).stream()
        .filter(item -> item.kind().equals(VersionRestorer.STAGING_ROWS) && item.source() != null)
        .toList();
  }
}
