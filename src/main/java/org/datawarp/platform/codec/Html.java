package org.datawarp.platform.codec;

import java.util.List;
import org.datawarp.model.VisibleText;

/** Builds HTML: markup is given as it is, texts are escaped. */
public final class Html {
  /** Says in the head of a page that Datawarp wrote it. */
  public static final String GENERATOR = "<meta name=generator content=datawarp>\n";

  /** What pages held in their heads that were written before they said so. */
  private static final List<String> EARLIER =
      List.of(
          "<html lang=en><head><meta charset=utf-8>\n"
              + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ",
          "<title>Datawarp report</title>\n<style>");

  private final StringBuilder page = new StringBuilder(1 << 16);

  /** Tells from its first letters whether a page is one that Datawarp wrote. */
  public static boolean isOwn(String head) {
    return head.contains(GENERATOR.strip()) || EARLIER.stream().anyMatch(head::contains);
  }

  /** Adds markup of our own. */
  public Html raw(String markup) {
    page.append(markup);
    return this;
  }

  /** Adds a text of anybody's, fit for content and for a quoted attribute. */
  public Html text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      switch (letter) {
        case '&' -> page.append("&amp;");
        case '<' -> page.append("&lt;");
        case '>' -> page.append("&gt;");
        case '"' -> page.append("&quot;");
        case '\'' -> page.append("&#39;");
        default -> {
          if (Character.isHighSurrogate(letter)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            page.append(letter).append(text.charAt(++i));
          } else {
            putUnit(letter);
          }
        }
      }
    }
    return this;
  }

  private void putUnit(char letter) {
    if (!isAllowed(letter)) {
      page.append('\uFFFD');
    } else if (letter > ' ' && VisibleText.isHidden(letter)) {
      page.append(VisibleText.number(letter)); // it would turn around what stands beside it
    } else {
      page.append(letter);
    }
  }

  /** Adds a text on one line, cut at a length; {@link #title} holds the rest. */
  public Html cut(String text, int length) {
    String line = collapsed(text);
    return line.length() <= length ? text(line) : text(head(line, length)).raw("…");
  }

  /** Adds a title attribute where a text is longer than what {@link #cut} shows of it. */
  public Html title(String text, int length) {
    return collapsed(text).length() <= length ? this : attribute("title", text);
  }

  /** Adds an attribute, its value cut at 1,000 letters. */
  public Html attribute(String name, String value) {
    raw(" ").raw(name).raw("=\"").text(head(value, 1_000));
    return raw(value.length() > 1_000 ? "…\"" : "\"");
  }

  public int length() {
    return page.length();
  }

  @Override
  public String toString() {
    return page.toString();
  }

  /** Control characters, halves of pairs and non-characters have no place in HTML. */
  private static boolean isAllowed(char letter) {
    return letter == '\t'
        || letter == '\n'
        || (letter >= ' '
            && (letter < 0x7F || letter > 0x9F)
            && !Character.isSurrogate(letter)
            && letter < 0xFFFE);
  }

  /** White space as a browser shows it. */
  private static String collapsed(String text) {
    StringBuilder line = new StringBuilder(text.length());
    boolean pending = false;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (Character.isWhitespace(letter) || Character.isSpaceChar(letter)) {
        pending = !line.isEmpty();
      } else {
        line.append(pending ? " " : "").append(letter);
        pending = false;
      }
    }
    return line.toString();
  }

  private static String head(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }
}
