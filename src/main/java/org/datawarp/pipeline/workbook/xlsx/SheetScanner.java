package org.datawarp.pipeline.workbook.xlsx;

import java.nio.charset.StandardCharsets;
import org.datawarp.pipeline.workbook.A1;
import org.datawarp.pipeline.workbook.ByteText;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ErrorCodes;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Refusal;
import org.datawarp.pipeline.workbook.Region;
import org.datawarp.pipeline.workbook.RichText;
import org.datawarp.pipeline.workbook.SharedStrings;
import org.datawarp.pipeline.workbook.SheetCells;
import org.datawarp.pipeline.workbook.SheetEntry;
import org.datawarp.pipeline.workbook.XmlScanner;

/**
 * Reads the part of one worksheet.
 *
 * <p>Hot path: values are parsed where they lie in the scanner's buffer and go to the sink at once;
 * no object per cell, no boxing, no string. The stated dimension is not read: it is often wrong.
 * Source: ECMA-376 part 1, 18.3.1.
 */
final class SheetScanner {
  private static final long SHEET_DATA = XmlScanner.key("sheetData");
  private static final long ROW = XmlScanner.key("row");
  private static final long C = XmlScanner.key("c");
  private static final long V = XmlScanner.key("v");
  private static final long F = XmlScanner.key("f");
  private static final long IS = XmlScanner.key("is");
  private static final long R = XmlScanner.key("r");
  private static final long S = XmlScanner.key("s");
  private static final long T = XmlScanner.key("t");
  private static final long HIDDEN = XmlScanner.key("hidden");
  private static final long COLS = XmlScanner.key("cols");
  private static final long COL = XmlScanner.key("col");
  private static final long MIN = XmlScanner.key("min");
  private static final long MAX = XmlScanner.key("max");
  private static final long MERGE_CELLS = XmlScanner.key("mergeCells");
  private static final long MERGE_CELL = XmlScanner.key("mergeCell");
  private static final long AUTO_FILTER = XmlScanner.key("autoFilter");
  private static final long REF = XmlScanner.key("ref");

  /** What the value of a cell is; the attribute {@code t}. */
  private enum Type {
    NUMBER,
    SHARED,
    STRING,
    INLINE,
    BOOL,
    ERROR,
    DATE
  }

  private final XmlScanner xml;
  private final SheetCells cells;
  private final SharedStrings strings;
  private final SheetEntry entry;
  private final ByteText text;
  private final RichText rich;
  private final A1 range;
  private final PlainCells plain;
  private final ReadLimits limits;

  // Of the row and cell at hand.
  private boolean rowPlaced;
  private boolean rowHidden;
  private Type type = Type.NUMBER;
  private int format;
  private int formula;
  private boolean valued;

  SheetScanner(
      XmlScanner xml,
      SheetEntry entry,
      SheetCells cells,
      SharedStrings strings,
      ReadLimits limits,
      Refusal refusal) {
    this.xml = xml;
    this.entry = entry;
    this.cells = cells;
    this.strings = strings;
    this.limits = limits;
    this.text =
        new ByteText(
            limits.maxCellBytes(),
            "sheet '" + Refusal.quote(entry.name()) + "': the text of a cell",
            refusal);
    this.rich = new RichText(xml, text);
    this.range = new A1(limits);
    this.plain = new PlainCells(xml, cells, strings);
  }

  /** Reads the whole part. */
  void read() {
    xml.root("worksheet");
    int token;
    while ((token = xml.next()) != XmlScanner.END) {
      if (token == XmlScanner.START) {
        section();
      }
    }
    xml.finish();
  }

  private void section() {
    if (xml.name == SHEET_DATA) {
      int token;
      while ((token = xml.next()) != XmlScanner.END) {
        if (token == XmlScanner.START) {
          if (xml.name == ROW) {
            row();
          } else {
            xml.skip();
          }
        }
      }
    } else if (xml.name == COLS || xml.name == MERGE_CELLS) {
      items();
    } else {
      if (xml.name == AUTO_FILTER && parseRange()) {
        Region.add(
            entry.regions(), Region.of(CellSink.RegionKind.FILTER, "autoFilter", range, 0, 0));
      }
      xml.skip();
    }
  }

