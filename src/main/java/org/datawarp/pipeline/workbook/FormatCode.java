package org.datawarp.pipeline.workbook;

import org.datawarp.pipeline.workbook.NumberFormat.Kind;

/** Reads the first section of one number format code, given in lower case. */
final class FormatCode {
  private final String code;
  private int at;
  private boolean date;
  private boolean time;
  private boolean elapsed;
  private boolean digits;
  private int style;
  // The m of hours and seconds is minutes, any other the month; known only after the next token.
  private boolean undecidedM;
  private char lastToken;

  FormatCode(String code) {
    this.code = code;
  }

  NumberFormat read() {
    boolean more = true;
    while (more && at < code.length()) {
      more = step(code.charAt(at));
    }
    decideM('\0');
    Kind kind = Kind.NUMBER;
    if (!digits) {
      if (date) {
        kind = time || elapsed ? Kind.DATE_TIME : Kind.DATE;
      } else if (elapsed) {
        kind = Kind.DURATION;
      } else if (time) {
        kind = Kind.TIME;
      }
    }
    return new NumberFormat(kind, kind == Kind.NUMBER ? style : 0);
  }

  /** Reads what stands here; false at the end of the section. */
  private boolean step(char c) {
    switch (c) {
      case ';' -> {
        return false;
      }
      case '"' -> quoted();
      case '\\' -> {
        currency(at + 1 < code.length() ? code.charAt(at + 1) : ' ');
        at += 2;
      }
      case '_', '*' -> at += 2;
      case '[' -> bracketed();
      case '%' -> {
        style |= CellSink.PERCENT;
        at++;
      }
      case '#', '?', '0' -> {
        digits = true;
        at++;
      }
      case '.' -> fraction();
      default -> word(c);
    }
    return true;
  }

  private void quoted() {
    at++;
    while (at < code.length() && code.charAt(at) != '"') {
      currency(code.charAt(at++));
    }
    at++;
  }

  /** A colour, a condition, an elapsed time, or a currency and locale as in {@code [$£-809]}. */
  private void bracketed() {
    int end = code.indexOf(']', at);
    String inside = code.substring(at + 1, end < 0 ? code.length() : end);
    at = end < 0 ? code.length() : end + 1;
    if (inside.startsWith("$")) {
      int dash = inside.indexOf('-');
      if (dash < 0 ? inside.length() > 1 : dash > 1) {
        style |= CellSink.CURRENCY;
      }
    } else if (!inside.isEmpty() && "hms".indexOf(inside.charAt(0)) >= 0) {
      char unit = inside.charAt(0);
      if (inside.chars().allMatch(c -> c == unit)) {
        decideM(unit);
        elapsed = true;
        lastToken = unit;
      }
    }
  }

  /** A decimal point; the zeros behind seconds are fractions of them. */
  private void fraction() {
    at++;
    if (lastToken == 's') {
      while (at < code.length() && code.charAt(at) == '0') {
        at++;
      }
    }
  }

  private void word(char c) {
    if (code.startsWith("general", at)) {
      digits = true;
      at += 7;
    } else if (code.startsWith("am/pm", at)) {
      time = true;
      at += 5;
    } else if (code.startsWith("a/p", at)) {
      time = true;
      at += 3;
    } else if (c == 'e' && at + 1 < code.length() && "+-".indexOf(code.charAt(at + 1)) >= 0) {
      at += 2;
    } else {
      int end = at;
      while (end < code.length() && code.charAt(end) == c) {
        end++;
      }
      token(c, end - at);
      at = end;
    }
  }

  private void token(char c, int length) {
    switch (c) {
      // e and g are the year and era of Japan, b the year of Thailand, aaa a weekday.
      case 'y', 'd', 'e', 'g' -> dateToken(c);
      case 'b' -> {
        if (length > 1) {
          dateToken('y');
        }
      }
      case 'a' -> {
        if (length > 2) {
          dateToken('d');
        }
      }
      case 'h', 's' -> {
        decideM(c);
        time = true;
        lastToken = c;
      }
      case 'm' -> {
        decideM('m');
        if (length > 2) {
          date = true;
        } else if (lastToken == 'h') {
          time = true;
        } else {
          undecidedM = true;
        }
        lastToken = 'm';
      }
      default -> currency(c);
    }
  }

  private void dateToken(char c) {
    decideM(c);
    date = true;
    lastToken = c;
  }

  private void decideM(char next) {
    if (undecidedM) {
      if (next == 's') {
        time = true;
      } else {
        date = true;
      }
      undecidedM = false;
    }
  }

  private void currency(char c) {
    if (Character.getType(c) == Character.CURRENCY_SYMBOL) {
      style |= CellSink.CURRENCY;
    }
  }
}
