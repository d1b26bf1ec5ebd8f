package org.datawarp.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Text in UTF-8 on its way to a terminal: line by line, controls made visible. */
final class ShownLines extends OutputStream {
  private static final int MAX_LINE = 1 << 16;

  private final Console console;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  ShownLines(Console console) {
    this.console = console;
  }

  @Override
  public void write(int value) {
    if (value == '\n' || line.size() == MAX_LINE) {
      flush();
    }
    if (value != '\n' && value != '\r') {
      line.write(value);
    }
  }

  /** Prints what there is of a line. */
  @Override
  public void flush() {
    if (line.size() > 0) {
      console.verbatim(line.toString(StandardCharsets.UTF_8));
      line.reset();
    }
  }
}