  private void items() {
    int token;
    while ((token = xml.next()) != XmlScanner.END) {
      if (token == XmlScanner.START) {
        if (xml.name == MERGE_CELL) {
          if (!parseRange()) {
            throw cells.wrong("a merged range is none");
          }
          cells.merge(range);
        } else if (xml.name == COL && xml.attributeIsTrue(xml.attribute(HIDDEN))) {
          int first = xml.attributeInt(xml.attribute(MIN), 0);
          cells.hiddenColumns(first - 1, xml.attributeInt(xml.attribute(MAX), first) - 1);
        }
        xml.skip();
      }
    }
  }

  private boolean parseRange() {
    int ref = xml.attribute(REF);
    return ref >= 0 && range.parse(xml.buffer, xml.attributeFrom[ref], xml.attributeTo[ref]);
  }

  private void row() {
    rowHidden = xml.attributeIsTrue(xml.attribute(HIDDEN));
    int r = xml.attribute(R);
    // Without a number of its own, the row has the one its first cell states, else the next.
    rowPlaced = r >= 0 && xml.attributeFrom[r] < xml.attributeTo[r];
    if (rowPlaced) {
      int number = xml.attributeInt(r, -1);
      if (number < 1) {
        throw cells.wrong("the row after row " + cells.row() + " has a wrong number");
      }
      cells.row(number, rowHidden);
    }
    int token;
    boolean any = false;
    if (rowPlaced && !xml.isEmptyElement()) {
      plain.read();
    }
    while ((token = xml.next()) != XmlScanner.END) {
      if (token == XmlScanner.START) {
        if (xml.name == C) {
          any = true;
          cell();
          plain.read();
        } else {
          xml.skip();
        }
      }
    }
    if (!rowPlaced && !any) {
      cells.row(cells.row() + 1, rowHidden);
    }
  }

  private void cell() {
    int r = -1;
    int s = -1;
    int t = -1;
    long[] names = xml.attributeName;
    for (int i = 0; i < xml.attributes; i++) {
      long name = names[i];
      if (name == R) {
        r = i;
      } else if (name == S) {
        s = i;
      } else if (name == T) {
        t = i;
      }
    }
    place(r);
    format = xml.attributeInt(s, 0);
    type = t < 0 ? Type.NUMBER : typeOf(xml.attributeFrom[t], xml.attributeTo[t]);
    formula = 0;
    valued = false;
    int token;
    while ((token = xml.next()) != XmlScanner.END) {
      if (token != XmlScanner.START) {
        continue;
      }
      if (xml.name == V) {
        value();
      } else if (xml.name == F) {
        formula = CellSink.FORMULA;
        xml.skip();
      } else if (xml.name == IS) {
        valued();
        rich.read();
        cells.text(text.bytes, 0, text.length, rich.weight(), format, formula);
      } else {
        xml.skip();
      }
    }
    if (!valued) {
      cells.blank(format);
    }
  }

  private void valued() {
    if (valued) {
      throw cells.wrongCell("has two values");
    }
    valued = true;
  }

  /** Moves to the cell that the attribute names, or to the next one. */
  private void place(int attribute) {
    byte[] b = xml.buffer;
    int i = attribute < 0 ? 0 : xml.attributeFrom[attribute];
    int to = attribute < 0 ? 0 : xml.attributeTo[attribute];
    int column = 0;
    int start = i;
    while (i < to && (b[i] & ~0x20) >= 'A' && (b[i] & ~0x20) <= 'Z' && i - start < 5) {
      column = column * 26 + (b[i++] & ~0x20) - 'A' + 1;
    }
    long row = 0;
    int digits = i;
    while (i < to && b[i] >= '0' && b[i] <= '9' && i - digits < 10) {
      row = row * 10 + b[i++] - '0';
    }
    if (i < to) {
      throw cells.wrong("a cell of row " + cells.row() + " has a wrong name");
    }
    if (!rowPlaced) {
      cells.row(row > 0 ? row : cells.row() + 1, rowHidden);
      rowPlaced = true;
    } else if (row > 0 && row != cells.row()) {
      throw cells.wrong("row " + cells.row() + " holds a cell of row " + row);
    }
    cells.cell(column > 0 ? column - 1 : cells.column() + 1);
  }

