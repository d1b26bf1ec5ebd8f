package org.datawarp.pipeline.workbook.xlsx;

import java.nio.file.Path;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.CellStyles;
import org.datawarp.pipeline.workbook.OoxmlPackage;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Refusal;
import org.datawarp.pipeline.workbook.SharedStrings;
import org.datawarp.pipeline.workbook.SheetCells;
import org.datawarp.pipeline.workbook.SheetEntry;
import org.datawarp.pipeline.workbook.XmlScanner;
import org.jspecify.annotations.Nullable;

/**
 * Reads XLSX and XLSM workbooks, transitional and strict, cell by cell.
 *
 * <p>The cells of a sheet stream; in memory are the shared strings and the styles, within {@link
 * ReadLimits}. One reader can read many files, one at a time.
 */
public final class XlsxReader {
  private final ReadLimits limits;

  public XlsxReader(ReadLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads every sheet of a workbook into the sink.
   *
   * @param file the workbook, on disk
   * @param displayName what messages call the file
   * @param member its path inside a ZIP; null outside one
   * @throws org.datawarp.model.error.SourceUnreadableException if the file is damaged, hostile or
   *     beyond a limit; the sink may have received sheets by then
   */
  public void read(Path file, String displayName, @Nullable String member, CellSink sink) {
    Refusal refusal = new Refusal(displayName);
    try (OoxmlPackage container = OoxmlPackage.open(file, limits, refusal, sink)) {
      WorkbookPart workbook = WorkbookPart.read(container, limits);
      SharedStrings strings = new SharedStrings(limits, refusal);
      String stringsPart = workbook.sharedStrings();
      if (stringsPart != null) {
        strings.read(container, stringsPart, limits);
      }
      String stylesPart = workbook.styles();
      CellStyles styles =
          stylesPart == null
              ? new CellStyles()
              : StylesPart.read(container, stylesPart, limits, refusal);
      SheetCells cells = new SheetCells(sink, styles, workbook.dates(), limits, refusal);
      for (SheetEntry sheet : workbook.sheets()) {
        cells.beginSheet(sheet, member);
        if (sheet.type() == CellSink.SheetType.WORKSHEET) {
          readSheet(container, sheet, cells, strings);
        }
        cells.endSheet();
      }
    }
  }

  private void readSheet(
      OoxmlPackage container, SheetEntry sheet, SheetCells cells, SharedStrings strings) {
    TablePart.addAll(container, sheet, limits);
    try (XmlScanner xml = container.xml(sheet.part())) {
      new SheetScanner(xml, sheet, cells, strings, limits, container.refusal()).read();
    }
    cells.regions(sheet);
  }
}
