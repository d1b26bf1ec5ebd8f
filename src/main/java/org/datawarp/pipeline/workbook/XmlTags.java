package org.datawarp.pipeline.workbook;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The middle layer of {@link XmlScanner}: tags, their names as 64-bit keys, their attributes as
 * ranges of the buffer. It checks that tags nest and close. Hot path: no object per element.
 */
abstract class XmlTags extends XmlInput {
  static final long KEY_FACTOR = 0x100000001b3L;
  private static final int MAX_TAG = 1 << 20;
  private static final int MAX_ATTRIBUTES = 512;
  private static final boolean[] NAME = new boolean[256];

  static {
    Arrays.fill(NAME, 128, 256, true);
    for (char c = '0'; c <= 'z'; c++) {
      NAME[c] = Character.isLetterOrDigit(c) || c == '_';
    }
    NAME['-'] = true;
    NAME['.'] = true;
  }

  /** The key of the element that started or ended last. */
  public long name;

  public int attributes;
  public long[] attributeName = new long[16];
  public int[] attributeFrom = new int[16];
  public int[] attributeTo = new int[16];
  private boolean[] prefixed = new boolean[16];

  /** The keys of the elements that are open, outermost first. */
  final long[] open;

  int depth;
  boolean rootSeen;

  /** Whether the element just started is empty, and its end comes next. */
  boolean endPending;

  XmlTags(InputStream utf8, String part, ReadLimits limits, Refusal refusal) {
    super(utf8, part, refusal);
    this.open = new long[limits.maxNesting()];
  }

  /** Returns the key of a name. */
  public static long key(String name) {
    long key = 0;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      key = key * KEY_FACTOR + (b & 0xff);
    }
    return key;
  }

  /** Returns the index of the attribute without a prefix, or -1. */
  public int attribute(long key) {
    for (int i = 0; i < attributes; i++) {
      if (attributeName[i] == key && !prefixed[i]) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the index of the attribute with any prefix, or -1. */
  public int prefixedAttribute(long key) {
    for (int i = 0; i < attributes; i++) {
      if (attributeName[i] == key && prefixed[i]) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the text of an attribute; null for index -1. */
  public @Nullable String attributeText(int index) {
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
  public int attributeInt(int index, int otherwise) {
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
  public boolean attributeIsTrue(int index) {
    if (index < 0) {
      return false;
    }
    byte first = buffer[attributeFrom[index]];
    int length = attributeTo[index] - attributeFrom[index];
    return (length == 1 && first == '1')
        || (length == 4 && first == 't')
        || (length == 2 && first == 'o');
  }

  void endTag() {
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

  void startTag() {
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

  private void moreOfTag() {
    if (limit - at >= MAX_TAG) {
      throw refusal.beyond("the part " + part + " has a tag that is too long", MAX_TAG);
    }
    if (!fill(at)) {
      throw malformed("is cut off");
    }
  }
}
