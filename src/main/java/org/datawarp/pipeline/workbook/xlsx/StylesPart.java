package org.datawarp.pipeline.workbook.xlsx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.CellStyles;
import org.datawarp.pipeline.workbook.NumberFormat;
import org.datawarp.pipeline.workbook.OoxmlPackage;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Refusal;
import org.datawarp.pipeline.workbook.XmlScanner;

/**
 * Reads {@code styles.xml}.
 *
 * <p>As Excel does, it takes the font, fill, border and number format of a cell format whether or
 * not an {@code apply…} attribute stands beside them. Source: ECMA-376 part 1, 18.8.
 */
final class StylesPart {
  private static final long NUM_FMTS = XmlScanner.key("numFmts");
  private static final long NUM_FMT = XmlScanner.key("numFmt");
  private static final long FONTS = XmlScanner.key("fonts");
  private static final long FILLS = XmlScanner.key("fills");
  private static final long BORDERS = XmlScanner.key("borders");
  private static final long CELL_XFS = XmlScanner.key("cellXfs");
  private static final long XF = XmlScanner.key("xf");
  private static final long NUM_FMT_ID = XmlScanner.key("numFmtId");
  private static final long FORMAT_CODE = XmlScanner.key("formatCode");
  private static final long FONT_ID = XmlScanner.key("fontId");
  private static final long FILL_ID = XmlScanner.key("fillId");
  private static final long BORDER_ID = XmlScanner.key("borderId");
  private static final long ALIGNMENT = XmlScanner.key("alignment");
  private static final long INDENT = XmlScanner.key("indent");
  private static final long B = XmlScanner.key("b");
  private static final long VAL = XmlScanner.key("val");
  private static final long PATTERN_FILL = XmlScanner.key("patternFill");
  private static final long PATTERN_TYPE = XmlScanner.key("patternType");
  private static final long GRADIENT_FILL = XmlScanner.key("gradientFill");
  private static final long FG_COLOR = XmlScanner.key("fgColor");
  private static final long TOP = XmlScanner.key("top");
  private static final long BOTTOM = XmlScanner.key("bottom");
  private static final long STYLE = XmlScanner.key("style");
  private static final long RGB = XmlScanner.key("rgb");
  private static final long THEME = XmlScanner.key("theme");
  private static final long INDEXED = XmlScanner.key("indexed");
  private static final long TINT = XmlScanner.key("tint");

  private final XmlScanner xml;
  private final ReadLimits limits;
  private final Refusal refusal;
  private final Map<Integer, NumberFormat> formats = new HashMap<>();
  private final List<Integer> fonts = new ArrayList<>();
  private final List<Integer> fills = new ArrayList<>();
  private final List<Integer> borders = new ArrayList<>();
  private final CellStyles styles = new CellStyles();
  private int items;

  private StylesPart(XmlScanner xml, ReadLimits limits, Refusal refusal) {
    this.xml = xml;
    this.limits = limits;
    this.refusal = refusal;
  }

  /** Reads the part. */
  static CellStyles read(OoxmlPackage container, String part, ReadLimits limits, Refusal refusal) {
    try (XmlScanner xml = container.xml(part)) {
      xml.root("styleSheet");
      StylesPart styles = new StylesPart(xml, limits, refusal);
      styles.children(styles::section);
      xml.finish();
      return styles.styles;
    }
  }

  /** Calls back at the start of each child; the callback moves past the child's end. */
  private void children(Runnable child) {
    int token;
    while ((token = xml.next()) != XmlScanner.END) {
      if (token == XmlScanner.START) {
        if (items++ > limits.maxItems() * 4L) {
          throw refusal.beyond("has too many styles", limits.maxItems());
        }
        child.run();
      }
    }
  }

