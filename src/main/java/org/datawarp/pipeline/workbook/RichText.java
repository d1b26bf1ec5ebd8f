package org.datawarp.pipeline.workbook;

/**
 * Reads a text that may consist of runs: a shared string or an inline one.
 *
 * <p>Runs are joined; phonetic hints are left out. Source: ECMA-376 part 1, 18.4.8 (si), 18.3.1.53
 * (is).
 */
public final class RichText {
  /** Whether the first run says itself that it is bold. */
  public enum Weight {
    /** The cell's font decides. */
    AS_CELL(0),
    BOLD(1),
    REGULAR(2);

    /** Two bits that stand for the weight in {@link SharedStrings}. */
    final int code;

    Weight(int code) {
      this.code = code;
    }

    static Weight of(int code) {
      return code == 0 ? AS_CELL : code == 1 ? BOLD : REGULAR;
    }

    /** Returns the style of a cell whose text has this weight. */
    int apply(int style) {
      return switch (this) {
        case AS_CELL -> style;
        case BOLD -> style | CellSink.BOLD;
        case REGULAR -> style & ~CellSink.BOLD;
      };
    }
  }

  private static final long T = XmlScanner.key("t");
  private static final long R = XmlScanner.key("r");
  private static final long RUN_PROPERTIES = XmlScanner.key("rPr");
  private static final long B = XmlScanner.key("b");
  private static final long VAL = XmlScanner.key("val");

  /** The last text, valid UTF-8, escapes resolved, line ends joined. */
  final ByteText text;

  private final XmlScanner xml;
  private Weight weight = Weight.AS_CELL;
  private boolean started;

  public RichText(XmlScanner xml, ByteText text) {
    this.xml = xml;
    this.text = text;
  }

  /** The weight of the last text. */
  public Weight weight() {
    return weight;
  }

  /** Reads the element that just started, past its end. */
  public void read() {
    text.clear();
    weight = Weight.AS_CELL;
    started = false;
    while (true) {
      switch (xml.next()) {
        case XmlScanner.START -> {
          if (xml.name == T) {
            piece();
          } else if (xml.name == R) {
            run();
          } else {
            xml.skip();
          }
        }
        case XmlScanner.TEXT -> {
          // White space between the elements.
        }
        default -> {
          text.unescape(0);
          return;
        }
      }
    }
  }

  private void piece() {
    started = true;
    if (!xml.plainText()) {
      xml.readText(text);
      return;
    }
    if ((xml.textFlags & XmlScanner.HIGH) != 0) {
      xml.requireUtf8(xml.textFrom, xml.textTo);
    }
    text.append(xml.buffer, xml.textFrom, xml.textTo);
  }

  private void run() {
    while (true) {
      switch (xml.next()) {
        case XmlScanner.START -> {
          if (xml.name == T) {
            piece();
          } else if (xml.name == RUN_PROPERTIES && !started) {
            runProperties();
          } else {
            xml.skip();
          }
        }
        case XmlScanner.TEXT -> {
          // White space between the elements.
        }
        default -> {
          return;
        }
      }
    }
  }

  private void runProperties() {
    weight = Weight.REGULAR;
    while (true) {
      switch (xml.next()) {
        case XmlScanner.START -> {
          if (xml.name == B) {
            int val = xml.attribute(VAL);
            weight = val < 0 || xml.attributeIsTrue(val) ? Weight.BOLD : Weight.REGULAR;
          }
          xml.skip();
        }
        case XmlScanner.TEXT -> {
          // White space between the elements.
        }
        default -> {
          return;
        }
      }
    }
  }
}
