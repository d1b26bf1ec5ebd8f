package org.datawarp.pipeline.workbook.csv;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.workbook.CellSink;

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
 * appended, blanks there are dropped. Where the quoted part spans lines and text follows it, or no
 * quote closes it, records would vanish into a field: then that field is plain text that starts
 * with a quote, and ends at the next separator or line end; where records have a usual number of
 * fields, at the separator that leaves its record with as many. So does a field whose every line,
 * taken alone, is a whole record. Blank records are counted and not reported.
 */
public final class CsvScanner {
  private static final int BUFFER_BYTES = 1 << 17;

  /** More than the longest number, so that none touches the end of the buffer. */
  private static final int LOOK_AHEAD = 64;

  /** Bytes that may be searched for closing quotes that are not there. */
  private static final long MAX_SEARCHED_IN_VAIN = 1L << 30;

  /** Records named one by one. */
  static final int MAX_NAMED = 10;

  /** A line longer than this is not searched for the field that is one too many. */
  private static final int MAX_JOINED_BYTES = 1 << 16;

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
  private final CsvDialect dialect;
  private final byte separator;
  private final byte quote;
  private final boolean dropsBlanks;
  private final boolean joinsBlanks;
  private final byte[] kinds = new byte[256];
  private final byte[] quotedKinds = new byte[256];
  private final PlainNumber number = new PlainNumber();
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private boolean ended;
  private long record;
  private int column;
  private boolean rowOpen;
  private int filled;
  private int widest = -1;
  private final List<Long> literalQuotes = new ArrayList<>();
  private long literalQuoteCount;
  private long searchedInVain;

  /**
   * Prepares a scan.
   *
   * @param in the text in valid UTF-8 without a byte order mark; stays open
   * @param name the file, for messages
   * @param dialect how it is written
   * @param maxFieldBytes the longest field in bytes
   */
  public CsvScanner(
      InputStream in,
      String name,
      CsvDialect dialect,
      int maxFieldBytes,
      int maxColumns,
      CellSink sink) {
    this.in = in;
    this.name = name;
    this.sink = sink;
    this.dialect = dialect;
    this.separator = (byte) dialect.separator();
    this.quote = (byte) dialect.quote();
    this.dropsBlanks = dialect.spacing() != CsvDialect.Spacing.KEPT;
    this.joinsBlanks = dialect.spacing() == CsvDialect.Spacing.JOINED;
    this.maxFieldBytes = maxFieldBytes;
    this.maxColumns = maxColumns;
    kinds[separator] = SEPARATOR;
    kinds['\n'] = LINE_END;
    kinds['\r'] = LINE_END;
    kinds[0] = FORBIDDEN;
    quotedKinds[quote] = QUOTE;
    quotedKinds['\n'] = LINE_END;
    quotedKinds['\r'] = LINE_END;
    quotedKinds[0] = FORBIDDEN;
  }

