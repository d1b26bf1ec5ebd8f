package org.datawarp.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.datawarp.cli.output.AlignedTable;
import org.datawarp.cli.output.WrappedText;
import org.datawarp.model.Secrets;
import org.datawarp.model.VisibleText;
import org.datawarp.platform.codec.JsonCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a command writes: results on standard output, everything else on standard error. Whatever
 * is written here passes {@link VisibleText} and {@link Secrets}, since nearly all of it holds text
 * from outside.
 *
 * @param out results
 * @param err messages and progress
 * @param terminal whether standard error is a terminal on which progress may be drawn
 * @param colour whether colours may be used
 * @param columns asks how wide tables may be
 * @param raw standard output for a file's bytes
 */
public record Console(
    PrintWriter out,
    PrintWriter err,
    boolean terminal,
    boolean colour,
    IntSupplier columns,
    OutputStream raw) {

  private static final Logger LOG = LoggerFactory.getLogger(Console.class);
  private static final int WORD = 11;
  private static final int SHORT = 40;

  /** Makes one on which lines are as long as they come and that no bytes are written to. */
  public Console(PrintWriter out, PrintWriter err, boolean terminal, boolean colour) {
    this(out, err, terminal, colour, () -> Integer.MAX_VALUE, OutputStream.nullOutputStream());
  }

  /** How a text stands out where colours may be used. */
  public enum Style {
    BOLD("1"),
    RED("31"),
    YELLOW("33"),
    CYAN("36");

    private final String code;

    Style(String code) {
      this.code = code;
    }
  }

  /** Prints one line of a result; on a terminal it goes on below between words. */
  public void print(String line) {
    String text = line.stripLeading();
    write(out, line.substring(0, line.length() - text.length()), text);
  }

  /** Prints one line of a result as it is, however long: what programs read, or people copy. */
  public void verbatim(String line) {
    out.println(shown(line));
    out.flush();
  }

  /** Prints one line of a result that stands out. */
  public void print(Style style, String line) {
    lines("", line).forEach(each -> out.println(paint(style, each)));
    out.flush();
  }

  /** Prints a record, or a map, as a JSON object. */
  public void json(Object object) {
    out.println(VisibleText.json(Secrets.blotted(JsonCodec.write(object))));
    out.flush();
  }

  /**
   * Returns where the bytes of a file go as they are; on a terminal each line of text is shown as
   * {@link #print} shows it. The caller flushes it.
   */
  public OutputStream bytes() {
    out.flush();
    return terminal ? new ShownLines(this) : raw;
  }

  /** Returns the same without messages, warnings and progress. */
  public Console quietly() {
    return new Console(out, new PrintWriter(Writer.nullWriter()), terminal, colour, columns, raw);
  }

  /** Prints a message for a person. */
  public void tell(String line) {
    LOG.trace(line);
    write(err, "", line);
  }

  /** Prints a message whose first words stand out. */
  public void tell(Style style, String head, String rest) {
    LOG.trace("{}{}", head, rest);
    List<String> lines = lines(head, rest);
    err.println(paint(style, head) + lines.get(0).substring(head.length()));
    lines.stream().skip(1).forEach(err::println);
    err.flush();
  }

  /** Prints a failure, and what to do next. */
  public void fail(String line, @Nullable String hint) {
    tell(Style.RED, "error: ", line);
    if (hint != null) {
      tell(Style.CYAN, "hint:  ", hint);
    }
  }

  /** Prints a warning. */
  public void warn(String line) {
    tell(Style.YELLOW, "warning: ", line);
  }

  /** Prints a word and what it stands for; such words stand in a column. */
  public void entry(String word, String text) {
    write(out, String.format(Locale.ROOT, "%-" + WORD + "s", word), text);
  }

  /** Prints rows under headings, columns aligned. */
  public void table(List<String> headings, List<List<String>> rows) {
    out.print(AlignedTable.render(headings, rows, columns.getAsInt()));
    out.flush();
  }

  private void write(PrintWriter to, String head, String text) {
    lines(head, text).forEach(to::println);
    to.flush();
  }

  /** The width is asked for only where it may matter. */
  private List<String> lines(String head, String text) {
    String shown = shown(text);
    int length = head.length() + shown.length();
    return length <= SHORT || length <= columns.getAsInt()
        ? List.of(head + shown)
        : WrappedText.hanging(head, shown, columns.getAsInt());
  }

  /** Returns a text as it may be shown: without secrets, its controls made visible. */
  public static String shown(String text) {
    return VisibleText.line(Secrets.blotted(text));
  }

  private String paint(Style style, String text) {
    String shown = shown(text);
    return colour ? "\u001b[" + style.code + "m" + shown + "\u001b[0m" : shown;
  }
}
