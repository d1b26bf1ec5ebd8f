package org.datawarp.platform.dump;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes the beginning of a statement apart into words, names and signs, in one pass. */
final class SqlTokens {
  /** As many as the longest list of columns has names and commas, and some more. */
  private static final int MAX_TOKENS = 5000;

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int position;

  private SqlTokens(String sql) {
    this.sql = sql;
  }

  /** What a token is. */
  enum Kind {
    /** A key word or a plain name, in lower case. */
    WORD,
    /** A name in double quotes, without them. */
    NAME,
    /** A literal; its text is left out. */
    LITERAL,
    /** One sign. */
    SIGN
  }

  /**
   * One token.
   *
   * @param kind what it is
   * @param text the word, name or sign
   */
  record Token(Kind kind, String text) {
    boolean is(String word) {
      return kind != Kind.NAME && kind != Kind.LITERAL && text.equals(word);
    }

    boolean isName() {
      return kind == Kind.WORD || kind == Kind.NAME;
    }
  }

  /** Returns the first tokens of a statement, all of a short one. */
  static List<Token> of(String sql) {
    SqlTokens reader = new SqlTokens(sql);
    while (reader.position < sql.length() && reader.tokens.size() < MAX_TOKENS) {
      reader.next();
    }
    return List.copyOf(reader.tokens);
  }

  private void next() {
    char c = sql.charAt(position);
    if (Character.isWhitespace(c)) {
      position++;
    } else if (c == '"') {
      tokens.add(new Token(Kind.NAME, quoted('"')));
    } else if (c == '\'') {
      quoted('\'');
      tokens.add(new Token(Kind.LITERAL, ""));
    } else if (isWordStart(c)) {
      int start = position;
      while (position < sql.length() && isWordPart(sql.charAt(position))) {
        position++;
      }
      tokens.add(new Token(Kind.WORD, sql.substring(start, position).toLowerCase(Locale.ROOT)));
    } else {
      position++;
      tokens.add(new Token(Kind.SIGN, String.valueOf(c)));
    }
  }

  private String quoted(char quote) {
    StringBuilder text = new StringBuilder();
    for (position++; position < sql.length(); position++) {
      char c = sql.charAt(position);
      if (c == quote) {
        if (position + 1 >= sql.length() || sql.charAt(position + 1) != quote) {
          break;
        }
        position++;
      }
      text.append(c);
    }
    position = Math.min(sql.length(), position + 1);
    return text.toString();
  }

  private static boolean isWordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  private static boolean isWordPart(char c) {
    return isWordStart(c) || (c >= '0' && c <= '9') || c == '$';
  }
}
