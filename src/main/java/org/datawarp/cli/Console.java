package org.datawarp.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.datawarp.codec.JsonCodec;
import org.jspecify.annotations.Nullable;

/**
 * Where a command writes: results on standard output, everything else on standard error.
 *
 * @param out results
 * @param err messages and progress
 * @param terminal whether standard error is a terminal on which progress may be drawn
 * @param colour whether colours may be used
 */
public record Console(PrintWriter out, PrintWriter err, boolean terminal, boolean colour) {

  /** Prints one line of a result. */
  void print(String line) {
    out.println(line);
    out.flush();
  }

  /** Prints a JSON value. */
  void json(Map<String, ? extends @Nullable Object> object) {
    print(JsonCodec.write(object));
  }

  /** Prints a message for a person. */
  void tell(String line) {
    err.println(line);
    err.flush();
  }

  /** Prints a warning. */
  void warn(String line) {
    tell(paint("33", "warning: ") + line);
  }

  /** Prints rows under headings, columns aligned. */
  void table(List<String> headings, List<List<String>> rows) {
    out.print(TextTable.render(headings, rows));
    out.flush();
  }

  /** Returns a text in a colour where colours may be used. */
  String paint(String code, String text) {
    return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