  /**
   * Reads everything.
   *
   * @throws SourceUnreadableException if a field or a record is too long, or the text holds U+0000
   */
  public void scan() throws IOException {
    for (int i = 0; i < dialect.skippedRecords() && available(); i++) {
      record++;
      skipLine();
    }
    while (available()) {
      record++;
      column = record == dialect.unnumbered() ? 1 : 0;
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

  /** Returns how many fields start with a quote that nothing closes. */
  long literalQuotes() {
    return literalQuoteCount;
  }

  /** Returns the first records with such fields, each once. */
  List<Long> recordsWithLiteralQuotes() {
    return List.copyOf(literalQuotes);
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
    if (dropsBlanks) {
      skipBlanks();
    }
    if (limit - position < LOOK_AHEAD && !ended) {
      refill();
    }
    byte first = buffer[position];
    if (first == quote) {
      return quotedField();
    }
    if (first <= '9') {
      int end = number.parse(buffer, position);
      if (end >= 0) {
        byte kind = kinds[buffer[end] & 0xff];
        if (kind == SEPARATOR || kind == LINE_END) {
          openRow();
          sink.number(column, number.unscaled(), number.scale(), 0);
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
    boolean spansLines = false;
    boolean escapes = false;
    int i = position + 1;
    while (true) {
      byte[] bytes = buffer;
      byte[] table = quotedKinds;
      while (table[bytes[i] & 0xff] == 0) {
        i++;
      }
      if (i + 1 >= limit && !ended) {
        if (isTooLongQuoted()) {
          return literalField(i - position);
        }
        i -= refill();
        continue; // to look at the same byte again, now with the one after it
      }
      if (i >= limit) {
        return literalField(i - position);
      }
      switch (table[bytes[i] & 0xff]) {
        case QUOTE -> {
          if (i + 1 >= limit || bytes[i + 1] != quote) {
            return closeQuoted(i - position, spansLines, escapes);
          }
          escapes = true;
          i += 2;
        }
        case LINE_END -> {
          spansLines = true;
          escapes |= bytes[i] == '\r';
          i++;
        }
        default -> throw holdsNul();
      }
    }
  }

  private boolean isTooLongQuoted() {
    // Raw bytes can be twice the value.
    return (limit - position) / 2 > maxFieldBytes;
  }

  /** Ends a quoted field at its closing quote, a distance from the position. */
  private byte closeQuoted(int distance, boolean spansLines, boolean escapes) throws IOException {
    int end = fieldEnd(position + distance + 1);
    int quoteAt = position + distance;
    int start = position + 1;
    boolean more = end > quoteAt + 1 && !Blanks.isBlank(buffer, quoteAt + 1, end);
    if (spansLines && (more || isWholeRecords(start, quoteAt))) {
      return literalField(distance);
    }
    int valueEnd = escapes ? unescape(start, quoteAt) : quoteAt;
    if (more) {
      System.arraycopy(buffer, quoteAt + 1, buffer, valueEnd, end - quoteAt - 1);
      valueEnd += end - quoteAt - 1;
    }
    if (number.parse(buffer, start) == valueEnd) {
      openRow();
      sink.number(column, number.unscaled(), number.scale(), 0);
    } else {
      emitText(start, valueEnd);
    }
    return finish(end);
  }

  /** Makes doubled quotes single and line ends line feeds, in place; returns the new end. */
  private int unescape(int start, int end) {
    byte[] bytes = buffer;
    int to = start;
    int i = start;
    while (i < end) {
      byte b = bytes[i++];
      if (b == quote) {
        i++;
      } else if (b == '\r') {
        b = '\n';
        i += i < end && bytes[i] == '\n' ? 1 : 0;
      }
      bytes[to++] = b;
    }
    return to;
  }

  /**
   * Tells whether the lines of a field are records: each of them, the first and the last with what
   * stands before and after, has the usual number of fields. Text of a few lines may look so by
   * chance: the fewer separators, the more lines it takes. A text that begins and ends with a
   * separator is what stands between two lone quotes, which mean "ditto".
   */
  private boolean isWholeRecords(int start, int end) {
    int usual = dialect.fields();
    if (usual < 2) {
      return false;
    }
    int lines = 0;
    int fields = column + 1;
    for (int i = start; i < end; i++) {
      byte b = buffer[i];
      if (b == separator) {
        fields++;
      } else if (b == '\n' || (b == '\r' && buffer[i + 1] != '\n')) {
        if (fields != usual) {
          return false;
        }
        lines++;
        fields = 1;
      }
    }
    int inner = usual == 2 ? 3 : usual <= 4 ? 2 : 1;
    boolean isBetweenDittos = buffer[start] == separator && buffer[end - 1] == separator;
    return fields <= usual && (lines > inner || isBetweenDittos);
  }

  /** Takes the field at the position for plain text that happens to start with a quote. */
  private byte literalField(int searchedBytes) throws IOException {
    literalQuoteCount++;
    int named = literalQuotes.size();
    if (named < MAX_NAMED && (named == 0 || literalQuotes.get(named - 1) != record)) {
      literalQuotes.add(record);
    }
    searchedInVain += searchedBytes;
    if (searchedInVain > MAX_SEARCHED_IN_VAIN) {
      throw refused("is one of many that open a quote and never close it");
    }
    int length = literalLength();
    int end = position + length;
    emitText(position, end);
    return finish(end);
  }

  /** Returns the length that leaves the record at the position with the usual number of fields. */
  private int literalLength() throws IOException {
    int end = fieldEnd(position);
    int first = end - position;
    int surplus = column + 1 - dialect.fields();
    int length = first;
    while (dialect.fields() > 1 && isSeparatorAt(position + length) && length < MAX_JOINED_BYTES) {
      length = fieldEnd(position + length + 1) - position;
      surplus++;
    }
    if (surplus <= 0 || dialect.fields() < 2 || isSeparatorAt(position + length)) {
      return first;
    }
    length = first;
    for (int i = 0; i < surplus; i++) {
      length = fieldEnd(position + length + 1) - position;
    }
    return length;
  }

  private boolean isSeparatorAt(int at) {
    return at < limit && kinds[buffer[at] & 0xff] == SEPARATOR;
  }

  private byte finish(int end) throws IOException {
    if (end >= limit) {
      position = limit;
      return FILE_END;
    }
    position = end;
    if (kinds[buffer[end] & 0xff] == SEPARATOR) {
      position++;
      if (!joinsBlanks) {
        return SEPARATOR;
      }
      skipBlanks();
      if (position == limit) {
        return FILE_END;
      }
      if (kinds[buffer[position] & 0xff] != LINE_END) {
        return SEPARATOR;
      }
    }
    endRecord();
    return LINE_END;
  }

  private void skipBlanks() throws IOException {
    while (available() && buffer[position] == ' ') {
      position++;
    }
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
    if (held / 2 > Math.max(maxFieldBytes, LOOK_AHEAD)) {
      throw tooLong();
    }
    byte[] target =
        held > buffer.length / 2
            ? new byte[(int) Math.min(Integer.MAX_VALUE - 8L, buffer.length * 2L)]
            : buffer;
    System.arraycopy(buffer, moved, target, 0, held);
    buffer = target;
    position = 0;
    int wanted = buffer.length - 1 - held;
    int read = in.readNBytes(buffer, held, wanted);
    ended = read < wanted;
    sink.contentRead(read);
    limit = held + read;
    buffer[limit] = '\n';
    return moved;
  }

  private SourceUnreadableException holdsNul() {
    return refused("holds a NUL byte, which no text does");
  }

  private SourceUnreadableException tooLong() {
    return refused("has a field longer than " + maxFieldBytes + " bytes");
  }

  private SourceUnreadableException refused(String what) {
    return new SourceUnreadableException(
        name + ": record " + record + " " + what,
        "correct that record in the file, or ask its publisher for a sound copy");
  }
}
