package org.datawarp.workbook;

import java.io.IOException;
import java.io.InputStream;
import org.datawarp.error.SourceUnreadableException;

/*
 * Hot path: one reused buffer of UTF-8, no object per record or field, numbers parsed while their
 * bytes are looked at for the first time. The byte after the last one read is always a line feed, so
 * that the inner loops need no bounds check; whoever stops there asks for more.
 */
/**
 * Splits UTF-8 text into records and fields and hands them to a sink.
 *
 * <p>A record ends at CR, LF or CRLF outside quotes. A field that starts with a quote runs to the
 * next quote that is not doubled; doubled ones stand for one. Text after the closing quote is
 * appended, blanks there are dropped; but where the quoted part spans lines and text follows it, a
 * quote was never closed and the file is refused, since records would vanish into a field. Blank
 * records are counted and not reported.
 */
final class CsvScanner {
  private static final int BUFFER_BYTES = 1 << 17;

  /** More than the longest number, so that none touches the end of the buffer. */
  private static final int LOOK_AHEAD = 64;

  private static final int MAX_DIGITS = 19;
  private static final int MAX_SCALE = 18;

  private static final byte SEPARATOR = 1;
  private static final byte LINE_END = 2;
  private static final byte QUOTE = 3;
  private static final byte FORBIDDEN = 4;
  private static final byte FILE_END = 5;

  private final InputStream in;
  private final String name;
  private final CellSink sink;
  private final int maxFieldBytes;
  private final int maxColumns;
  private final byte[] kinds = new byte[256];
  private final byte[] quotedKinds = new byte[256];
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private boolean ended;
  private long record;
  private int column;
  private boolean rowOpen;
  private int filled;
  private int widest = -1;
  private long parsedUnscaled;
  private int parsedScale;
  // A quoted field: the value so far ends at `to`; bytes from `from` on are still to be moved
  // there.
  private int from;
  private int to;

  /**
   * Prepares a scan.
   *
   * @param in the text in valid UTF-8 without a byte order mark; stays open
   * @param name the file, for messages
   * @param separator an ASCII character
   * @param maxFieldBytes the longest field in bytes
   */
  CsvScanner(
      InputStream in,
      String name,
      char separator,
      int maxFieldBytes,
      int maxColumns,
      CellSink sink) {
    this.in = in;
    this.name = name;
    this.sink = sink;
    this.maxFieldBytes = maxFieldBytes;
    this.maxColumns = maxColumns;
    kinds[separator] = SEPARATOR;
    kinds['\n'] = LINE_END;
    kinds['\r'] = LINE_END;
    kinds[0] = FORBIDDEN;
    quotedKinds['"'] = QUOTE;
    quotedKinds['\n'] = LINE_END;
    quotedKinds['\r'] = LINE_END;
    quotedKinds[0] = FORBIDDEN;
  }

  /**
   * Reads everything.
   *
   * @param skippedRecords how many records at the start are counted but not reported
   * @throws SourceUnreadableException if a quote is never closed, a field or a record is too long,
   *     or the text holds U+0000
   */
  void scan(int skippedRecords) throws IOException {
    for (int i = 0; i < skippedRecords && available(); i++) {
      record++;
      skipLine();
    }
    while (available()) {
      record++;
      column = 0;
      rowOpen = false;
      while (field() == SEPARATOR) {
        if (++column >= maxColumns) {
          throw refused("has more than " + maxColumns + " fields");
        }
      }
      if (rowOpen && column > widest) {
        widest = column;
        if (filled < column) {
          sink.blank(column, 0);
        }
      }
    }
  }

  private void skipLine() throws IOException {
    while (available()) {
      if (kinds[buffer[position] & 0xff] == LINE_END) {
        endRecord();
        return;
      }
      position++;
    }
  }

  private boolean available() throws IOException {
    if (position == limit) {
      refill();
    }
    return position < limit;
  }

  /** Reads one field and what ends it, which it returns. */
  private byte field() throws IOException {
    if (limit - position < LOOK_AHEAD && !ended) {
      refill();
    }
    byte first = buffer[position];
    if (first == '"') {
      return quotedField();
    }
    if (first <= '9') {
      int end = numberEnd(position);
      if (end >= 0) {
        byte kind = kinds[buffer[end] & 0xff];
        if (kind == SEPARATOR || kind == LINE_END) {
          openRow();
          sink.number(column, parsedUnscaled, parsedScale, 0);
          return finish(end);
        }
      }
    }
    int end = fieldEnd(position);
    emitText(position, end);
    return finish(end);
  }

  /** Returns where the separator or line end after i is; the field starts at the position. */
  private int fieldEnd(int start) throws IOException {
    int i = start;
    while (true) {
      byte[] bytes = buffer;
      byte[] table = kinds;
      while (table[bytes[i] & 0xff] == 0) {
        i++;
      }
      if (i < limit) {
        if (bytes[i] == 0) {
          throw holdsNul();
        }
        return i;
      }
      if (ended) {
        return limit;
      }
      i -= refill();
    }
  }

