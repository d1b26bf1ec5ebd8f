package org.datawarp.pipeline.enrich;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.datawarp.model.table.SheetKind;
import org.datawarp.pipeline.extract.SheetText;
import org.datawarp.pipeline.extract.SheetText.TextLine;
import org.jspecify.annotations.Nullable;

/** What a list of contents says of each sheet. */
final class Contents {
  private static final int SHORTEST = 5;
  private static final int LONGEST_NAME = 31;
  private static final int MIN_ENTRIES = 2;

  private final Map<String, String> bySheet = new HashMap<>();

  /** Reads the lists of one file. */
  Contents(List<SheetText> sheets) {
    Set<String> names =
        sheets.stream()
            .map(SheetText::sheet)
            .flatMap(name -> Optional.ofNullable(name).stream())
            .map(Words::folded)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet());
    for (SheetText sheet : sheets) {
      if (sheet.kind() == SheetKind.CONTENTS
          || sheet.kind() == SheetKind.COVER
          || sheet.kind() == SheetKind.NOTES) {
        Map<String, String> found = new HashMap<>();
        sheet.lines().forEach(line -> read(line, names, found));
        // One line that happens to hold a sheet's name makes no list.
        if (found.size() >= MIN_ENTRIES) {
          found.forEach(bySheet::putIfAbsent);
        }
      }
    }
  }

  /** Finds the words about a sheet. */
  Optional<String> find(@Nullable String sheet) {
    return sheet == null ? Optional.empty() : Optional.ofNullable(bySheet.get(Words.folded(sheet)));
  }

  private static void read(TextLine line, Set<String> names, Map<String, String> found) {
    for (String cell : line.cells()) {
      String name = Words.folded(cell);
      if (names.contains(name)) {
        line.cells().stream()
            .map(Words::line)
            .filter(text -> isWords(text) && !names.contains(Words.folded(text)))
            .max(Comparator.comparingInt(String::length))
            .ifPresent(text -> found.putIfAbsent(name, text));
        return;
      }
    }
    if (line.cells().size() == 1) {
      readOne(Words.line(line.cells().get(0)), names, found);
    }
  }

  /** A link such as {@code Table 1: Admissions by age}. */
  private static void readOne(String text, Set<String> names, Map<String, String> found) {
    int end = -1;
    for (int i = 1; i < Math.min(text.length(), LONGEST_NAME + 1); i++) {
      if (":–—-.".indexOf(text.charAt(i)) >= 0
          && names.contains(Words.folded(text.substring(0, i)))) {
        end = i;
      }
    }
    if (end > 0) {
      String words = text.substring(end + 1).strip();
      if (isWords(words)) {
        found.putIfAbsent(Words.folded(text.substring(0, end)), words);
      }
    }
  }

  private static boolean isWords(String text) {
    return text.length() >= SHORTEST && !text.endsWith(":") && text.indexOf(' ') > 0;
  }
}
