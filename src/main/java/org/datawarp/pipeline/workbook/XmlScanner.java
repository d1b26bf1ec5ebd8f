package org.datawarp.pipeline.workbook;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A pull parser over the bytes of one XML part in UTF-8.
 *
 * <p>Hot path: one reused buffer, names as 64-bit keys, texts and attributes as ranges of the
 * buffer that hold until the next call; no object per element. It checks what a reader of data
 * relies on: that tags nest and close, that texts are free of control characters, that nothing is
 * cut off. A document type declaration is refused, so there are no entities but the five of XML.
 *
 * <p>Prefixes of elements are dropped: {@code x:c} is {@code c}.
 */
public final class XmlScanner extends XmlTags {
  /** What {@link #next} found. */
  static final int END_OF_PART = 0;

  public static final int START = 1;
  public static final int END = 2;
  static final int TEXT = 3;

  /** What a text holds besides plain ASCII: set bits of {@link #textFlags}. */
  public static final int HIGH = 1;

  public static final int ESCAPE = 2;
  static final int ENTITY = 4;
  static final int RETURN = 8;
  private static final int CONTROL = 16;
  private static final int STOP = 32;
  private static final byte[] CLASS = new byte[256];

  static {
    Arrays.fill(CLASS, 0, ' ', (byte) CONTROL);
    Arrays.fill(CLASS, 128, 256, (byte) HIGH);
    CLASS['\t'] = 0;
    CLASS['\n'] = 0;
    CLASS['\r'] = RETURN;
    CLASS['_'] = ESCAPE;
    CLASS['&'] = ENTITY;
    CLASS['<'] = STOP;
    CLASS[0] = STOP;
  }

  /** The text found last lies in {@link #buffer} from here to {@link #textTo}. */
  public int textFrom;

  public int textTo;
  public int textFlags;
  private boolean inCharacterData;
  private boolean literal;

  XmlScanner(InputStream utf8, String part, ReadLimits limits, Refusal refusal) {
    super(utf8, part, limits, refusal);
  }

  /** Moves to the root element, which must have one of these names. */
  public void root(String... names) {
    int token = next();
    for (String each : names) {
      if (token == START && name == key(each)) {
        return;
      }
    }
    throw refusal.damaged("the part " + part + " does not hold a <" + names[0] + ">");
  }

  /** Moves on: to the start or end of an element, a piece of text, or the end of the part. */
  public int next() {
    if (endPending) {
      endPending = false;
      name = open[--depth];
      return END;
    }
    while (true) {
      if (inCharacterData) {
        if (characterData()) {
          return TEXT;
        }
      } else if (at == limit) {
        if (!fill(at)) {
          return endOfPart();
        }
      } else if (buffer[at] != '<') {
        if (text()) {
          return TEXT;
        }
      } else {
        require(2);
        switch (buffer[at + 1]) {
          case '/' -> {
            endTag();
            return END;
          }
          case '?' -> skipPast(2, (byte) '?', (byte) '>', 1);
          case '!' -> declaration();
          default -> {
            startTag();
            return START;
          }
        }
      }
    }
  }

  private int endOfPart() {
    if (depth > 0) {
      throw malformed("is cut off");
    }
    if (!rootSeen) {
      throw malformed("is empty");
    }
    return END_OF_PART;
  }

  /** Whether the element just started is known to be empty; its end comes next all the same. */
  public boolean isEmptyElement() {
    return endPending;
  }

  /** Skips the rest of the element that just started, its end included. */
  public void skip() {
    int outside = depth - 1;
    while (next() != END || depth > outside) {
      // Everything inside goes by.
    }
  }

  /**
   * Takes the whole content of the element just started where it lies, if that is one plain text,
   * and moves past the element's end. The text is {@code buffer[textFrom..textTo)}, its flags are
   * HIGH and ESCAPE at most.
   *
   * @return false if it is not so simple; nothing has moved then, and {@link #readText} serves
   */
  public boolean plainText() {
    if (endPending) {
      next();
      textFrom = textTo = at;
      textFlags = 0;
      return true;
    }
    if (inCharacterData) {
      return false;
    }
    while (true) {
      byte[] bytes = buffer;
      int i = at;
      int flags = 0;
      int c;
      while ((c = CLASS[bytes[i] & 0xff]) != STOP) {
        flags |= c;
        i++;
      }
      int end = i;
      if (i + 1 < limit) {
        if (bytes[i] != '<' || bytes[i + 1] != '/' || flags > (HIGH | ESCAPE)) {
          return false;
        }
        i += 2;
        long key = 0;
        byte b;
        while ((b = bytes[i]) != '>' && b != 0) {
          key = b == ':' ? 0 : key * KEY_FACTOR + (b & 0xff);
          i++;
        }
        if (i < limit) {
          if (key != open[depth - 1]) {
            return false; // white space in the tag, or a wrong name: the general way tells
          }
          textFrom = at;
          textTo = end;
          textFlags = flags;
          depth--;
          name = key;
          at = i + 1;
          return true;
        }
      }
      if (limit - at >= BUFFER || !fill(at)) {
        return false;
      }
    }
  }

