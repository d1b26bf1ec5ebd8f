package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Warnings as they are read: what is said of several sheets alike is one line. */
final class SheetWarnings {
  private static final int FEWEST = 3;
  private static final int MOST_NAMED = 5;

  private SheetWarnings() {}

  /**
   * Joins lines that differ in nothing but the sheet before the colon, at the place of the first.
   *
   * @param sheets how the lines name the sheets
   */
  static List<String> joined(List<String> lines, Set<String> sheets) {
    Map<String, Set<String>> byText = new LinkedHashMap<>();
    for (String line : lines) {
      String sheet = sheet(line, sheets);
      String text = sheet.isEmpty() ? line : line.substring(sheet.length() + 2);
      byText.computeIfAbsent(text, key -> new LinkedHashSet<>()).add(sheet);
    }
    List<String> joined = new ArrayList<>();
    byText.forEach((text, named) -> joined.addAll(lines(text, List.copyOf(named))));
    return joined;
  }

  private static List<String> lines(String text, List<String> sheets) {
    if (sheets.size() < FEWEST || sheets.contains("")) {
      return sheets.stream().map(sheet -> sheet.isEmpty() ? text : sheet + ": " + text).toList();
    }
    int shown = Math.min(MOST_NAMED, sheets.size());
    int more = sheets.size() - shown;
    String rest = more == 0 ? "" : " and " + more + " more";
    return List.of(
        sheets.size()
            + " sheets ("
            + String.join(", ", sheets.subList(0, shown))
            + rest
            + "): "
            + text);
  }

  private static String sheet(String line, Set<String> sheets) {
    for (int at = line.indexOf(": "); at >= 0; at = line.indexOf(": ", at + 1)) {
      String sheet = line.substring(0, at);
      if (sheets.contains(sheet)) {
        return sheet;
      }
    }
    return "";
  }
}
