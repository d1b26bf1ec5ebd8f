package org.datawarp.pipeline.extract.header;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.pipeline.extract.HeaderNames.CleanHeader;

/** Finds the references to notes in a header. */
public final class HeaderNotes {
  private static final Pattern NOTE =
      Pattern.compile(
          // [note 3], [notes 1 and 2], (see note 4), [1], [r], [p]
          "[\\[(]\\s*((?:see )?(?:foot)?notes?\\s*+[0-9a-z][0-9, and&]*+)\\s*+[\\])]"
              + "|\\[\\s*+([0-9]{1,2}(?:\\s*+,\\s*+[0-9]{1,2})*+|[a-z]{1,3}[0-9]?)\\s*+\\]"
              // (1) that touches a word
              + "|(?<=[\\p{L}%)])\\(([0-9]{1,2}(?:,\\s*+[0-9]{1,2})*+)\\)"
              // superscript digits, but not those of a unit of area or volume
              + "|(?<!\\b[kcmd]?m|\\bft)([¹²³⁰⁴-⁹]++(?:\\s*+[,⁾⁽]\\s*+[¹²³⁰⁴-⁹]++)*+)"
              // digits right behind the end of a question or of a bracket
              + "|(?<=[?!)])([0-9]{1,2}(?:,\\s*+[0-9]{1,2})*+)(?=\\s|$|\\()"
              // marks at the end
              + "|(?<=[^\\s*†‡§])\\s*+([*†‡§]++)(?=\\s*+$)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}\\p{Cf}\\p{Cc}]+");

  private static final int LONGEST = 1_000;

  private HeaderNotes() {}

  public static CleanHeader clean(String level) {
    List<String> notes = new ArrayList<>();
    String text = spaced(level);
    if (text.length() > LONGEST) {
      // A text this long is no header; it still gets a name, but is not searched.
      return new CleanHeader(text, notes);
    }
    Matcher matcher = NOTE.matcher(text);
    StringBuilder rest = new StringBuilder();
    while (matcher.find()) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        if (matcher.group(group) != null) {
          notes.add(matcher.group(group));
        }
      }
      matcher.appendReplacement(rest, " ");
    }
    matcher.appendTail(rest);
    return new CleanHeader(spaced(rest.toString()), notes);
  }

  private static String spaced(String text) {
    return SPACE.matcher(text).replaceAll(" ").strip();
  }
}