  private void section() {
    long name = xml.name;
    if (name == NUM_FMTS) {
      children(this::numberFormat);
    } else if (name == FONTS) {
      children(() -> fonts.add(font()));
    } else if (name == FILLS) {
      children(() -> fills.add(fill()));
    } else if (name == BORDERS) {
      children(() -> borders.add(border()));
    } else if (name == CELL_XFS) {
      children(this::cellFormat);
    } else {
      xml.skip();
    }
  }

  private void numberFormat() {
    String code = xml.attributeText(xml.attribute(FORMAT_CODE));
    int id = xml.attributeInt(xml.attribute(NUM_FMT_ID), -1);
    if (xml.name == NUM_FMT && code != null && id >= 0) {
      formats.put(id, NumberFormat.of(id, code));
    }
    xml.skip();
  }

  private int font() {
    int[] bits = {0};
    children(
        () -> {
          if (xml.name == B) {
            int val = xml.attribute(VAL);
            bits[0] = val < 0 || xml.attributeIsTrue(val) ? CellSink.BOLD : 0;
          }
          xml.skip();
        });
    return bits[0];
  }

  private int fill() {
    int[] bits = {0};
    children(
        () -> {
          if (xml.name == GRADIENT_FILL) {
            bits[0] = CellSink.FILLED;
            xml.skip();
          } else if (xml.name == PATTERN_FILL) {
            bits[0] = patternFill();
          } else {
            xml.skip();
          }
        });
    return bits[0];
  }

  private int patternFill() {
    String pattern = xml.attributeText(xml.attribute(PATTERN_TYPE));
    if (pattern == null || pattern.equals("none")) {
      xml.skip();
      return 0;
    }
    int[] bits = {CellSink.FILLED};
    children(
        () -> {
          if (pattern.equals("solid") && xml.name == FG_COLOR && isWhite()) {
            bits[0] = 0;
          }
          xml.skip();
        });
    return bits[0];
  }

  /** Whether the colour just started is white, as its own value, a theme's or an indexed one. */
  private boolean isWhite() {
    String tint = xml.attributeText(xml.attribute(TINT));
    boolean tinted = tint != null && !tint.matches("[-+]?0*+\\.?0*+");
    String rgb = xml.attributeText(xml.attribute(RGB));
    if (rgb != null) {
      return rgb.regionMatches(true, Math.max(0, rgb.length() - 6), "FFFFFF", 0, 6);
    }
    // Theme colour 0 is the background; indexed 1 and 9 are white, 65 is the background.
    int theme = xml.attributeInt(xml.attribute(THEME), -1);
    int indexed = xml.attributeInt(xml.attribute(INDEXED), -1);
    return !tinted && (theme == 0 || indexed == 1 || indexed == 9 || indexed == 65);
  }

  private int border() {
    int[] bits = {0};
    children(
        () -> {
          if (xml.name == TOP || xml.name == BOTTOM) {
            String line = xml.attributeText(xml.attribute(STYLE));
            if (line != null && !line.equals("none")) {
              bits[0] = CellSink.BORDERED;
            }
          }
          xml.skip();
        });
    return bits[0];
  }

  private void cellFormat() {
    if (xml.name != XF) {
      xml.skip();
      return;
    }
    int id = xml.attributeInt(xml.attribute(NUM_FMT_ID), 0);
    int[] bits = {
      at(fonts, xml.attribute(FONT_ID))
          | at(fills, xml.attribute(FILL_ID))
          | at(borders, xml.attribute(BORDER_ID))
    };
    children(
        () -> {
          if (xml.name == ALIGNMENT && xml.attributeInt(xml.attribute(INDENT), 0) > 0) {
            bits[0] |= CellSink.INDENTED;
          }
          xml.skip();
        });
    NumberFormat own = formats.get(id);
    styles.add(own != null ? own : NumberFormat.of(id, null), bits[0]);
  }

  private int at(List<Integer> list, int attribute) {
    int index = xml.attributeInt(attribute, -1);
    return index >= 0 && index < list.size() ? list.get(index) : 0;
  }
}
