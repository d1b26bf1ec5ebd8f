package org.datawarp.workflow.convert;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.datawarp.model.Existing;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.download.CachedFile;
import org.datawarp.pipeline.download.DownloadCache;
import org.datawarp.pipeline.download.FetchRequest;
import org.datawarp.pipeline.download.FileNames;
import org.datawarp.pipeline.export.FileTable;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.export.csv.CsvExport;
import org.datawarp.pipeline.export.xlsx.XlsxExport;
import org.datawarp.pipeline.extract.ExtractOptions;
import org.datawarp.pipeline.extract.Extraction;
import org.datawarp.pipeline.extract.Extractor;
import org.datawarp.pipeline.extract.NoTableFound;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.workbook.InputFile;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.WorkbookReader;
import org.datawarp.platform.io.IoErrors;
import org.datawarp.platform.io.TemporaryFolder;
import org.datawarp.storage.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a file as files of their own, as {@code inspect} shows them; needs no workspace and
 * no database and leaves nothing but these files.
 */
public final class ConvertWorkflow {
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final Pattern ENDING = Pattern.compile("(?<=[^.])\\.[A-Za-z0-9]{1,5}$");

  private final Workspace workspace;
  private final Function<Path, DownloadCache> caches;

  /**
   * Makes the workflow.
   *
   * @param workspace the workspace whose own files are never replaced; it need not exist
   * @param caches makes what fetches into a folder
   */
  public ConvertWorkflow(Workspace workspace, Function<Path, DownloadCache> caches) {
    this.workspace = workspace;
    this.caches = caches;
  }

  /**
   * Writes each table to a file: {@code <file>.<format>} where there is one table, else {@code
   * <file>_<table>.<format>}. All files get their names when all are whole; a failure leaves none.
   *
   * @param folder where they go; made when needed
   * @throws UsageException if that is no folder
   * @throws RefusedException if a file is there that is to stay, or a table does not fit the format
   * @throws org.datawarp.model.error.NotFoundException if there is no such file or table
   * @throws org.datawarp.model.error.SourceUnreadableException if the file cannot be read, or holds
   *     no table
   * @throws StorageException if a file cannot be written
   */
  public Conversion toFolder(ConvertRequest request, Path folder, Existing existing) {
    OutputFiles.requireFolder(folder, request.kind());
    return read(
        request,
        (input, tables) -> {
          List<Path> targets =
              tables.stream()
                  .map(table -> folder.resolve(fileName(table, request.kind())))
                  .toList();
          OutputFiles.requireFree(targets, existing, input.path(), workspace);
          List<Conversion.Written> written = new ArrayList<>();
          try (OutputFiles files = new OutputFiles(folder, existing)) {
            for (int i = 0; i < tables.size(); i++) {
              NamedTable table = tables.get(i);
              Path target = targets.get(i);
              files.write(target, draft -> write(table, request.kind(), input, draft));
              written.add(describe(table, target.toString()));
            }
            files.publish();
          }
          return written;
        });
  }

  /**
   * Writes one table to a stream, when it is whole.
   *
   * @param out stays open
   * @throws UsageException if there are several tables to choose from; it names them
   * @throws StorageException if the stream takes no more
   */
  public Conversion toStream(ConvertRequest request, OutputStream out) {
    return read(
        request,
        (input, tables) -> {
          if (tables.size() > 1) {
            throw new UsageException(
                tables.size() + " tables do not go to standard output",
                "choose one with --table: " + NamedTable.list(tables));
          }
          NamedTable table = tables.get(0);
          Path draft = input.temporary().resolve("table." + request.kind().extension());
          write(table, request.kind(), input, draft);
          copy(draft, out);
          return List.of(describe(table, null));
        });
  }

  /** Writes tables. */
  private interface Output {
    List<Conversion.Written> write(Input input, List<NamedTable> tables);
  }

  /** A file on disk, with the name it is known by and a folder for the time being. */
  private record Input(Path path, String name, Path temporary, List<String> warnings) {}

