package org.datawarp.pipeline.workbook.xlsb;

import java.nio.file.Path;
import org.datawarp.pipeline.workbook.ByteText;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.OoxmlPackage;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Refusal;
import org.datawarp.pipeline.workbook.RichText;
import org.datawarp.pipeline.workbook.SharedStrings;
import org.datawarp.pipeline.workbook.SheetCells;
import org.datawarp.pipeline.workbook.SheetEntry;
import org.jspecify.annotations.Nullable;

/**
 * Reads XLSB workbooks (Excel binary) cell by cell.
 *
 * <p>The cells of a sheet stream; in memory are the shared strings and the styles, within {@link
 * ReadLimits}. One reader can read many files, one at a time. It reads the records itself and not
 * through POI, whose reader hands over formatted texts only and sizes buffers by what a record
 * claims.
 */
public final class XlsbReader {
  private static final int BEGIN_STRINGS = 159;
  private static final int STRING_ITEM = 19;

  private final ReadLimits limits;

  public XlsbReader(ReadLimits limits) {
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
      XlsbWorkbook workbook = XlsbWorkbook.read(container, limits);
      XlsbStyles styles = new XlsbStyles(limits, refusal);
      String stylesPart = workbook.part("styles");
      if (stylesPart != null) {
        styles.read(container, stylesPart);
      }
      SharedStrings strings = new SharedStrings(limits, refusal);
      String stringsPart = workbook.part("sharedstrings");
      if (stringsPart != null) {
        readStrings(container, stringsPart, strings, styles);
      }
      SheetCells cells = new SheetCells(sink, styles.cells(), workbook.dates(), limits, refusal);
      for (SheetEntry sheet : workbook.sheets()) {
        cells.beginSheet(sheet, member);
        if (sheet.type() == CellSink.SheetType.WORKSHEET) {
          workbook.addTables(sheet);
          try (XlsbRecords records = container.records(sheet.part())) {
            new XlsbSheet(records, sheet, cells, strings, limits, refusal).read();
          }
          cells.regions(sheet);
        }
        cells.endSheet();
      }
    }
  }

  private void readStrings(
      OoxmlPackage container, String part, SharedStrings strings, XlsbStyles styles) {
    ByteText text = new ByteText(limits.maxCellBytes(), "a shared string", container.refusal());
    try (XlsbRecords records = container.records(part)) {
      records.begin(BEGIN_STRINGS);
      int type;
      while ((type = records.next()) != XlsbRecords.END) {
        if (type == STRING_ITEM) {
          text.clear();
          int runs = records.text(1, text);
          RichText.Weight weight = RichText.Weight.AS_CELL;
          // Flag 1: runs follow, as pairs of where one starts and its font.
          boolean rich = (records.int8(0) & 1) != 0 && records.int32(runs) > 0;
          if (rich && records.int16(runs + 4) == 0) {
            weight = styles.weight(records.int16(runs + 6));
          }
          strings.add(text.bytes, text.length, weight);
        }
      }
    }
  }
}
