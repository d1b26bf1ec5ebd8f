package org.datawarp.extract;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.datawarp.model.PeriodParser;

/** Short labels for the tables of one file, each given once. */
final class SourceNames {
  private static final int MAX_LENGTH = 32;
  private static final Pattern BARE =
      Pattern.compile("(?:table|tab|sheet|data|page|worksheet)?[\\s_]*\\d*[a-z]?(?:[.\\s_-]\\d+)*");
  private static final Pattern NUMBERING =
      Pattern.compile("^(?:table|tab|figure|sheet)\\s*\\d+[a-z]?(?:\\.\\d+)*\\s*[:.\\-–—]?\\s*");

  private final Set<String> given = new HashSet<>();

  /** Returns a label for tables that are one source: of several, what their names share. */
  String give(List<FoundTable> tables) {
    String base = label(tables.get(0).layout());
    for (FoundTable table : tables) {
      base = shared(base, label(table.layout()));
    }
    return unique(base);
  }

  private static String shared(String one, String other) {
    int length = Math.min(one.length(), other.length());
    int same = 0;
    while (same < length && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    if (same == one.length() && same == other.length()) {
      return one;
    }
    int cut = one.lastIndexOf('_', Math.max(same - 1, 0));
    return cut > 2 ? one.substring(0, cut) : "data";
  }

  private String unique(String base) {
    String name = base;
    for (int n = 2; !given.add(name); n++) {
      name = base + "_" + n;
    }
    return name;
  }

  /** A sheet's own name unless it is only a number; then the title; a CSV's name in its ZIP. */
  private static String label(TableLayout layout) {
    SpooledSheet sheet = layout.sheet();
    String name = sheet.name == null ? fileLabel(sheet) : sheet.name;
    String own = withoutPeriod(name);
    String folded = own.toLowerCase(Locale.ROOT).strip();
    if (!BARE.matcher(folded).matches()) {
      return shorten(NUMBERING.matcher(folded).replaceFirst(""));
    }
    String title = withoutPeriod(layout.title()).toLowerCase(Locale.ROOT).strip();
    String rest = NUMBERING.matcher(title).replaceFirst("");
    return shorten(rest.isBlank() ? folded : rest);
  }

  private static String fileLabel(SpooledSheet sheet) {
    String member = sheet.member;
    if (member == null) {
      return "data";
    }
    String file = member.substring(member.lastIndexOf('/') + 1);
    int dot = file.lastIndexOf('.');
    return dot > 0 ? file.substring(0, dot) : file;
  }

  private static String withoutPeriod(String text) {
    return PeriodParser.find(text)
        .map(found -> text.replace(found.matchedText(), " "))
        .orElse(text);
  }

  /** Keeps the first words, without bare numbers, which change from month to month. */
  private static String shorten(String text) {
    StringBuilder words = new StringBuilder();
    for (String word : text.split("[^\\p{L}\\p{N}]+", -1)) {
      if (word.isEmpty() || (words.length() > 0 && word.matches("\\d+"))) {
        continue;
      }
      if (words.length() > 0 && words.length() + word.length() >= MAX_LENGTH) {
        break;
      }
      words.append(words.length() == 0 ? "" : " ").append(word);
    }
    String slug = HeaderNames.base(List.of(words.toString()));
    return slug.isEmpty() ? "data" : slug;
  }
}
