package org.datawarp.look;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.datawarp.error.NotFoundException;
import org.datawarp.error.StorageException;
import org.datawarp.extract.ExtractOptions;
import org.datawarp.extract.Extraction;
import org.datawarp.extract.Extractor;
import org.datawarp.extract.InspectPage;
import org.datawarp.extract.InspectReport;
import org.datawarp.model.DetectedTable;
import org.datawarp.model.LeftOutRows;
import org.datawarp.model.SheetSummary;
import org.datawarp.workbook.ReadLimits;
import org.datawarp.workbook.WorkbookReader;
import org.datawarp.workspace.AtomicFile;
import org.datawarp.workspace.TemporaryFolder;
import org.jspecify.annotations.Nullable;

/** What is in a file; needs no workspace and no database and leaves nothing behind. */
public final class InspectWorkflow {

  /**
   * What was found.
   *
   * @param sheets every sheet with its class
   * @param tables every table, as it lies in the file
   * @param notLoaded for each table which rows inside it are not loaded; empty where all are
   * @param warnings what a person should know
   * @param json the same as JSON's maps and lists, with stable keys
   */
  public record Inspection(
      List<SheetSummary> sheets,
      List<DetectedTable> tables,
      List<String> notLoaded,
      List<String> warnings,
      Map<String, @Nullable Object> json) {
    /** Copies the lists. */
    public Inspection {
      sheets = List.copyOf(sheets);
      tables = List.copyOf(tables);
      notLoaded = List.copyOf(notLoaded);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Reads a file and tells what is in it.
   *
   * @throws NotFoundException if there is no such file
   * @throws org.datawarp.error.SourceUnreadableException if it cannot be read or is refused
   */
  public Inspection inspect(Path file) {
    return read(file, null);
  }

  /**
   * Reads a file, tells what is in it and draws it as a page of HTML.
   *
   * @param page where the page goes; an older page is replaced, whole or not at all
   * @throws NotFoundException if there is no such file
   * @throws org.datawarp.error.RefusedException if the page would replace what is no page
   * @throws org.datawarp.error.SourceUnreadableException if it cannot be read or is refused
   * @throws StorageException if the page cannot be written
   */
  public Inspection draw(Path file, Path page) {
    HtmlTarget.check(page);
    return read(file, page);
  }

  private static Inspection read(Path file, @Nullable Path page) {
    if (!Files.isRegularFile(file)) {
      throw new NotFoundException(
          Files.isDirectory(file) ? file + " is a folder" : "no such file: " + file,
          "name a workbook, CSV or ZIP");
    }
    try (TemporaryFolder spool = TemporaryFolder.create()) {
      WorkbookReader reader = new WorkbookReader(ReadLimits.standard(), spool.path());
      Extractor extractor = Extractor.over(reader, spool.path());
      try (Extraction extraction =
          extractor.extract(file, String.valueOf(file.getFileName()), ExtractOptions.standard())) {
        if (page != null) {
          AtomicFile.replace(page, InspectPage.of(file.toString(), extraction));
        }
        return new Inspection(
            extraction.sheets(),
            extraction.tables(),
            extraction.leftOut().stream().map(LeftOutRows::text).toList(),
            extraction.warnings(),
            InspectReport.of(file.toString(), extraction));
      }
    }
  }
}