  private Type typeOf(int from, int to) {
    byte[] b = xml.buffer;
    int length = to - from;
    if (length == 0) {
      return Type.NUMBER;
    }
    if (length == 1) {
      switch (b[from]) {
        case 's' -> {
          return Type.SHARED;
        }
        case 'n' -> {
          return Type.NUMBER;
        }
        case 'b' -> {
          return Type.BOOL;
        }
        case 'e' -> {
          return Type.ERROR;
        }
        case 'd' -> {
          return Type.DATE;
        }
        default -> {
          // Told below.
        }
      }
    }
    String name = new String(b, from, length, StandardCharsets.US_ASCII);
    return switch (name) {
      case "str" -> Type.STRING;
      case "inlineStr" -> Type.INLINE;
      default -> throw cells.wrongCell("has an unknown type, '" + Refusal.quote(name) + "'");
    };
  }

  private void value() {
    valued();
    byte[] bytes;
    int from;
    int to;
    int flags;
    if (xml.plainText()) {
      bytes = xml.buffer;
      from = xml.textFrom;
      to = xml.textTo;
      flags = xml.textFlags;
      if ((flags & XmlScanner.HIGH) != 0) {
        xml.requireUtf8(from, to);
      }
      if (to - from > limits.maxCellBytes()) {
        throw cells.tooLong();
      }
    } else {
      text.clear();
      xml.readText(text);
      bytes = text.bytes;
      from = 0;
      to = text.length;
      flags = XmlScanner.ESCAPE;
    }
    if (type == Type.STRING || type == Type.INLINE) {
      string(bytes, from, to, flags);
      return;
    }
    while (from < to && bytes[from] <= ' ' && bytes[from] >= 0) {
      from++;
    }
    while (to > from && bytes[to - 1] <= ' ' && bytes[to - 1] >= 0) {
      to--;
    }
    if (from == to) {
      cells.blank(format);
    } else {
      scalar(bytes, from, to);
    }
  }

  private void string(byte[] bytes, int from, int to, int flags) {
    if ((flags & XmlScanner.ESCAPE) == 0) {
      cells.text(bytes, from, to, RichText.Weight.AS_CELL, format, formula);
      return;
    }
    if (bytes != text.bytes) {
      text.clear();
      text.append(bytes, from, to);
    }
    text.unescape(0);
    cells.text(text.bytes, 0, text.length, RichText.Weight.AS_CELL, format, formula);
  }

  private void scalar(byte[] bytes, int from, int to) {
    boolean understood =
        switch (type) {
          case NUMBER -> cells.number(bytes, from, to, format, formula);
          case SHARED -> shared(bytes, from, to);
          case BOOL -> bool(bytes, from, to);
          case DATE ->
              cells.isoDate(bytes, from, to, format, formula)
                  || cells.number(bytes, from, to, format, formula);
          case ERROR -> {
            cells.error(ErrorCodes.of(bytes, from, to), format, formula);
            yield true;
          }
          case STRING, INLINE -> false;
        };
    if (!understood) {
      // A number such as NaN, or a date of another calendar: what is written is the value.
      cells.text(bytes, from, to, RichText.Weight.AS_CELL, format, formula);
    }
  }

  private boolean bool(byte[] bytes, int from, int to) {
    byte first = bytes[from];
    boolean single = to - from == 1;
    boolean isTrue = (single && first == '1') || (to - from == 4 && (first | 0x20) == 't');
    boolean isFalse = (single && first == '0') || (to - from == 5 && (first | 0x20) == 'f');
    if (isTrue || isFalse) {
      cells.bool(isTrue, format, formula);
    }
    return isTrue || isFalse;
  }

  private boolean shared(byte[] bytes, int from, int to) {
    int index = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || i - from > 8) {
        throw cells.wrongCell("refers to a shared string by a wrong number");
      }
      index = index * 10 + digit;
    }
    if (!strings.select(index)) {
      throw cells.wrongCell(
          "refers to shared string " + index + ", but the file has " + strings.count());
    }
    cells.text(strings.slab, strings.from, strings.to, strings.weight(), format, formula);
    return true;
  }
}
