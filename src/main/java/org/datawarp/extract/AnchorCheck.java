package org.datawarp.extract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.datawarp.model.DetectedColumn;
import org.datawarp.model.DetectedTable;

/** Compares what was found with what the previous manifest remembers; a difference is reported. */
final class AnchorCheck {
  private static final int MAX_NAMED = 5;

  private AnchorCheck() {}

  /** Returns one line per remembered table that is gone or whose headers differ. */
  static List<String> differences(List<TableAnchor> anchors, List<DetectedTable> tables) {
    List<String> lines = new ArrayList<>();
    for (TableAnchor anchor : anchors) {
      Set<String> wanted = folded(anchor.headers());
      DetectedTable nearest = null;
      int most = 0;
      for (DetectedTable table : tables) {
        Set<String> shared = folded(headers(table));
        shared.retainAll(wanted);
        int score = shared.size() * 2 + (Objects.equals(table.sheet(), anchor.sheet()) ? 1 : 0);
        if (!shared.isEmpty() && score > most) {
          most = score;
          nearest = table;
        }
      }
      if (nearest == null) {
        lines.add(anchor.name() + ": no table has any of the headers it had");
      } else {
        compare(anchor, nearest, lines);
      }
    }
    return lines;
  }

  private static void compare(TableAnchor anchor, DetectedTable table, List<String> lines) {
    List<String> now = headers(table);
    List<String> gone = without(anchor.headers(), folded(now));
    List<String> added = without(now, folded(anchor.headers()));
    if (!gone.isEmpty()) {
      lines.add(anchor.name() + ": headers gone: " + some(gone));
    }
    if (!added.isEmpty()) {
      lines.add(anchor.name() + ": headers added: " + some(added));
    }
  }

  private static List<String> headers(DetectedTable table) {
    List<String> headers = new ArrayList<>();
    for (DetectedColumn column : table.columns()) {
      if (!column.header().isEmpty()) {
        headers.add(String.join(" / ", column.header()));
      }
    }
    return headers;
  }

  private static Set<String> folded(List<String> headers) {
    Set<String> set = new LinkedHashSet<>();
    headers.forEach(header -> set.add(SheetClassifier.fold(header)));
    return set;
  }

  private static List<String> without(List<String> headers, Set<String> known) {
    return headers.stream().filter(text -> !known.contains(SheetClassifier.fold(text))).toList();
  }

  private static String some(List<String> headers) {
    String named = String.join("; ", headers.subList(0, Math.min(MAX_NAMED, headers.size())));
    return headers.size() > MAX_NAMED
        ? named + " and " + (headers.size() - MAX_NAMED) + " more"
        : named;
  }
}
