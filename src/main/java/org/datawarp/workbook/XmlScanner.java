package org.datawarp.workbook;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.datawarp.error.SourceUnreadableException;
import org.jspecify.annotations.Nullable;

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
final class XmlScanner implements Closeable {
  /** What {@link #next} found. */
  static final int END_OF_PART = 0;

  static final int START = 1;
  static final int END = 2;
  static final int TEXT = 3;

  /** What a text holds besides plain ASCII: set bits of {@link #textFlags}. */
  static final int HIGH = 1;

  static final int ESCAPE = 2;
  static final int ENTITY = 4;
  static final int RETURN = 8;
  private static final int CONTROL = 16;
  private static final int STOP = 32;

  private static final long KEY_FACTOR = 0x100000001b3L;
  private static final byte[] CLASS = new byte[256];
  private static final boolean[] NAME = new boolean[256];
  private static final int BUFFER = 128 << 10;
  private static final int MAX_TAG = 1 << 20;
  private static final int MAX_ATTRIBUTES = 512;
  // The longest thing that must not be cut in two: a character reference with some leading zeros.
  private static final int UNCUT = 32;

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
    Arrays.fill(NAME, 128, 256, true);
    for (char c = '0'; c <= 'z'; c++) {
      NAME[c] = Character.isLetterOrDigit(c) || c == '_';
    }
    NAME['-'] = true;
    NAME['.'] = true;
  }

  /** Texts lie here, from {@link #textFrom} to {@link #textTo}; so do attribute values. */
  byte[] buffer = new byte[BUFFER + 1];

  int textFrom;
  int textTo;
  int textFlags;

  /** The key of the element that started or ended last. */
  long name;

  int attributes;
  long[] attributeName = new long[16];
  int[] attributeFrom = new int[16];
  int[] attributeTo = new int[16];
  private boolean[] prefixed = new boolean[16];

  private final InputStream in;
  private final String part;
  private final Refusal refusal;
  private final long[] open;
  private int depth;
  private boolean rootSeen;
  private boolean endPending;
  private boolean inCharacterData;
  private boolean literal;

  /** What is read next lies from here to {@link #limit}, where a zero stands. */
  int at;

  int limit;
  private boolean drained;

  XmlScanner(InputStream utf8, String part, ReadLimits limits, Refusal refusal) {
    this.in = utf8;
    this.part = part;
    this.refusal = refusal;
    this.open = new long[limits.maxNesting()];
  }

  /** Returns the key of a name. */
  static long key(String name) {
    long key = 0;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      key = key * KEY_FACTOR + (b & 0xff);
    }
    return key;
  }

  /** Moves to the root element, which must have one of these names. */
  void root(String... names) {
    int token = next();
    for (String each : names) {
      if (token == START && name == key(each)) {
        return;
      }
    }
    throw refusal.damaged("the part " + part + " does not hold a <" + names[0] + ">");
  }

  /** Moves on: to the start or end of an element, a piece of text, or the end of the part. */
  int next() {
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
  boolean isEmptyElement() {
    return endPending;
  }

  /** Skips the rest of the element that just started, its end included. */
  void skip() {
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
  boolean plainText() {
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
  void readText(ByteText into) {
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

  /** Refuses a range of the buffer that is not UTF-8. */
  void requireUtf8(int from, int to) {
    if (!Utf8.isValid(buffer, from, to)) {
      throw malformed("holds a text that is not in its encoding");
    }
  }

  /** Returns the index of the attribute without a prefix, or -1. */
  int attribute(long key) {
    for (int i = 0; i < attributes; i++) {
      if (attributeName[i] == key && !prefixed[i]) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the index of the attribute with any prefix, or -1. */
  int prefixedAttribute(long key) {
    for (int i = 0; i < attributes; i++) {
      if (attributeName[i] == key && prefixed[i]) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the text of an attribute; null for index -1. */
  @Nullable String attributeText(int index) {
    if (index < 0) {
      return null;
    }
    int from = attributeFrom[index];
    int to = attributeTo[index];
    requireUtf8(from, to);
    ByteText text = new ByteText(MAX_TAG, "an attribute", refusal);
    decode(from, to, false, text);
    text.unescape(0);
    return text.toString();
  }

  /** Returns an attribute's whole number, or the default if it is absent or none. */
  int attributeInt(int index, int otherwise) {
    if (index < 0) {
      return otherwise;
    }
    int from = attributeFrom[index];
    int to = attributeTo[index];
    if (from == to || to - from > 9) {
      return otherwise;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = buffer[i] - '0';
      if (digit < 0 || digit > 9) {
        return otherwise;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /** Whether an attribute says true, as {@code 1}, {@code true} or {@code on}. */
  boolean attributeIsTrue(int index) {
    if (index < 0) {
      return false;
    }
    byte first = buffer[attributeFrom[index]];
    int length = attributeTo[index] - attributeFrom[index];
    return (length == 1 && first == '1')
        || (length == 4 && first == 't')
        || (length == 2 && first == 'o');
  }

  /** The failure that this part is not well-formed. */
  SourceUnreadableException malformed(String how) {
    return refusal.damaged("the part " + part + " " + how);
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

  /** Skips what starts here, past the first {@code last} that {@code times} befores precede. */
  private void skipPast(int offset, byte before, byte last, int times) {
    at += offset;
    int run = 0;
    while (true) {
      if (at == limit && !fill(at)) {
        throw malformed("is cut off");
      }
      byte b = buffer[at++];
      if (b == last && run >= times) {
        return;
      }
      run = b == before ? run + 1 : 0;
    }
  }

  private void endTag() {
    while (true) {
      int i = at + 2;
      long key = 0;
      while (NAME[buffer[i] & 0xff] || buffer[i] == ':') {
        key = buffer[i] == ':' ? 0 : key * KEY_FACTOR + (buffer[i] & 0xff);
        i++;
      }
      while (isSpace(buffer[i])) {
        i++;
      }
      if (i < limit) {
        if (buffer[i] != '>' || depth == 0 || open[depth - 1] != key) {
          throw malformed("is not well-formed: an end tag does not match");
        }
        depth--;
        name = key;
        at = i + 1;
        return;
      }
      moreOfTag();
    }
  }

  private void startTag() {
    while (!tryStartTag()) {
      moreOfTag();
    }
    if (depth == open.length) {
      throw refusal.beyond("the part " + part + " nests too deeply", open.length);
    }
    if (depth == 0) {
      if (rootSeen) {
        throw malformed("is not well-formed: it has two roots");
      }
      rootSeen = true;
    }
    open[depth++] = name;
  }

  /** Reads the tag at hand; false if its end is not in the buffer yet. */
  private boolean tryStartTag() {
    byte[] b = buffer;
    int i = at + 1;
    long key = 0;
    while (true) {
      if (NAME[b[i] & 0xff]) {
        key = key * KEY_FACTOR + (b[i] & 0xff);
      } else if (b[i] == ':') {
        key = 0;
      } else {
        break;
      }
      i++;
    }
    if (i < limit && i == at + 1) {
      throw malformed("is not well-formed: a tag has no name");
    }
    attributes = 0;
    while (true) {
      while (isSpace(b[i])) {
        i++;
      }
      if (i >= limit) {
        return false;
      }
      if (b[i] == '>') {
        endPending = false;
        i++;
        break;
      }
      if (b[i] == '/') {
        if (i + 1 >= limit) {
          return false;
        }
        if (b[i + 1] != '>') {
          throw malformed("is not well-formed: a stray slash");
        }
        endPending = true;
        i += 2;
        break;
      }
      i = readAttribute(i);
      if (i < 0) {
        return false;
      }
    }
    name = key;
    at = i;
    return true;
  }

  /** Reads an attribute and returns where it ends; -1 if that is not in the buffer yet. */
  private int readAttribute(int start) {
    byte[] b = buffer;
    int i = start;
    long key = 0;
    boolean prefix = false;
    while (true) {
      if (NAME[b[i] & 0xff]) {
        key = key * KEY_FACTOR + (b[i] & 0xff);
      } else if (b[i] == ':') {
        key = 0;
        prefix = true;
      } else {
        break;
      }
      i++;
    }
    int nameEnd = i;
    while (isSpace(b[i])) {
      i++;
    }
    if (i >= limit) {
      return -1;
    }
    if (b[i] != '=' || nameEnd == start) {
      throw malformed("is not well-formed: an attribute has no value");
    }
    i++;
    while (isSpace(b[i])) {
      i++;
    }
    byte quote = b[i];
    if (i < limit && quote != '"' && quote != '\'') {
      throw malformed("is not well-formed: an attribute has no quotes");
    }
    int from = ++i;
    if (i >= limit) {
      return -1;
    }
    while (b[i] != quote && b[i] != 0) {
      i++;
    }
    if (i >= limit) {
      return -1;
    }
    if (b[i] == 0) {
      throw malformed("holds a control character");
    }
    addAttribute(key, prefix, from, i);
    return i + 1;
  }

  private void addAttribute(long key, boolean prefix, int from, int to) {
    if (attributes == attributeName.length) {
      if (attributes == MAX_ATTRIBUTES) {
        throw refusal.beyond("the part " + part + " has too many attributes", MAX_ATTRIBUTES);
      }
      attributeName = Arrays.copyOf(attributeName, attributes * 2);
      attributeFrom = Arrays.copyOf(attributeFrom, attributes * 2);
      attributeTo = Arrays.copyOf(attributeTo, attributes * 2);
      prefixed = Arrays.copyOf(prefixed, attributes * 2);
    }
    attributeName[attributes] = key;
    prefixed[attributes] = prefix;
    attributeFrom[attributes] = from;
    attributeTo[attributes] = to;
    attributes++;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\t' || b == '\r';
  }

  /** Resolves references and line ends of a range of the buffer. */
  private void decode(int from, int to, boolean isLiteral, ByteText into) {
    int i = from;
    while (i < to) {
      int start = i;
      while (i < to && buffer[i] != '\r' && (isLiteral || buffer[i] != '&')) {
        i++;
      }
      into.append(buffer, start, i);
      if (i == to) {
        return;
      }
      if (buffer[i] == '\r') {
        into.append('\n');
        i += i + 1 < to && buffer[i + 1] == '\n' ? 2 : 1;
      } else {
        i = reference(i, to, into);
      }
    }
  }

  /** Resolves the reference at an index and returns where it ends. */
  private int reference(int start, int to, ByteText into) {
    int end = start + 1;
    while (end < to && end - start < UNCUT && buffer[end] != ';') {
      end++;
    }
    String inside =
        end < to && buffer[end] == ';'
            ? new String(buffer, start + 1, end - start - 1, StandardCharsets.US_ASCII)
            : "";
    int codePoint =
        switch (inside) {
          case "amp" -> '&';
          case "lt" -> '<';
          case "gt" -> '>';
          case "quot" -> '"';
          case "apos" -> '\'';
          default -> numeric(inside);
        };
    into.appendCodePoint(codePoint);
    return end + 1;
  }

  private int numeric(String inside) {
    try {
      if (inside.startsWith("#x")) {
        return character(Integer.parseInt(inside, 2, inside.length(), 16));
      }
      if (inside.startsWith("#")) {
        return character(Integer.parseInt(inside, 1, inside.length(), 10));
      }
    } catch (NumberFormatException e) {
      throw refusal.damaged("the part " + part + " holds a wrong character reference", e);
    }
    throw malformed("holds an entity that XML does not know");
  }

  private int character(int codePoint) {
    boolean legal =
        codePoint == '\t'
            || codePoint == '\n'
            || codePoint == '\r'
            || (codePoint >= ' ' && codePoint < 0xD800)
            || (codePoint > 0xDFFF && codePoint <= 0x10FFFF);
    if (!legal) {
      throw malformed("refers to a character that XML forbids");
    }
    return codePoint;
  }

  /** Makes sure that some bytes from here on are in the buffer. */
  private void require(int count) {
    while (limit - at < count) {
      if (!fill(at)) {
        throw malformed("is cut off");
      }
    }
  }

  private void moreOfTag() {
    if (limit - at >= MAX_TAG) {
      throw refusal.beyond("the part " + part + " has a tag that is too long", MAX_TAG);
    }
    if (!fill(at)) {
      throw malformed("is cut off");
    }
  }

  /** Moves what is kept to the front and reads more behind it; false at the end of the part. */
  private boolean fill(int keptFrom) {
    int kept = limit - keptFrom;
    if (drained) {
      return false;
    }
    if (kept >= buffer.length - 1) {
      buffer = Arrays.copyOfRange(buffer, keptFrom, keptFrom + 2 * kept + 1);
    } else if (keptFrom > 0) {
      System.arraycopy(buffer, keptFrom, buffer, 0, kept);
    }
    at -= keptFrom;
    limit = kept;
    int count;
    try {
      count = in.read(buffer, limit, buffer.length - 1 - limit);
    } catch (IOException e) {
      throw refusal.damaged("the part " + part + " cannot be read (" + e.getMessage() + ")", e);
    }
    if (count < 0) {
      drained = true;
      count = 0;
    }
    limit += count;
    // The scanning loops end at a zero, which XML forbids, instead of asking for the limit.
    buffer[limit] = 0;
    return !drained;
  }

  /** Reads to the end of the part, so that its checksum is verified and nothing hides behind. */
  void finish() {
    while (next() != END_OF_PART) {
      // What is left goes by.
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw refusal.damaged("the part " + part + " cannot be closed (" + e.getMessage() + ")", e);
    }
  }
}
