package org.datawarp.workflow.diff;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.pipeline.compare.ComparedTable;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.Extractor;
import org.datawarp.pipeline.extract.NoTableFound;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.workbook.InputFile;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.jspecify.annotations.Nullable;

/** The tables of files: Parquet files, and all that can be refreshed from. Closed at the end. */
final class FileSides implements AutoCloseable {
  private final Path temporary;
  private final List<Extraction> open = new ArrayList<>();

  FileSides(Path temporary) {
    this.temporary = temporary;
  }

  /** Tells whether a side is named as files are, and not as sources are. */
  static boolean isFile(String text) {
    try {
      return text.indexOf('.') >= 0
          || text.indexOf('/') >= 0
          || text.indexOf('\\') >= 0
          || Files.isRegularFile(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Opens the tables of a file.
   *
   * @throws org.datawarp.model.error.NotFoundException if there is no such file
   * @throws org.datawarp.model.error.SourceUnreadableException if it cannot be read, or holds no
   *     table
   */
  List<DiffSide> open(String text) {
    Path file = InputFile.require(text);
    return text.toLowerCase(Locale.ROOT).endsWith(".parquet")
        ? List.of(parquet(stem(file), file))
        : tables(file);
  }

  /** Opens a Parquet file. */
  static DiffSide parquet(String label, Path file) {
    Map<String, String> metadata = ParquetRows.metadata(file);
    List<StoredColumn> columns = ParquetRows.columns(file);
    return new DiffSide(
        label,
        new DiffReport.SideName(
            metadata.getOrDefault("datawarp.source", label),
            metadata.getOrDefault("datawarp.title", ""),
            onePeriod(metadata.get("datawarp.periods")),
            file.toString()),
        new ComparedTable(columns, () -> ParquetRows.open(file)));
  }

  private static @Nullable String onePeriod(@Nullable String periods) {
    return periods == null || periods.isEmpty() || periods.contains(",") ? null : periods;
  }

  private List<DiffSide> tables(Path file) {
    WorkbookReader reader = new WorkbookReader(ReadLimits.standard(), temporary);
    Extraction extraction =
        Extractor.over(reader, temporary)
            .extract(file, String.valueOf(file.getFileName()), ExtractOptions.standard());
    open.add(extraction);
    if (extraction.sources().isEmpty()) {
      throw NoTableFound.in(String.valueOf(file.getFileName()), extraction.sheets());
    }
    return extraction.sources().stream().map(table -> side(file, table)).toList();
  }

  private static DiffSide side(Path file, SourceTable table) {
    DetectedTable place = table.parts().get(0).table();
    String where = place.sheet() == null ? place.member() : place.sheet();
    List<StoredColumn> columns =
        table.columns().stream()
            .map(column -> StoredColumn.of(column.name(), column.type()))
            .toList();
    return new DiffSide(
        table.suggestedName(),
        new DiffReport.SideName(
            table.suggestedName(), table.title(), null, file + (where == null ? "" : ": " + where)),
        new ComparedTable(columns, () -> new PartRows(table.parts())));
  }

  private static String stem(Path file) {
    String name = Objects.toString(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 1 ? name : name.substring(0, dot);
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    for (Extraction extraction : open) {
      try {
        extraction.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
