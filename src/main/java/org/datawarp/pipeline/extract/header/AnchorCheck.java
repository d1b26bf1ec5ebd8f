package org.datawarp.pipeline.extract.header;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.TableAnchor;
import org.datawarp.model.table.TableDifference;
import org.datawarp.model.table.TableDifference.Kind;
import org.datawarp.pipeline.extract.TableDifferences;
import org.datawarp.pipeline.extract.table.SheetClassifier;

/** Compares what was found with what the previous manifest remembers; a difference is reported. */
public final class AnchorCheck {
  private AnchorCheck() {}

  /** A remembered table and one that may be it. */
  private record Match(
      TableAnchor anchor, DetectedTable table, int wanted, int shared, double likeness) {
    boolean isAlike() {
      return shared > 0 && shared * 3 >= wanted;
    }
  }

  /**
   * Returns the differences: a table that is gone or new, stands elsewhere, has other headers. A
   * table is taken for one remembered table only, the most alike first.
   */
  public static List<TableDifference> differences(
      List<TableAnchor> anchors, List<DetectedTable> tables) {
    if (anchors.isEmpty()) {
      return List.of();
    }
    List<Match> matches = new ArrayList<>();
    for (TableAnchor anchor : anchors) {
      for (DetectedTable table : tables) {
        matches.add(match(anchor, table));
      }
    }
    matches.sort(Comparator.comparingDouble(Match::likeness).reversed());
    IdentityHashMap<TableAnchor, DetectedTable> found = new IdentityHashMap<>();
    Set<DetectedTable> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Match match : matches) {
      if (match.isAlike() && !found.containsKey(match.anchor()) && taken.add(match.table())) {
        found.put(match.anchor(), match.table());
      }
    }
    List<TableDifference> differences = new ArrayList<>();
    for (TableAnchor anchor : anchors) {
      DetectedTable table = found.get(anchor);
      if (anchor.headers().isEmpty()) {
        continue;
      }
      if (table == null) {
        differences.add(gone(anchor, matches));
      } else {
        differences.addAll(TableDifferences.between(anchor, table));
      }
    }
    if (anchors.stream().noneMatch(anchor -> anchor.headers().isEmpty())) {
      added(tables, taken, differences);
    }
    return differences;
  }

  private static Match match(TableAnchor anchor, DetectedTable table) {
    Set<String> wanted = folded(TableDifferences.stable(anchor.headers(), table));
    Set<String> all = folded(TableDifferences.stable(TableDifferences.headers(table), table));
    Set<String> shared = new LinkedHashSet<>(all);
    shared.retainAll(wanted);
    all.addAll(wanted);
    double likeness = all.isEmpty() ? 0 : (double) shared.size() / all.size();
    likeness += Objects.equals(table.sheet(), anchor.sheet()) ? 0.2 : 0;
    likeness += !anchor.title().isEmpty() && anchor.title().equals(table.title()) ? 0.1 : 0;
    return new Match(anchor, table, wanted.size(), shared.size(), likeness);
  }

  @SuppressWarnings("ReferenceEquality") // anchors may be alike
  private static TableDifference gone(TableAnchor anchor, List<Match> matches) {
    for (Match match : matches) {
      if (match.anchor() == anchor && match.shared() > 0) {
        return new TableDifference(
            anchor.name(),
            Kind.TABLE_GONE,
            "not found again; the nearest table"
                + TableDifferences.place(match.table().sheet())
                + " has "
                + match.shared()
                + " of its "
                + match.wanted()
                + " headers");
      }
    }
    return new TableDifference(
        anchor.name(), Kind.TABLE_GONE, "no table has any of the headers it had");
  }

  /** Members of one shape are one table: they are new only together. */
  private static void added(
      List<DetectedTable> tables, Set<DetectedTable> taken, List<TableDifference> differences) {
    Set<String> groups = new HashSet<>();
    taken.forEach(table -> groups.add(String.valueOf(table.group())));
    for (DetectedTable table : tables) {
      boolean known = table.group() != null && !groups.add(table.group());
      if (!known && !taken.contains(table)) {
        differences.add(
            new TableDifference(
                table.title().isEmpty() ? "table " + table.number() : table.title(),
                Kind.TABLE_ADDED,
                "is not remembered" + TableDifferences.place(table.sheet())));
      }
    }
  }

  private static Set<String> folded(List<String> headers) {
    Set<String> set = new LinkedHashSet<>();
    headers.forEach(header -> set.add(SheetClassifier.fold(header)));
    return set;
  }
}
