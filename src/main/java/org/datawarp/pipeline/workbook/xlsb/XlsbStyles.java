package org.datawarp.pipeline.workbook.xlsb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.pipeline.workbook.ByteText;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.CellStyles;
import org.datawarp.pipeline.workbook.NumberFormat;
import org.datawarp.pipeline.workbook.OoxmlPackage;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Refusal;
import org.datawarp.pipeline.workbook.RichText;

/** Reads {@code styles.bin}. Source: [MS-XLSB] 2.1.7.50 and the records it names. */
final class XlsbStyles {
  private static final int FONT = 43;
  private static final int FMT = 44;
  private static final int FILL = 45;
  private static final int BORDER = 46;
  private static final int XF = 47;
  private static final int BEGIN_STYLE_SHEET = 278;
  private static final int BEGIN_CELL_XFS = 617;
  private static final int END_CELL_XFS = 618;
  private static final int BOLD_WEIGHT = 700;

  private final Map<Integer, NumberFormat> formats = new HashMap<>();
  private final List<Integer> fonts = new ArrayList<>();
  private final List<Integer> fills = new ArrayList<>();
  private final List<Integer> borders = new ArrayList<>();
  private final CellStyles cells = new CellStyles();
  private final ReadLimits limits;
  private final Refusal refusal;

  XlsbStyles(ReadLimits limits, Refusal refusal) {
    this.limits = limits;
    this.refusal = refusal;
  }

  CellStyles cells() {
    return cells;
  }

  /** Returns the weight of a font that a run of a rich text names. */
  RichText.Weight weight(int font) {
    return at(fonts, font) == 0 ? RichText.Weight.REGULAR : RichText.Weight.BOLD;
  }

  /** Reads the part. */
  void read(OoxmlPackage container, String part) {
    ByteText text = new ByteText(limits.maxCellBytes(), "a number format", refusal);
    boolean inCellFormats = false;
    int items = 0;
    try (XlsbRecords records = container.records(part)) {
      records.begin(BEGIN_STYLE_SHEET);
      int type;
      while ((type = records.next()) != XlsbRecords.END) {
        if (++items > limits.maxItems()) {
          throw refusal.beyond("has too many styles", limits.maxItems());
        }
        switch (type) {
          case FMT -> {
            text.clear();
            records.text(2, text);
            int id = records.int16(0);
            formats.put(id, NumberFormat.of(id, text.toString()));
          }
          case FONT -> fonts.add(records.int16(4) >= BOLD_WEIGHT ? CellSink.BOLD : 0);
          case FILL -> fills.add(fill(records));
          case BORDER ->
              borders.add(records.int8(1) != 0 || records.int8(11) != 0 ? CellSink.BORDERED : 0);
          case BEGIN_CELL_XFS -> inCellFormats = true;
          case END_CELL_XFS -> inCellFormats = false;
          case XF -> {
            if (inCellFormats) {
              cellFormat(records);
            }
          }
          default -> {
            // Of no concern to the cells.
          }
        }
      }
    }
  }

  private static int fill(XlsbRecords records) {
    int pattern = records.int32(0);
    if (pattern == 0) {
      return 0;
    }
    return pattern == 1 && isWhite(records) ? 0 : CellSink.FILLED;
  }

  private static boolean isWhite(XlsbRecords records) {
    int kind = records.int8(4) >> 1;
    int index = records.int8(5);
    boolean tinted = records.int16(6) != 0;
    return switch (kind) {
      case 1 -> index == 1 || index == 9 || index == 65;
      case 2 -> (records.int32(8) & 0xffffff) == 0xffffff && !tinted;
      case 3 -> index == 0 && !tinted;
      default -> false;
    };
  }

  private void cellFormat(XlsbRecords records) {
    int id = records.int16(2);
    int bits = at(fonts, records.int16(4)) | at(fills, records.int16(6));
    bits |= at(borders, records.int16(8)) | (records.int8(11) > 0 ? CellSink.INDENTED : 0);
    NumberFormat own = formats.get(id);
    cells.add(own != null ? own : NumberFormat.of(id, null), bits);
  }

  private static int at(List<Integer> list, int index) {
    return index < list.size() ? list.get(index) : 0;
  }
}
