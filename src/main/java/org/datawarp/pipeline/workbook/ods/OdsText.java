package org.datawarp.pipeline.workbook.ods;

import javax.xml.stream.XMLStreamConstants;
import org.datawarp.pipeline.workbook.Unreadable;
import org.datawarp.pipeline.workbook.Utf8Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The text of one cell of an OpenDocument spreadsheet.
 *
 * <p>Paragraphs are joined by line breaks; white space collapses as in HTML, wanted spaces are
 * elements. Comments, notes and drawings are no part of it. Source: OpenDocument 1.3 part 3, 6.1.
 */
final class OdsText {
  private static final String TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";

  private final int maxBytes;
  private final String displayName;
  private final Utf8Buffer text = new Utf8Buffer(256);
  private boolean hasParagraph;
  private boolean afterSpace;
  // Where the paragraph's text ends without the collapsed space that may be its last character.
  private int paragraphEnd;

  OdsText(int maxBytes, String displayName) {
    this.maxBytes = maxBytes;
    this.displayName = displayName;
  }

  byte[] bytes() {
    return text.bytes();
  }

  int length() {
    return text.length();
  }

  void clear() {
    text.clear();
    hasParagraph = false;
  }

  /** Replaces the text by an attribute's value. */
  void set(@Nullable String value) {
    text.clear();
    if (value != null) {
      text.put(value.toCharArray(), 0, value.length());
      text.endText();
    }
  }

  /** Reads what is inside the element that just started, a cell or a list in it. */
  void readBlocks(OdsXml xml) {
    while (xml.nextChild()) {
      switch (xml.element()) {
        case "p", "h" -> readParagraph(xml);
        case "list", "list-item", "list-header" -> readBlocks(xml);
        default -> xml.skip();
      }
    }
  }

  private void readParagraph(OdsXml xml) {
    if (hasParagraph) {
      text.put('\n');
    }
    hasParagraph = true;
    afterSpace = true;
    paragraphEnd = text.length();
    readInline(xml);
    text.endText();
    if (afterSpace) {
      text.cutTo(paragraphEnd);
    }
  }

  private void readInline(OdsXml xml) {
    while (true) {
      int event = xml.next();
      if (OdsXml.isText(event)) {
        appendCollapsed(xml.textCharacters(), xml.textStart(), xml.textLength());
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        readInlineElement(xml);
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        return;
      }
    }
  }

  private void readInlineElement(OdsXml xml) {
    switch (xml.element()) {
      case "s" -> {
        appendSpaces(xml.attribute(TEXT, "c"));
        xml.skip();
      }
      case "tab" -> {
        appendLiteral('\t');
        xml.skip();
      }
      case "line-break" -> {
        appendLiteral('\n');
        xml.skip();
      }
      case "annotation", "note", "ruby-text", "frame", "custom-shape", "g" -> xml.skip();
      default -> readInline(xml);
    }
  }

  private void appendSpaces(@Nullable String count) {
    int spaces = 1;
    if (count != null && count.matches("[0-9]{1,9}")) {
      spaces = Math.min(Integer.parseInt(count), maxBytes + 1);
    }
    for (int i = 0; i < spaces; i++) {
      appendLiteral(' ');
    }
  }

  private void appendLiteral(char character) {
    text.put(character);
    afterSpace = false;
    paragraphEnd = text.length();
    requireShort();
  }

  private void appendCollapsed(char[] characters, int start, int length) {
    for (int i = start; i < start + length; i++) {
      char c = characters[i];
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
        if (!afterSpace) {
          text.endText();
          paragraphEnd = text.length();
          text.put(' ');
          afterSpace = true;
        }
      } else {
        text.put(c);
        afterSpace = false;
      }
    }
    requireShort();
  }

  private void requireShort() {
    if (text.length() > maxBytes) {
      throw Unreadable.beyondLimit(
          displayName, "holds a cell of more than " + maxBytes + " bytes of text");
    }
  }
}
