package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.TableAnchor;
import org.datawarp.model.table.TableDifference;
import org.datawarp.pipeline.extract.TableDifferences;

/**
 * Looks for members of a ZIP that are almost of the shape of others: they are loaded apart, and a
 * person should know in what they differ.
 */
public final class MemberCheck {
  /** Which part of the headers two shapes share that are almost the same. */
  private static final double ALMOST = 0.5;

  private MemberCheck() {}

  /**
   * Returns a line for each member that is almost of a larger group's shape.
   *
   * @param groups the tables that are loaded together, each group with at least one
   */
  public static List<String> warnings(List<List<DetectedTable>> groups) {
    List<String> lines = new ArrayList<>();
    for (List<DetectedTable> group : groups) {
      List<DetectedTable> larger = likest(group, groups);
      if (!larger.isEmpty()) {
        for (DetectedTable table : group) {
          lines.add(line(table, larger));
        }
      }
    }
    return lines;
  }

  private static List<DetectedTable> likest(
      List<DetectedTable> group, List<List<DetectedTable>> groups) {
    List<DetectedTable> best = List.of();
    double most = ALMOST;
    DetectedTable table = group.get(0);
    for (List<DetectedTable> other : groups) {
      boolean candidate =
          other.size() > group.size()
              && table.member() != null
              && Objects.equals(table.sheet(), other.get(0).sheet());
      double alike = candidate ? alike(table, other.get(0)) : 0;
      if (alike >= most) {
        best = other;
        most = alike;
      }
    }
    return best;
  }

  private static double alike(DetectedTable one, DetectedTable other) {
    Set<String> mine = headers(one);
    Set<String> all = headers(other);
    Set<String> shared = new HashSet<>(mine);
    shared.retainAll(all);
    all.addAll(mine);
    return all.isEmpty() ? 0 : (double) shared.size() / all.size();
  }

  private static Set<String> headers(DetectedTable table) {
    return TableDifferences.headers(table).stream()
        .map(SheetClassifier::fold)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static String line(DetectedTable table, List<DetectedTable> larger) {
    TableAnchor anchor =
        new TableAnchor("", larger.get(0).sheet(), "", TableDifferences.headers(larger.get(0)));
    String differences =
        TableDifferences.between(anchor, table).stream()
            .map(TableDifference::text)
            .collect(Collectors.joining("; "));
    return table.member()
        + ": loaded apart from the "
        + larger.size()
        + " members like "
        + larger.get(0).member()
        + ": "
        + (differences.isEmpty() ? "its headers are written otherwise" : differences);
  }
}
