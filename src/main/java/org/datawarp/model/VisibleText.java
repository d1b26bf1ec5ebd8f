package org.datawarp.model;

/**
 * Text from outside, such as names in a workbook, a server's answers, rows of a database or keys of
 * a bucket, made fit to be shown: what would act on a terminal, hide something or turn the order of
 * letters around is written as its number instead, {@code \x1b} or {@code \u005cu202e}. Everything
 * else stays as it is.
 */
public final class VisibleText {
  private VisibleText() {}

  /** Returns a text on one line; line breaks and tabs are made visible too. */
  public static String line(String text) {
    return escaped(text, false, false);
  }

  /** Returns a text of several lines; line feeds and tabs stay. */
  public static String lines(String text) {
    return escaped(text, true, false);
  }

  /** Returns a JSON text that means the same, with such characters escaped as JSON escapes them. */
  public static String json(String text) {
    return escaped(text, true, true);
  }

  /**
   * Tells whether a UTF-16 unit is one that is written as its number: controls (C0, DEL, C1), line
   * and paragraph separators, and what sets the direction of writing.
   */
  public static boolean isHidden(char unit) {
    return unit < ' '
        || (unit >= 0x7f && unit <= 0x9f)
        || unit == 0x061c
        || (unit >= 0x200e && unit <= 0x200f)
        || (unit >= 0x2028 && unit <= 0x202e)
        || (unit >= 0x2066 && unit <= 0x2069);
  }

  /** Returns the number of a unit as it is shown. */
  public static String number(char unit) {
    return unit < 0x100
        ? String.format(java.util.Locale.ROOT, "\\x%02x", (int) unit)
        : String.format(java.util.Locale.ROOT, "\\u%04x", (int) unit);
  }

  private static String escaped(String text, boolean keepsLines, boolean isJson) {
    int first = findHidden(text, 0, keepsLines);
    if (first < 0) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16);
    int from = 0;
    for (int at = first; at >= 0; at = findHidden(text, from, keepsLines)) {
      char unit = text.charAt(at);
      shown.append(text, from, at);
      shown.append(
          isJson ? String.format(java.util.Locale.ROOT, "\\u%04x", (int) unit) : number(unit));
      from = at + 1;
    }
    return shown.append(text, from, text.length()).toString();
  }

  private static int findHidden(String text, int from, boolean keepsLines) {
    for (int i = from; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(unit)
          || (isHidden(unit) && !(keepsLines && (unit == '\n' || unit == '\t')))) {
        return i;
      }
    }
    return -1;
  }
}
