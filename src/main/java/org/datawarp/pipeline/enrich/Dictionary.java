package org.datawarp.pipeline.enrich;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.datawarp.model.table.SheetKind;
import org.datawarp.pipeline.extract.SheetText;
import org.datawarp.pipeline.extract.SheetText.TextLine;
import org.jspecify.annotations.Nullable;

/**
 * What the sheets of a file say that its columns mean: data dictionaries with a column of names and
 * one of descriptions, and lists of terms among the notes. A term counts where it is a column's
 * name or header as a whole, never where it only resembles one.
 */
final class Dictionary {
  private static final Pattern TERM =
      Pattern.compile(
          "(?:field|column|variable|item|measure|indicator|heading|header|data item|data element"
              + "|term|attribute)s?(?: ?names?| ?headings?| ?titles?)?|name");
  private static final Pattern MEANING =
      Pattern.compile("\\b(?:descriptions?|definitions?|meanings?|explanations?)\\b");
  private static final Pattern UNIT = Pattern.compile("units?(?: of measure(?:ment)?)?");
  private static final Pattern INLINE =
      Pattern.compile("([^:–—]{2,70}?)\\s?(?::|\\s[–—-])\\s(?=\\S)");
  private static final int SHORTEST_MEANING = 12;
  private static final int LONGEST_TERM = 120;

  private final Map<String, Entry> listed = new HashMap<>();
  private final Map<String, Entry> loose = new HashMap<>();

  /**
   * What a column means.
   *
   * @param meaning in the publisher's words
   * @param unit what it counts; null where that is not said
   */
  record Entry(String meaning, @Nullable String unit) {}

  /** Reads the dictionaries of one file. */
  Dictionary(List<SheetText> sheets) {
    for (SheetText sheet : sheets) {
      Head head = null;
      for (TextLine line : sheet.lines()) {
        Optional<Head> found = Head.find(line);
        if (found.isPresent()) {
          head = found.get();
        } else if (head != null) {
          head.addTo(listed, line);
        } else if (sheet.kind() == SheetKind.NOTES || sheet.kind() == SheetKind.COVER) {
          addLoose(line);
        }
      }
    }
  }

  /** Finds what a column means, by its name or header. */
  Optional<Entry> find(String name, List<String> header) {
    List<String> keys = new ArrayList<>(header.isEmpty() ? List.of() : Words.keys(header));
    keys.add(Words.folded(name));
    return keys.stream()
        .flatMap(key -> Optional.ofNullable(listed.get(key)).stream())
        .findFirst()
        .or(
            () ->
                keys.stream()
                    .flatMap(key -> Optional.ofNullable(loose.get(key)).stream())
                    .findFirst());
  }

  private void addLoose(TextLine line) {
    List<String> cells = line.cells();
    if (cells.size() == 2) {
      put(loose, cells.get(0), cells.get(1), null);
    } else if (cells.size() == 1) {
      String text = Words.line(cells.get(0));
      Matcher inline = INLINE.matcher(text);
      if (inline.lookingAt()) {
        put(loose, inline.group(1), text.substring(inline.end()), null);
      }
    }
  }

  private static void put(
      Map<String, Entry> into, String term, String text, @Nullable String unit) {
    String meaning = Words.line(text);
    if (term.length() > LONGEST_TERM || meaning.length() < SHORTEST_MEANING) {
      return;
    }
    for (String key : Words.keys(List.of(term))) {
      into.putIfAbsent(key, new Entry(meaning, unit));
    }
  }

  /** Where a dictionary has its names, descriptions and units. */
  private record Head(List<Integer> terms, int meaning, int unit) {
    static Optional<Head> find(TextLine line) {
      List<Integer> terms = new ArrayList<>();
      int meaning = -1;
      int unit = -1;
      for (int i = 0; i < line.cells().size(); i++) {
        String text = Words.line(line.cells().get(i)).toLowerCase(Locale.ROOT);
        int column = line.columns().get(i);
        if (text.length() > LONGEST_TERM) {
          return Optional.empty();
        }
        if (TERM.matcher(text).matches()) {
          terms.add(column);
        } else if (meaning < 0 && MEANING.matcher(text).find()) {
          meaning = column;
        } else if (UNIT.matcher(text).matches()) {
          unit = column;
        }
      }
      return terms.isEmpty() || meaning < 0
          ? Optional.empty()
          : Optional.of(new Head(terms, meaning, unit));
    }

    void addTo(Map<String, Entry> entries, TextLine line) {
      String unitText = unit < 0 ? "" : Words.line(line.at(unit));
      for (int term : terms) {
        if (!line.at(term).isEmpty()) {
          put(entries, line.at(term), line.at(meaning), unitText.isEmpty() ? null : unitText);
        }
      }
    }
  }
}
