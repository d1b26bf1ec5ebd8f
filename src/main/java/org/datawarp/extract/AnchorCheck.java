package org.datawarp.extract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.datawarp.model.DetectedColumn;
import org.datawarp.model.DetectedTable;
import org.datawarp.model.PeriodParser;
import org.jspecify.annotations.Nullable;

/** Compares what was found with what the previous manifest remembers; a difference is reported. */
final class AnchorCheck {
  private static final int MAX_NAMED = 5;

  private AnchorCheck() {}

  /** A remembered table and one that may be it. */
  private record Match(
      TableAnchor anchor, DetectedTable table, int wanted, int shared, double likeness) {
    boolean isAlike() {
      return shared > 0 && shared * 3 >= wanted;
    }
  }

  /**
   * Returns one line per difference: a table that is gone, stands on another sheet, has lost
   * headers or has new ones. A table is taken for one remembered table only, the most alike first.
   */
  static List<String> differences(List<TableAnchor> anchors, List<DetectedTable> tables) {
    List<Match> matches = new ArrayList<>();
    for (TableAnchor anchor : anchors) {
      for (DetectedTable table : tables) {
        matches.add(match(anchor, table));
      }
    }
    matches.sort(Comparator.comparingDouble(Match::likeness).reversed());
    Map<TableAnchor, DetectedTable> found = new IdentityHashMap<>();
    Set<DetectedTable> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Match match : matches) {
      if (match.isAlike() && !found.containsKey(match.anchor()) && taken.add(match.table())) {
        found.put(match.anchor(), match.table());
      }
    }
    List<String> lines = new ArrayList<>();
    for (TableAnchor anchor : anchors) {
      DetectedTable table = found.get(anchor);
      if (anchor.headers().isEmpty()) {
        continue;
      }
      if (table == null) {
        lines.add(gone(anchor, matches));
      } else {
        compare(anchor, table, lines);
      }
    }
    return lines;
  }

  private static Match match(TableAnchor anchor, DetectedTable table) {
    Set<String> wanted = folded(stable(anchor.headers(), table));
    Set<String> all = folded(stable(headers(table), table));
    Set<String> shared = new LinkedHashSet<>(all);
    shared.retainAll(wanted);
    all.addAll(wanted);
    double likeness = all.isEmpty() ? 0 : (double) shared.size() / all.size();
    likeness += Objects.equals(table.sheet(), anchor.sheet()) ? 0.2 : 0;
    likeness += !anchor.title().isEmpty() && anchor.title().equals(table.title()) ? 0.1 : 0;
    return new Match(anchor, table, wanted.size(), shared.size(), likeness);
  }

  private static String gone(TableAnchor anchor, List<Match> matches) {
    for (Match match : matches) {
      if (match.anchor() == anchor && match.shared() > 0) {
        return anchor.name()
            + ": not found again; the nearest table"
            + place(match.table().sheet())
            + " has "
            + match.shared()
            + " of its "
            + match.wanted()
            + " headers";
      }
    }
    return anchor.name() + ": no table has any of the headers it had";
  }

  private static String place(@Nullable String sheet) {
    return sheet == null ? "" : " on sheet " + sheet;
  }

  private static void compare(TableAnchor anchor, DetectedTable table, List<String> lines) {
    if (!Objects.equals(anchor.sheet(), table.sheet())) {
      String was = anchor.sheet() == null ? "" : ", was" + place(anchor.sheet());
      String is = table.sheet() == null ? " in a CSV" : place(table.sheet());
      lines.add(anchor.name() + ": is now" + is + was);
    }
    List<String> before = stable(anchor.headers(), table);
    List<String> now = stable(headers(table), table);
    List<String> gone = without(before, folded(now));
    List<String> added = without(now, folded(before));
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

  /** Returns the headers that stay: another month across the columns is no difference. */
  private static List<String> stable(List<String> headers, DetectedTable table) {
    if (table.unpivot() == null) {
      return headers;
    }
    return headers.stream()
        .filter(
            text ->
                Arrays.stream(text.split(" / "))
                    .noneMatch(level -> PeriodParser.ofHeader(level).isPresent()))
        .toList();
  }

  private static String some(List<String> headers) {
    String named = String.join("; ", headers.subList(0, Math.min(MAX_NAMED, headers.size())));
    return headers.size() > MAX_NAMED
        ? named + " and " + (headers.size() - MAX_NAMED) + " more"
        : named;
  }
}
