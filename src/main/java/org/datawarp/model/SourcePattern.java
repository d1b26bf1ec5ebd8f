package org.datawarp.model;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.datawarp.model.error.UsageException;

/**
 * Which sources are meant: a code, a glob with {@code *} and {@code ?}, or a regular expression
 * after {@code ~}, each of which has to fit a whole code or manifest name.
 */
public final class SourcePattern {
  /** The most characters of a pattern. */
  public static final int MAX_LENGTH = 100;

  private static final int MAX_STEPS = 1_000_000;

  private final String text;
  private final Pattern regex;

  private SourcePattern(String text, Pattern regex) {
    this.text = text;
    this.regex = regex;
  }

  /**
   * Reads a pattern.
   *
   * @throws UsageException if it is empty, longer than {@value #MAX_LENGTH} characters, or not a
   *     regular expression
   */
  public static SourcePattern parse(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty() || stripped.equals("~") || stripped.length() > MAX_LENGTH) {
      throw new UsageException(
          "'" + text + "' is not a pattern", "write a code, a glob such as 'adhd_*', or '~regex'");
    }
    try {
      return new SourcePattern(
          stripped,
          Pattern.compile(stripped.startsWith("~") ? stripped.substring(1) : glob(stripped)));
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          "'" + text + "' is not a regular expression: " + e.getDescription(),
          "write a glob such as 'adhd_*', or mend the expression",
          e);
    }
  }

  /** Tells whether the whole of a name fits. */
  public boolean matches(String name) {
    return regex.matcher(new Limited(name, new int[1], text)).matches();
  }

  /** Tells whether it names one thing rather than a kind of things. */
  public boolean isExact() {
    return !text.startsWith("~") && text.indexOf('*') < 0 && text.indexOf('?') < 0;
  }

  /** Returns the pattern as it was written. */
  @Override
  public String toString() {
    return text;
  }

  private static String glob(String text) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      pattern.append(
          switch (c) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(String.valueOf(c));
          });
    }
    return pattern.toString();
  }

  /** A name that can be looked at only so often: some expressions take for ever. */
  private record Limited(String name, int[] looks, String pattern) implements CharSequence {
    @Override
    public int length() {
      return name.length();
    }

    @Override
    public char charAt(int index) {
      if (++looks[0] > MAX_STEPS) {
        throw new UsageException(
            "the pattern '" + pattern + "' takes too long on '" + name + "'",
            "write it without repetitions inside repetitions");
      }
      return name.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return name.subSequence(start, end);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
