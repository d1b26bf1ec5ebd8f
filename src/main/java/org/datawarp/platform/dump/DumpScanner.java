package org.datawarp.platform.dump;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.datawarp.model.error.RefusedException;
import org.jspecify.annotations.Nullable;

/*
 * Follows psql's scanner (psqlscan.l): what ends a statement, what is quoted, and where a
 * backslash is a command. Works on bytes: everything that counts is ASCII, and bytes of other
 * characters are never mistaken for it in UTF-8.
 */
/**
 * Takes a dump in plain SQL apart: statements, and the rows behind {@code COPY … FROM stdin}.
 * Commands of psql are refused, but for <code>&#92;restrict</code> and its opposite, which only
 * forbid others. Memory is bounded by the longest statement.
 */
final class DumpScanner {
  private static final int BUFFER_BYTES = 1 << 18;
  private static final int MAX_STATEMENT_BYTES = 64 << 20;
  private static final Pattern HARMLESS_COMMAND =
      Pattern.compile("\\\\(?:un)?restrict [0-9A-Za-z]+\\s*");

  private final InputStream in;
  private final String name;
  private final AtomicBodyTokens words = new AtomicBodyTokens();
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long line = 1;
  private byte[] text = new byte[1024];
  private int length;
  private int depth;
  private final ByteArrayOutputStream passed = new ByteArrayOutputStream();

  /**
   * One statement.
   *
   * @param sql its text with its semicolon, without comments before it
   * @param line where it begins, from 1
   */
  record Statement(String sql, long line) {
    /** Returns where the rows that follow belong; empty where none follow. */
    Optional<CopyHead> copy() {
      return CopyHead.parse(sql);
    }
  }

  /** Takes rows as they come, in pieces. */
  interface RowTarget {
    void take(byte[] bytes, int from, int length) throws IOException;
  }

