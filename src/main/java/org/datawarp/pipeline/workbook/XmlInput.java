package org.datawarp.pipeline.workbook;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.datawarp.model.error.SourceUnreadableException;

/**
 * The lowest layer of {@link XmlScanner}: a window over the bytes of one part, and the references
 * in its text. Hot path: one reused buffer, its fields are read in place.
 */
abstract class XmlInput implements Closeable {
  /** The size of the buffer, unless a tag needs more. */
  static final int BUFFER = 128 << 10;

  // The longest thing that must not be cut in two: a character reference with some leading zeros.
  static final int UNCUT = 32;

  /** Texts lie here, and so do attribute values. */
  public byte[] buffer = new byte[BUFFER + 1];

  /** What is read next lies from here to {@link #limit}, where a zero stands. */
  public int at;

  public int limit;
  final String part;
  final Refusal refusal;
  private final InputStream in;
  private boolean drained;

  XmlInput(InputStream utf8, String part, Refusal refusal) {
    this.in = utf8;
    this.part = part;
    this.refusal = refusal;
  }

  /** Refuses a range of the buffer that is not UTF-8. */
  public void requireUtf8(int from, int to) {
    if (!Utf8.isValid(buffer, from, to)) {
      throw malformed("holds a text that is not in its encoding");
    }
  }

  /** The failure that this part is not well-formed. */
  SourceUnreadableException malformed(String how) {
    return refusal.damaged("the part " + part + " " + how);
  }

  /** Skips what starts here, past the first {@code last} that {@code times} befores precede. */
  void skipPast(int offset, byte before, byte last, int times) {
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

  /** Resolves references and line ends of a range of the buffer. */
  void decode(int from, int to, boolean isLiteral, ByteText into) {
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
  void require(int count) {
    while (limit - at < count) {
      if (!fill(at)) {
        throw malformed("is cut off");
      }
    }
  }

  /** Moves what is kept to the front and reads more behind it; false at the end of the part. */
  boolean fill(int keptFrom) {
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

  static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\t' || b == '\r';
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