  private byte quotedField() throws IOException {
    from = position + 1;
    to = from;
    boolean spansLines = false;
    int i = from;
    while (true) {
      byte[] bytes = buffer;
      byte[] table = quotedKinds;
      while (table[bytes[i] & 0xff] == 0) {
        i++;
      }
      if (i + 1 >= limit && !ended) {
        i -= refill();
        continue; // to look at the same byte again, now with the one after it
      }
      if (i >= limit) {
        throw refused("opens a quote that is never closed");
      }
      byte next = i + 1 < limit ? bytes[i + 1] : 0;
      switch (bytes[i]) {
        case '"' -> {
          if (next != '"') {
            return closeQuoted(i, spansLines);
          }
          moveUpTo(i + 1); // one of the two quotes
          from = i + 2;
          i += 2;
        }
        case '\r' -> {
          spansLines = true;
          moveUpTo(i);
          int lineFeed = next == '\n' ? i + 1 : i;
          bytes[lineFeed] = '\n';
          from = lineFeed;
          i = lineFeed + 1;
        }
        case '\n' -> {
          spansLines = true;
          i++;
        }
        default -> throw holdsNul();
      }
    }
  }

  private byte closeQuoted(int quote, boolean spansLines) throws IOException {
    moveUpTo(quote);
    from = quote + 1;
    int end = fieldEnd(from);
    if (end > from && !Blanks.isBlank(buffer, from, end)) {
      if (spansLines) {
        throw refused("opens a quote that is closed only lines later, inside other text");
      }
      moveUpTo(end);
    }
    int start = position + 1;
    if (numberEnd(start) == to) {
      openRow();
      sink.number(column, parsedUnscaled, parsedScale, 0);
    } else {
      emitText(start, to);
    }
    return finish(end);
  }

  private void moveUpTo(int end) {
    int length = end - from;
    if (from != to) {
      System.arraycopy(buffer, from, buffer, to, length);
    }
    to += length;
    from = end;
  }

  /**
   * Parses a number that can be printed back as the same text.
   *
   * @return where it ends, or -1 if there is none
   */
  private int numberEnd(int start) {
    byte[] bytes = buffer;
    int i = start;
    boolean negative = bytes[i] == '-';
    if (negative) {
      i++;
    }
    int firstDigit = i;
    long value = 0;
    int digit = bytes[i] - '0';
    while (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digit = bytes[++i] - '0';
    }
    int digits = i - firstDigit;
    if (digits == 0 || (digits > 1 && bytes[firstDigit] == '0')) {
      return -1;
    }
    int scale = 0;
    if (bytes[i] == '.') {
      int firstDecimal = ++i;
      digit = bytes[i] - '0';
      while (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        digit = bytes[++i] - '0';
      }
      scale = i - firstDecimal;
      if (scale == 0 || scale > MAX_SCALE) {
        return -1;
      }
    }
    // Nineteen digits stay below 2^64, so one that passed 2^63 shows as negative.
    if (digits + scale > MAX_DIGITS || value < 0 || (negative && value == 0)) {
      return -1;
    }
    parsedUnscaled = negative ? -value : value;
    parsedScale = scale;
    return i;
  }

  private byte finish(int end) throws IOException {
    if (end >= limit) {
      position = limit;
      return FILE_END;
    }
    position = end;
    if (kinds[buffer[end] & 0xff] == SEPARATOR) {
      position++;
      return SEPARATOR;
    }
    endRecord();
    return LINE_END;
  }

  /** Steps over CR, LF or CRLF at the position. */
  private void endRecord() throws IOException {
    boolean carriageReturn = buffer[position] == '\r';
    position++;
    if (carriageReturn && available() && buffer[position] == '\n') {
      position++;
    }
  }

  private void emitText(int start, int end) {
    if (start == end || (buffer[start] <= ' ' && Blanks.isBlank(buffer, start, end))) {
      return;
    }
    if (end - start > maxFieldBytes) {
      throw tooLong();
    }
    openRow();
    sink.text(column, buffer, start, end - start, 0);
  }

  private void openRow() {
    filled = column;
    if (!rowOpen) {
      rowOpen = true;
      sink.beginRow(record, false);
    }
  }

  /**
   * Moves what is not consumed to the start of the buffer and fills the rest.
   *
   * @return by how much bytes moved to the left
   */
  private int refill() throws IOException {
    int moved = position;
    int held = limit - moved;
    // Raw bytes of a quoted field can be twice its value.
    if (held / 2 > maxFieldBytes) {
      throw tooLong();
    }
    byte[] target =
        held > buffer.length / 2
            ? new byte[(int) Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L)]
            : buffer;
    System.arraycopy(buffer, moved, target, 0, held);
    buffer = target;
    position = 0;
    from -= moved;
    to -= moved;
    int wanted = buffer.length - 1 - held;
    int read = in.readNBytes(buffer, held, wanted);
    ended = read < wanted;
    limit = held + read;
    buffer[limit] = '\n';
    return moved;
  }

  private SourceUnreadableException holdsNul() {
    return refused("holds a NUL byte, which no text does");
  }

  private SourceUnreadableException tooLong() {
    return refused(
        "has a field longer than "
            + maxFieldBytes
            + " bytes, or opens a quote that is never closed");
  }

  private SourceUnreadableException refused(String what) {
    return new SourceUnreadableException(
        name + ": record " + record + " " + what,
        "Correct that record in the file, or ask its publisher for a sound copy.");
  }
}
