package org.datawarp.pipeline.workbook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of an XML part as UTF-8, whatever encoding it is in.
 *
 * <p>The encoding is told by the byte order mark, else by the first bytes, else by the XML
 * declaration. Source: XML 1.0, appendix F.
 */
final class Utf8Stream extends InputStream {
  private static final int LOOK_AHEAD = 256;
  private static final Pattern DECLARED =
      Pattern.compile("^<\\?xml[^>]*?\\sencoding\\s*=\\s*[\"']([A-Za-z0-9._:-]+)[\"']");

  private final Reader text;
  private final InputStream source;
  private final char[] chars = new char[8192];
  private byte[] bytes = new byte[0];
  private int at;
  private boolean pendingSurrogate;

  private Utf8Stream(Reader text, InputStream source) {
    this.text = text;
    this.source = source;
  }

  /** Returns the part's bytes in UTF-8, without a byte order mark. */
  static InputStream of(InputStream source, String part, Refusal refusal) {
    byte[] head;
    try {
      head = source.readNBytes(LOOK_AHEAD);
    } catch (IOException e) {
      throw refusal.damaged("the part " + part + " cannot be read (" + e.getMessage() + ")", e);
    }
    int mark = markLength(head);
    InputStream whole =
        new SequenceInputStream(new ByteArrayInputStream(head, mark, head.length - mark), source);
    Charset charset = charset(head, part, refusal);
    if (charset.equals(StandardCharsets.UTF_8)) {
      return whole;
    }
    Reader text =
        new InputStreamReader(
            whole,
            charset
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    return new Utf8Stream(text, source);
  }

  private static int markLength(byte[] head) {
    if (at(head, 0) == 0xEF && at(head, 1) == 0xBB && at(head, 2) == 0xBF) {
      return 3;
    }
    int first = at(head, 0) << 8 | at(head, 1);
    return first == 0xFEFF || first == 0xFFFE ? 2 : 0;
  }

  private static Charset charset(byte[] head, String part, Refusal refusal) {
    int first = at(head, 0) << 8 | at(head, 1);
    if (first == 0xFEFF || first == '<') {
      return StandardCharsets.UTF_16BE;
    }
    if (first == 0xFFFE || first == '<' << 8) {
      return StandardCharsets.UTF_16LE;
    }
    Matcher declared = DECLARED.matcher(new String(head, StandardCharsets.ISO_8859_1));
    if (markLength(head) > 0 || !declared.find()) {
      return StandardCharsets.UTF_8;
    }
    String name = declared.group(1).toUpperCase(Locale.ROOT);
    if (name.startsWith("UTF-16") || name.equals("US-ASCII") || name.equals("ASCII")) {
      // The declaration was legible as bytes, so the part is not in UTF-16, whatever it says.
      return StandardCharsets.UTF_8;
    }
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw refusal.damaged("the part " + part + " is in an unknown encoding, " + name, e);
    }
  }

  private static int at(byte[] head, int index) {
    return index < head.length ? head[index] & 0xff : -1;
  }

  @Override
  public int read() throws IOException {
    if (at == bytes.length && !refill()) {
      return -1;
    }
    return bytes[at++] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (at == bytes.length && !refill()) {
      return -1;
    }
    int count = Math.min(length, bytes.length - at);
    System.arraycopy(bytes, at, into, offset, count);
    at += count;
    return count;
  }

  private boolean refill() throws IOException {
    int kept = pendingSurrogate ? 1 : 0;
    int count = text.read(chars, kept, chars.length - kept);
    if (count < 0) {
      return false;
    }
    int length = kept + count;
    // A pair of surrogates must be encoded together, so a first half waits for its second.
    pendingSurrogate = length > 1 && Character.isHighSurrogate(chars[length - 1]);
    int whole = pendingSurrogate ? length - 1 : length;
    bytes = new String(chars, 0, whole).getBytes(StandardCharsets.UTF_8);
    at = 0;
    if (pendingSurrogate) {
      chars[0] = chars[length - 1];
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
