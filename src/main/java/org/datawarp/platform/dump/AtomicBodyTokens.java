package org.datawarp.platform.dump;

import java.util.Locale;

/**
 * Follows the words of a statement, to know when a semicolon belongs to a function's body in {@code
 * BEGIN ATOMIC … END} and not to the statement, as psql does.
 */
final class AtomicBodyTokens {
  private static final int FIRST_WORDS = 4;
  private static final int MAX_LENGTH = 16;

  private final StringBuilder word = new StringBuilder();
  private final StringBuilder first = new StringBuilder();
  private boolean inWord;
  private int count;
  private int begun;

  void clear() {
    word.setLength(0);
    first.setLength(0);
    inWord = false;
    count = 0;
    begun = 0;
  }

  /** Takes the next character that is not quoted. */
  void take(int c, int parentheses) {
    boolean letter =
        (c >= 'a' && c <= 'z')
            || (c >= 'A' && c <= 'Z')
            || c == '_'
            || c >= 0x80
            || (inWord && ((c >= '0' && c <= '9') || c == '$'));
    if (letter) {
      if (!inWord) {
        word.setLength(0);
      }
      inWord = true;
      if (word.length() <= MAX_LENGTH) {
        word.append((char) c);
      }
    } else if (inWord) {
      inWord = false;
      end(word.toString().toLowerCase(Locale.ROOT), parentheses);
    }
  }

  boolean isInWord() {
    return inWord;
  }

  /** Tells whether a quote that begins here is one with backslash escapes. */
  boolean isEscapePrefix() {
    return inWord && word.length() == 1 && (word.charAt(0) == 'e' || word.charAt(0) == 'E');
  }

  boolean isInBody() {
    return begun > 0;
  }

  private void end(String ended, int parentheses) {
    if (count < FIRST_WORDS) {
      first.append(ended).append(' ');
    }
    count++;
    if (parentheses > 0 || !isRoutine()) {
      return;
    }
    switch (ended) {
      case "begin" -> begun++;
      case "case" -> begun += begun > 0 ? 1 : 0;
      case "end" -> begun -= begun > 0 ? 1 : 0;
      default -> {
        // Any other word changes nothing.
      }
    }
  }

  private boolean isRoutine() {
    String start = first.toString();
    return start.startsWith("create function ")
        || start.startsWith("create procedure ")
        || start.startsWith("create or replace function ")
        || start.startsWith("create or replace procedure ");
  }
}
