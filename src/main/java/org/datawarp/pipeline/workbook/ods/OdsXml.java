package org.datawarp.pipeline.workbook.ods;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.workbook.CappedInput;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over one XML part of an OpenDocument file, within limits; refuses DTDs and entities.
 *
 * <p>Elements are told apart by local name, attributes by local name and namespace.
 */
final class OdsXml implements AutoCloseable {
  static final String OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
  static final String TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";

  private final CappedInput in;
  private final XMLStreamReader xml;
  private final String displayName;
  private final int maxNesting;
  private int depth;

  private OdsXml(CappedInput in, XMLStreamReader xml, String displayName, int maxNesting) {
    this.in = in;
    this.xml = xml;
    this.displayName = displayName;
    this.maxNesting = maxNesting;
  }

  /**
   * Opens a part; closing it closes the stream.
   *
   * @param sink is told what is read; null where nobody is
   */
  static OdsXml open(
      InputStream part, long maxBytes, int maxNesting, String displayName, @Nullable CellSink sink)
      throws IOException {
    CappedInput in = new CappedInput(part, maxBytes, displayName, sink);
    try {
      // The factory is named, since the machine's default may be any parser.
      XMLInputFactory factory = new InputFactoryImpl();
      factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
      factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
      factory.setProperty(XMLInputFactory.IS_COALESCING, false);
      return new OdsXml(in, factory.createXMLStreamReader(in), displayName, maxNesting);
    } catch (XMLStreamException e) {
      part.close();
      throw damaged(displayName, e);
    }
  }

  /** Returns how many bytes were read. */
  long bytesRead() {
    return in.bytesRead();
  }

  /** Moves to the next event and returns its constant of {@link XMLStreamConstants}. */
  int next() {
    try {
      int event = xml.next();
      in.eventSeen();
      switch (event) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++depth > maxNesting) {
            throw Unreadable.beyondLimit(
                displayName, "nests XML elements more than " + maxNesting + " deep");
          }
        }
        case XMLStreamConstants.END_ELEMENT -> depth--;
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new SourceUnreadableException(
                displayName + " holds a DTD or an entity, which no spreadsheet needs",
                "check where the file comes from");
        default -> {
          // Text, comments and processing instructions.
        }
      }
      return event;
    } catch (XMLStreamException e) {
      throw damaged(displayName, e);
    }
  }

  /**
   * Moves to the next child element of an element, past text.
   *
   * @return false at the end of the element
   */
  boolean nextChild() {
    while (true) {
      int event = next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        return true;
      }
      if (event == XMLStreamConstants.END_ELEMENT || event == XMLStreamConstants.END_DOCUMENT) {
        return false;
      }
    }
  }

  /** Moves to the end of the element that just started. */
  void skip() {
    int target = depth - 1;
    while (depth > target) {
      next();
    }
  }

  String element() {
    return xml.getLocalName();
  }

  @Nullable String attribute(String namespace, String name) {
    return xml.getAttributeValue(namespace, name);
  }

  /** Returns an attribute that counts something; 1 where it is missing or not a positive number. */
  int count(String name) {
    String value = attribute(TABLE, name);
    if (value == null) {
      return 1;
    }
    try {
      return Math.max(1, (int) Math.min(Integer.MAX_VALUE, Long.parseLong(value.strip())));
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  static boolean isText(int event) {
    return event == XMLStreamConstants.CHARACTERS
        || event == XMLStreamConstants.CDATA
        || event == XMLStreamConstants.SPACE;
  }

  char[] textCharacters() {
    return xml.getTextCharacters();
  }

  int textStart() {
    return xml.getTextStart();
  }

  int textLength() {
    return xml.getTextLength();
  }

  private static SourceUnreadableException damaged(String displayName, XMLStreamException e) {
    return Unreadable.damaged(
        displayName, "its XML cannot be read (" + String.valueOf(e.getMessage()) + ")", e);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
