package org.datawarp.pipeline.workbook.xls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.NumberFormat;

/**
 * Fonts, number formats and cell formats of an XLS file.
 *
 * <p>Source: [MS-XLS] 2.4.122 (Font), 2.4.126 (Format), 2.4.188 (Palette), 2.4.353 (XF).
 */
final class XlsStyles {
  private static final int BOLD_WEIGHT = 600;
  private static final int SOLID = 1;
  private static final int FIRST_PALETTE_COLOUR = 8;

  /** A cell format; the colour is a number in the palette, or -1 where there is no solid fill. */
  private record Xf(int font, int format, int style, int solidColour) {}

  private final int maxItems;
  private final List<Boolean> boldFonts = new ArrayList<>();
  private final Map<Integer, String> formatCodes = new HashMap<>();
  private final List<Xf> xfs = new ArrayList<>();
  private final Map<Integer, NumberFormat> formats = new HashMap<>();
  private boolean[] whiteColours = defaultWhites();
  private int[] styles = {};
  private NumberFormat.Kind[] kinds = {};

  XlsStyles(int maxItems) {
    this.maxItems = maxItems;
  }

  private static boolean[] defaultWhites() {
    boolean[] whites = new boolean[128];
    whites[1] = true;
    whites[9] = true;
    whites[65] = true; // the window's background
    return whites;
  }

  void addFont(BiffRecords record) {
    requireRoom(record, boldFonts.size());
    boldFonts.add(record.u16(6) >= BOLD_WEIGHT);
  }

  void addFormat(BiffRecords record) {
    requireRoom(record, formatCodes.size());
    int characters = record.u16(2);
    boolean wide = (record.u8(4) & 1) != 0;
    // Some writers state a length beyond the record; what is there is the code.
    int there = (record.length() - 5) / (wide ? 2 : 1);
    formatCodes.put(record.u16(0), record.string(5, Math.min(characters, there), wide));
  }

  void readPalette(BiffRecords record) {
    int colours = Math.min(record.u16(0), 56);
    whiteColours = defaultWhites();
    for (int i = 0; i < colours; i++) {
      whiteColours[FIRST_PALETTE_COLOUR + i] = (record.i32(2 + 4 * i) & 0xff_ffff) == 0xff_ffff;
    }
  }

  void addXf(BiffRecords record) {
    requireRoom(record, xfs.size());
    int style = 0;
    int borders = record.u16(10);
    if ((borders & 0xff00) != 0) {
      style |= CellSink.BORDERED;
    }
    if ((record.u8(8) & 0x0f) != 0) {
      style |= CellSink.INDENTED;
    }
    int pattern = record.u8(17) >> 2;
    if (pattern != 0) {
      style |= CellSink.FILLED;
    }
    int colour = pattern == SOLID ? record.u16(18) & 0x7f : -1;
    xfs.add(new Xf(record.u16(0), record.u16(2), style, colour));
  }

  private void requireRoom(BiffRecords record, int count) {
    if (count >= maxItems) {
      throw record.damaged("it has more than " + maxItems + " styles");
    }
  }

  /** Works out what each cell format means, once all records are known. */
  void complete() {
    styles = new int[xfs.size()];
    kinds = new NumberFormat.Kind[xfs.size()];
    for (int i = 0; i < styles.length; i++) {
      Xf xf = xfs.get(i);
      NumberFormat format =
          formats.computeIfAbsent(
              xf.format, id -> NumberFormat.of(id.intValue(), formatCodes.get(id)));
      int style = xf.style;
      if (xf.solidColour >= 0 && whiteColours[xf.solidColour]) {
        style &= ~CellSink.FILLED;
      }
      styles[i] = style | format.style() | (isBold(xf.font) ? CellSink.BOLD : 0);
      kinds[i] = format.kind();
    }
  }

  private boolean isBold(int font) {
    int index = font < 4 ? font : font - 1; // number 4 is never used
    return index < boldFonts.size() && boldFonts.get(index);
  }

  int style(int xf) {
    return xf < styles.length ? styles[xf] : 0;
  }

  /** Returns a style under the font of the text's first character. */
  int style(int xf, int firstFont) {
    int style = style(xf) & ~CellSink.BOLD;
    return isBold(firstFont) ? style | CellSink.BOLD : style;
  }

  NumberFormat.Kind kind(int xf) {
    return xf < kinds.length ? kinds[xf] : NumberFormat.Kind.NUMBER;
  }
}
