package org.datawarp.pipeline.enrich;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.HeaderNames;

/** Texts of a publisher's as they are compared and stored. */
final class Words {
  /** How many characters of a note or description are stored. */
  static final int MAX_TEXT = 800;

  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\p{Cc}\\p{Cf}]+");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private Words() {}

  /** Returns a text on one line, cut where it is too long. */
  static String line(String text) {
    String line = SPACE.matcher(text).replaceAll(" ").strip();
    if (line.length() <= MAX_TEXT) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(MAX_TEXT - 2)) ? MAX_TEXT - 2 : MAX_TEXT - 1;
    return line.substring(0, end) + "…";
  }

  /** Returns a text for comparing: letters and digits alone, lower case. */
  static String folded(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(folded::appendCodePoint);
    return folded.toString();
  }

  /** Returns the forms in which a term or a header is looked for, references to notes left out. */
  static List<String> keys(List<String> levels) {
    List<String> clean = levels.stream().map(level -> HeaderNames.clean(level).text()).toList();
    List<String> keys = new ArrayList<>();
    keys.add(folded(String.join(" ", clean)));
    keys.add(folded(HeaderNames.assign(List.of(clean)).get(0)));
    String last = clean.isEmpty() ? "" : clean.get(clean.size() - 1);
    if (clean.size() > 1) {
      keys.add(folded(last));
    }
    keys.add(folded(Units.without(last)));
    return keys.stream().filter(key -> !key.isEmpty()).distinct().toList();
  }

  /** Returns the notes a header refers to, as {@link Notes} numbers them. */
  static List<String> references(List<String> levels) {
    List<String> found = new ArrayList<>();
    for (String level : levels) {
      for (String note : HeaderNames.clean(level).notes()) {
        String digits = superscript(note);
        Matcher number = NUMBER.matcher(digits);
        boolean isNumbered = false;
        while (number.find()) {
          found.add(number.group());
          isNumbered = true;
        }
        if (!isNumbered && !digits.isBlank()) {
          found.add(digits.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return found.stream().distinct().toList();
  }

  /** Returns a text with superscript digits as plain ones. */
  static String superscript(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      int digit = SUPERSCRIPTS.indexOf(text.charAt(i));
      plain.append(digit < 0 ? text.charAt(i) : (char) ('0' + digit));
    }
    return plain.toString();
  }
}
