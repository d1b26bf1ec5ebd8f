package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.pipeline.extract.cell.Plural;

/**
 * What a person should know of columns: one line a sheet and kind, counted, the first ones named.
 */
final class ColumnNotices {
  private static final int MOST_NAMED = 5;

  private final Map<Kind, List<String>> named = new LinkedHashMap<>();

  private record Kind(String sheet, String text, String noun) {}

  void add(String sheet, String text, String noun, String place) {
    named.computeIfAbsent(new Kind(sheet, text, noun), kind -> new ArrayList<>()).add(place);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    named.forEach(
        (kind, places) -> {
          int shown = Math.min(MOST_NAMED, places.size());
          String count =
              places.size() > shown ? Plural.counted(places.size(), kind.noun()) + ": " : "";
          String rest = places.size() > shown ? ", …" : "";
          lines.add(
              kind.sheet()
                  + ": "
                  + kind.text()
                  + count
                  + String.join(", ", places.subList(0, shown))
                  + rest);
        });
    return lines;
  }
}
