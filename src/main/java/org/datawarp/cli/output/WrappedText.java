package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Text broken into lines between its words. */
public final class WrappedText {
  private static final String QUOTES = "'\"";
  private static final String ENDS = " .,;:!?)";
  private static final int MIN_ROOM = 20;

  private WrappedText() {}

  /**
   * Breaks a text between words; a word that is longer than a line stays whole. What stands in
   * quotes, such as a command, is one word where it has room in a line.
   *
   * @param width the most characters of a line
   * @return at least one line
   */
  public static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words(text, width)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /**
   * Breaks a text as {@link #lines} does, and sets it in below its head.
   *
   * @param head what the first line begins with
   * @param width the most characters of a line with its head
   */
  public static List<String> hanging(String head, String text, int width) {
    List<String> all = new ArrayList<>();
    for (String line : lines(text, Math.max(MIN_ROOM, width - head.length()))) {
      all.add((all.isEmpty() ? head : " ".repeat(head.length())) + line);
    }
    return all;
  }

  private static List<String> words(String text, int width) {
    List<String> words = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int end = Math.max(from, quoteEnd(text, from, width));
      int space = text.indexOf(' ', end);
      int to = space < 0 ? text.length() : space;
      words.add(text.substring(from, to));
      from = to + 1;
    }
    return words;
  }

  /** Finds where the quote ends that a word begins with; -1 where it begins with none. */
  private static int quoteEnd(String text, int from, int width) {
    if (from >= text.length() || QUOTES.indexOf(text.charAt(from)) < 0) {
      return -1;
    }
    for (int at = from + 1; at < text.length() && at - from < width; at++) {
      boolean isLast = at + 1 == text.length() || ENDS.indexOf(text.charAt(at + 1)) >= 0;
      if (text.charAt(at) == text.charAt(from) && isLast) {
        return at;
      }
    }
    return -1;
  }
}
