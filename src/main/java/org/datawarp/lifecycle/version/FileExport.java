package org.datawarp.lifecycle.version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.datawarp.lifecycle.run.CatalogEntryJson;
import org.datawarp.model.error.StorageException;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.pipeline.export.ColumnSummary;
import org.datawarp.pipeline.export.ExportReport;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.SourceDescription;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.repository.StoredExport;
import org.jspecify.annotations.Nullable;

/** What a Parquet file that datawarp wrote says of itself, as its export once reported it. */
public final class FileExport {
  private FileExport() {}

  /**
   * Returns the report of an export: everything the registry and the catalogue need. What only the
   * page beside the file tells of columns (least, greatest, markers) is left out.
   *
   * @param rows the file's rows as they were read
   */
  public static ExportReport report(Path file, TableHash rows) {
    Map<String, String> metadata = ParquetRows.metadata(file);
    List<ColumnSummary> columns =
        ParquetRows.columns(file).stream()
            .map(
                column ->
                    new ColumnSummary(
                        column.name(),
                        column.type(),
                        column.sqlType(),
                        "",
                        0,
                        null,
                        null,
                        null,
                        List.of()))
            .toList();
    String periods = metadata.getOrDefault("datawarp.periods", "");
    try {
      return new ExportReport(
          file,
          rows.rowCount(),
          rows.hex(),
          FileHash.sha256(file),
          Files.size(file),
          Stream.of(periods.split(",", -1)).filter(period -> !period.isEmpty()).toList(),
          day(metadata.get("datawarp.first_day")),
          day(metadata.get("datawarp.last_day")),
          columns);
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  /** Returns what the registry keeps of an export of every row. */
  public static StoredExport stored(
      SourceDescription description, ExportReport report, String path, String page, String run) {
    return stored(description, null, report, path, page, run);
  }

  /**
   * Returns what the registry keeps of an export.
   *
   * @param period the stored form of the one period it holds; null where it holds every row
   */
  public static StoredExport stored(
      SourceDescription description,
      @Nullable String period,
      ExportReport report,
      String path,
      String page,
      String run) {
    return new StoredExport(
        description.code().value(),
        period,
        path,
        page,
        report.sha256(),
        report.sizeBytes(),
        report.rowCount(),
        report.rowHash(),
        report.columns().stream()
            .map(column -> Map.of("name", column.name(), "type", column.sqlType()))
            .toList(),
        report.firstDay(),
        report.lastDay(),
        run,
        CatalogEntryJson.json(CatalogEntry.of(description, report, path)));
  }

  private static @Nullable LocalDate day(@Nullable String text) {
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException e) {
      return null; // somebody else's file says something else there
    }
  }
}