  /** Appends all text of the element just started and moves past its end; inner elements go by. */
  public void readText(ByteText into) {
    while (true) {
      switch (next()) {
        case START -> skip();
        case TEXT -> appendText(into);
        default -> {
          return;
        }
      }
    }
  }

  /** Appends the piece of text just found, its references resolved and its line ends joined. */
  void appendText(ByteText into) {
    if ((textFlags & HIGH) != 0) {
      requireUtf8(textFrom, textTo);
    }
    if ((textFlags & (ENTITY | RETURN)) == 0) {
      into.append(buffer, textFrom, textTo);
    } else {
      decode(textFrom, textTo, literal, into);
    }
  }

  /** Takes a piece of text; false if it is white space outside the root. */
  private boolean text() {
    int i = at;
    int flags = 0;
    while (true) {
      int c;
      while ((c = CLASS[buffer[i] & 0xff]) != STOP) {
        flags |= c;
        i++;
      }
      if (i < limit) {
        break;
      }
      int length = i - at;
      if (limit - at >= BUFFER) {
        i = safeCut(at, i);
        break;
      }
      if (!fill(at)) {
        i = at + length;
        break;
      }
      i = at + length;
    }
    if (i < limit && buffer[i] == 0) {
      flags |= CONTROL;
    }
    piece(at, i, flags);
    at = i;
    if (depth > 0) {
      return true;
    }
    for (int j = textFrom; j < textTo; j++) {
      if (buffer[j] > ' ' || buffer[j] < 0) {
        throw malformed("is not XML");
      }
    }
    return false;
  }

  private void piece(int from, int to, int flags) {
    if ((flags & CONTROL) != 0) {
      throw malformed("holds a control character");
    }
    textFrom = from;
    textTo = to;
    textFlags = flags;
    literal = inCharacterData;
  }

  /** Where a long text may be cut: not in a reference, a line end or a character. */
  private int safeCut(int from, int to) {
    for (int i = to - 1; i >= to - UNCUT && i > from; i--) {
      if (buffer[i] == ';') {
        break;
      }
      if (buffer[i] == '&') {
        return i;
      }
    }
    int cut = to;
    while (cut > to - 4 && (buffer[cut - 1] & 0xC0) == 0x80) {
      cut--;
    }
    return buffer[cut - 1] < 0 || buffer[cut - 1] == '\r' ? cut - 1 : cut;
  }

  /** Takes a piece of a CDATA section; false at its end. */
  private boolean characterData() {
    while (limit - at < UNCUT && fill(at)) {
      // Enough to cut behind a whole character, where there is more.
    }
    require(3);
    int flags = 0;
    int i = at;
    while (i + 2 < limit) {
      byte b = buffer[i];
      if (b == ']' && buffer[i + 1] == ']' && buffer[i + 2] == '>') {
        break;
      }
      int c = CLASS[b & 0xff];
      flags |= c == STOP ? (b == 0 ? CONTROL : 0) : c;
      i++;
    }
    if (i == at) {
      at += 3;
      inCharacterData = false;
      return false;
    }
    int end = i + 2 < limit ? i : safeCut(at, i);
    if (end <= at) {
      end = i;
    }
    piece(at, end, flags);
    at = end;
    return true;
  }

  private void declaration() {
    require(4);
    if (buffer[at + 2] == '-' && buffer[at + 3] == '-') {
      skipPast(4, (byte) '-', (byte) '>', 2);
      return;
    }
    if (buffer[at + 2] == 'D') {
      throw refusal.unsafe("the part " + part + " has a document type declaration");
    }
    byte[] opening = "<![CDATA[".getBytes(StandardCharsets.US_ASCII);
    require(opening.length);
    if (depth == 0 || !Arrays.equals(buffer, at, at + opening.length, opening, 0, opening.length)) {
      throw malformed("is not well-formed");
    }
    at += opening.length;
    inCharacterData = true;
  }

  /** Reads to the end of the part, so that its checksum is verified and nothing hides behind. */
  public void finish() {
    while (next() != END_OF_PART) {
      // What is left goes by.
    }
  }
}