  private Conversion read(ConvertRequest request, Output output) {
    try (TemporaryFolder temporary = TemporaryFolder.create()) {
      Input input = input(request.location(), temporary.path());
      WorkbookReader reader = new WorkbookReader(ReadLimits.standard(), temporary.path());
      Extractor extractor = Extractor.over(reader, temporary.path());
      try (Extraction extraction =
          extractor.extract(input.path(), input.name(), ExtractOptions.standard())) {
        List<NamedTable> tables = tables(request, input, extraction);
        List<Conversion.Written> written = output.write(input, tables);
        List<String> warnings = new ArrayList<>(input.warnings());
        warnings.addAll(extraction.warnings());
        return new Conversion(written, warnings);
      }
    }
  }

  private Input input(String location, Path temporary) {
    if (ADDRESS.matcher(location).matches() && !exists(location)) {
      CachedFile file =
          caches.apply(temporary.resolve("fetched")).fetch(FetchRequest.of(location, "convert"));
      return new Input(file.path(), file.fileName(), temporary, file.warnings());
    }
    Path path = InputFile.require(location);
    return new Input(path, String.valueOf(path.getFileName()), temporary, List.of());
  }

  private static boolean exists(String location) {
    try {
      return Files.exists(Path.of(location));
    } catch (InvalidPathException e) {
      return false; // an address that is no path on this system
    }
  }

  private static List<NamedTable> tables(
      ConvertRequest request, Input input, Extraction extraction) {
    List<SourceTable> all = extraction.separately(request.form());
    if (all.isEmpty()) {
      throw NoTableFound.in(input.name(), extraction.sheets());
    }
    String stem = ENDING.matcher(FileNames.safe(input.name())).replaceFirst("");
    List<NamedTable> named = NamedTable.of(all, stem);
    return request.table() == null ? named : NamedTable.choose(request.table(), named);
  }

  private static String fileName(NamedTable table, FileKind kind) {
    return table.stem() + "." + kind.extension();
  }

  private static Conversion.Written describe(NamedTable table, @Nullable String file) {
    DetectedTable place = table.place();
    return new Conversion.Written(
        table.name(),
        place.title(),
        place.sheet(),
        place.member(),
        file,
        table.part().rowsToLoad(),
        table.table().columns());
  }

  private static void write(NamedTable table, FileKind kind, Input input, Path draft) {
    long wanted = table.part().rowsToLoad();
    long written;
    try {
      written = rows(table, kind, input, draft);
    } catch (RefusedException e) {
      throw new RefusedException(table.name() + ": " + e.getMessage(), e.hint(), e);
    }
    if (written != wanted) {
      throw new DataRejectedException(
          table.name() + " has " + wanted + " rows, and " + written + " were written",
          "look at it with 'datawarp inspect FILE' and report it");
    }
  }

  private static long rows(NamedTable table, FileKind kind, Input input, Path draft) {
    List<String> names = table.table().columns().stream().map(TableColumn::name).toList();
    return switch (kind) {
      case PARQUET ->
          new ParquetExporter()
              .export(described(table, input), table.part()::open, draft)
              .rowCount();
      case CSV -> {
        try (RowCursor rows = table.part().open()) {
          yield CsvExport.write(names, rows, draft);
        }
      }
      case XLSX -> {
        try (RowCursor rows = table.part().open()) {
          yield XlsxExport.write(names, rows, draft);
        }
      }
    };
  }

  private static FileTable described(NamedTable table, Input input) {
    DetectedTable place = table.place();
    return new FileTable(
        place.title().isEmpty() ? table.name() : place.title(),
        input.name(),
        place.member(),
        place.sheet(),
        table.table().columns().stream()
            .map(column -> StoredColumn.of(column.name(), column.type()))
            .toList());
  }

  private static void copy(Path file, OutputStream out) {
    try {
      Files.copy(file, out);
      out.flush();
    } catch (IOException e) {
      throw new StorageException(
          "cannot write to standard output: " + IoErrors.of(e),
          "what reads it has stopped, or its disk is full",
          e);
    }
  }
}