  /**
   * Begins.
   *
   * @param in plain SQL; the caller closes it
   * @param name of the file, for messages
   */
  DumpScanner(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /**
   * Returns what {@link #next} read: the statement with the comments and commands before it, or
   * what is behind the last.
   */
  byte[] text() {
    return passed.toByteArray();
  }

  /** Returns the line that is read, from 1. */
  long line() {
    return line;
  }

  /** Returns the next statement, or null at the end. */
  @Nullable Statement next() throws IOException {
    passed.reset();
    length = 0;
    depth = 0;
    words.clear();
    int c = firstOfStatement();
    if (c < 0) {
      return null;
    }
    long start = line;
    for (; c >= 0; c = read()) {
      append(c);
      scan(c);
      if (c == ';' && depth == 0 && !words.isInBody()) {
        return new Statement(new String(text, 0, length, StandardCharsets.UTF_8), start);
      }
    }
    throw cutOff("in the middle of the statement that begins at line " + start);
  }

  /** Reads the rows behind a COPY statement, up to and without the line {@code \.}. */
  void rows(RowTarget target) throws IOException {
    int c = read();
    while (c == ' ' || c == '\r' || c == '\t') {
      c = read();
    }
    if (c != '\n') {
      throw refused("something follows the semicolon of COPY", "rows begin on the next line");
    }
    while (true) {
      if (limit - position < 4 && !fillMore(4) && limit == position) {
        throw cutOff("in the middle of the rows of a table");
      }
      if (isEndOfRows()) {
        return;
      }
      takeLine(target);
    }
  }

  private boolean isEndOfRows() {
    if (limit - position < 2 || buffer[position] != '\\' || buffer[position + 1] != '.') {
      return false;
    }
    int after = position + 2;
    if (after < limit && buffer[after] == '\r') {
      after++;
    }
    if (after < limit && buffer[after] != '\n') {
      return false;
    }
    position = Math.min(after + 1, limit);
    line++;
    return true;
  }

  /** Passes on bytes to the end of a line; of whole lines as many as no end of rows can be in. */
  private void takeLine(RowTarget target) throws IOException {
    int from = position;
    while (true) {
      while (position < limit) {
        if (buffer[position++] == '\n') {
          line++;
          if (limit - position < 4 || buffer[position] == '\\') {
            target.take(buffer, from, position - from);
            return;
          }
        }
      }
      target.take(buffer, from, position - from);
      if (!fill()) {
        throw cutOff("in the middle of a row");
      }
      from = position;
    }
  }

  /** Skips blanks, comments and harmless commands; returns the first character of a statement. */
  private int firstOfStatement() throws IOException {
    while (true) {
      int c = read();
      if (c < 0 || !(isBlank(c) || c == '-' || c == '/' || c == '\\')) {
        return c;
      }
      if (c == '-' && peek() == '-') {
        skipLine();
      } else if (c == '/' && peek() == '*') {
        read();
        skipComment();
      } else if (c == '\\') {
        command();
      } else if (!isBlank(c)) {
        return c;
      }
    }
  }

  private void scan(int c) throws IOException {
    switch (c) {
      case '\'' -> quoted(c, words.isEscapePrefix());
      case '"' -> quoted(c, false);
      case '$' -> dollar();
      case '(' -> depth++;
      case ')' -> depth = Math.max(0, depth - 1);
      case '\\' -> throw refusedCommand("\\" + (char) Math.max(' ', peek()));
      case '-' -> {
        if (peek() == '-') {
          length--;
          append(' ');
          skipLine();
        }
      }
      case '/' -> {
        if (peek() == '*') {
          length--;
          append(' ');
          read();
          skipComment();
        }
      }
      default -> {
        // Words are followed below.
      }
    }
    words.take(c, depth);
  }

  private void quoted(int quote, boolean escapes) throws IOException {
    long start = line;
    while (true) {
      int c = read();
      if (c < 0) {
        throw cutOff("in the middle of the quoted text that begins at line " + start);
      }
      append(c);
      if (c == '\\' && escapes) {
        append(Math.max(0, read()));
      } else if (c == quote) {
        if (peek() != quote) {
          return;
        }
        append(read());
      }
    }
  }

  /** A dollar quote, unless the dollar is part of a name or of a parameter. */
  private void dollar() throws IOException {
    if (words.isInWord()) {
      return;
    }
    int start = length - 1;
    int c = peek();
    while (isTag(c)) {
      append(read());
      c = peek();
    }
    if (c != '$' || (length - start > 1 && text[start + 1] >= '0' && text[start + 1] <= '9')) {
      return;
    }
    append(read());
    byte[] tag = Arrays.copyOfRange(text, start, length);
    long begin = line;
    int body = length;
    while (true) {
      int next = read();
      if (next < 0) {
        throw cutOff("in the middle of the quoted text that begins at line " + begin);
      }
      append(next);
      if (next == '$'
          && length - body >= tag.length
          && Arrays.equals(text, length - tag.length, length, tag, 0, tag.length)) {
        return;
      }
    }
  }

  private void command() throws IOException {
    StringBuilder command = new StringBuilder("\\");
    long at = line;
    for (int c = read(); c >= 0 && c != '\n'; c = read()) {
      if (command.length() < 200) {
        command.append((char) c);
      }
    }
    if (!HARMLESS_COMMAND.matcher(command).matches()) {
      line = at;
      throw refusedCommand(command.toString().split("\\s", 2)[0]);
    }
  }

  private void skipLine() throws IOException {
    int c = read();
    while (c >= 0 && c != '\n') {
      c = read();
    }
  }

  private void skipComment() throws IOException {
    long start = line;
    int open = 1;
    while (open > 0) {
      int c = read();
      if (c < 0) {
        throw cutOff("in the middle of the comment that begins at line " + start);
      }
      if (c == '*' && peek() == '/') {
        read();
        open--;
      } else if (c == '/' && peek() == '*') {
        read();
        open++;
      }
    }
  }

  private void append(int c) {
    if (length == text.length) {
      if (length >= MAX_STATEMENT_BYTES) {
        throw refused("a statement is longer than 64 MB", "dumps have their rows in COPY");
      }
      text = Arrays.copyOf(text, length * 2);
    }
    text[length++] = (byte) c;
  }

  private int read() throws IOException {
    if (position == limit && !fill()) {
      return -1;
    }
    int c = buffer[position++] & 0xff;
    passed.write(c);
    if (c == '\n') {
      line++;
    } else if (c == 0) {
      throw refused("there is a zero byte", "this is no dump in plain SQL");
    }
    return c;
  }

  private int peek() throws IOException {
    return position == limit && !fill() ? -1 : buffer[position] & 0xff;
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = 0;
    return fillMore(1);
  }

  /** Makes sure that so many bytes are at hand; false where the file ends before. */
  private boolean fillMore(int wanted) throws IOException {
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      limit -= position;
      position = 0;
    }
    try {
      while (limit < wanted) {
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
          return false;
        }
        limit += count;
      }
      return true;
    } catch (EOFException e) {
      throw cutOff("for the compressed file is not whole");
    } catch (java.util.zip.ZipException e) {
      throw refused("the compressed file is damaged: " + e.getMessage(), "take another backup");
    }
  }

  private RefusedException refusedCommand(String command) {
    return refused(
        "there is the command " + command + " for psql, which is not carried out",
        "make the dump in plain SQL with pg_dump, without --create");
  }

  private RefusedException cutOff(String where) {
    return refused("the file ends " + where, "it was cut off: take another backup");
  }

  private RefusedException refused(String what, String hint) {
    return new RefusedException(name + ", line " + line + ": " + what, hint);
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == 0xb;
  }

  private static boolean isTag(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c >= 0x80;
  }
}
