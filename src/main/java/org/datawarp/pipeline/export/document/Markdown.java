package org.datawarp.pipeline.export.document;

import org.datawarp.model.VisibleText;

/** Texts as Markdown that shows them and nothing else, in a paragraph or a cell of a table. */
final class Markdown {
  private static final int MAX_VALUE = 40;
  private static final String SPECIAL = "\\`*_[]|~#$";

  private Markdown() {}

  /** Returns a text on one line, whatever it held of markup. */
  static String text(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    text.strip()
        .codePoints()
        .forEach(
            c -> {
              if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                if (out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
                  out.append(' ');
                }
              } else if (c < 0x10000 && isShownAsNumber((char) c)) {
                out.append('\\').append(VisibleText.number((char) c));
              } else if (c == '&') {
                out.append("&amp;");
              } else if (c == '<' || c == '>') {
                out.append(c == '<' ? "&lt;" : "&gt;");
              } else {
                if (SPECIAL.indexOf(c) >= 0) {
                  out.append('\\');
                }
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  private static boolean isShownAsNumber(char unit) {
    return VisibleText.isHidden(unit) || Character.isSurrogate(unit);
  }

  /** Returns a value from a table: short, and visible where it is empty. */
  static String value(String text) {
    if (text.isEmpty()) {
      return "(empty)";
    }
    int length = text.codePointCount(0, text.length());
    return length <= MAX_VALUE
        ? text(text)
        : text(text.substring(0, text.offsetByCodePoints(0, MAX_VALUE))) + "…";
  }

  /** Returns a name or hash of ours in the typewriter's letters. */
  static String code(String text) {
    boolean isPlain =
        text.chars().noneMatch(c -> c == '`' || c == '|' || isShownAsNumber((char) c));
    return isPlain ? "`" + text + "`" : text(text);
  }

  /** Returns an address as a link where it is one of the web, else as text. */
  static String link(String url) {
    boolean isPlain =
        (url.startsWith("https://") || url.startsWith("http://"))
            && url.chars().allMatch(c -> c > ' ' && c < 0x7f && "<>|\\`\"".indexOf(c) < 0);
    return isPlain ? "<" + url + ">" : text(url);
  }
}
