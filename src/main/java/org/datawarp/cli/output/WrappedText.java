package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Text broken into lines between its words. */
public final class WrappedText {
  private WrappedText() {}

  /**
   * Breaks a text between words; a word that is longer than a line stays whole.
   *
   * @param width the most characters of a line
   * @return at least one line
   */
  public static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
