package org.datawarp.pipeline.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.table.ColumnType;

/** Which new columns may be old ones under another name, by their names and types. */
public final class ColumnRenames {
  private static final double LIKELY = 0.5;

  private ColumnRenames() {}

  /**
   * One column that may be another.
   *
   * @param from its name in the canonical source
   * @param to its name in the new issue
   * @param likeness how like the names are, 0 to 1
   */
  public record Rename(String from, String to, double likeness) {}

  /**
   * Lists the likely ones: each column at most once, of values of one kind, most like first.
   *
   * @param gone columns of the source that the issue does not have
   * @param added columns of the issue that the source does not have
   */
  public static List<Rename> likely(Map<String, ColumnType> gone, Map<String, ColumnType> added) {
    List<Rename> all = new ArrayList<>();
    gone.forEach(
        (from, type) ->
            added.forEach(
                (to, other) -> {
                  boolean alike = type == other || (type.isNumber() && other.isNumber());
                  double likeness = alike ? likeness(from, to) : 0;
                  boolean only = gone.size() == 1 && added.size() == 1 && alike;
                  if (likeness >= LIKELY || only) {
                    all.add(new Rename(from, to, Math.round(likeness * 100) / 100d));
                  }
                }));
    all.sort(
        Comparator.comparingDouble(Rename::likeness)
            .reversed()
            .thenComparing(Rename::from)
            .thenComparing(Rename::to));
    Set<String> used = new HashSet<>();
    List<Rename> chosen = new ArrayList<>();
    for (Rename rename : all) {
      if (!used.contains("-" + rename.from()) && !used.contains("+" + rename.to())) {
        used.add("-" + rename.from());
        used.add("+" + rename.to());
        chosen.add(rename);
      }
    }
    return chosen;
  }

  /** Returns the better of the shares of words and of pairs of letters that names share. */
  static double likeness(String one, String other) {
    return Math.max(
        shared(Arrays.asList(one.split("_")), Arrays.asList(other.split("_"))),
        shared(pairs(one), pairs(other)));
  }

  private static double shared(List<String> one, List<String> other) {
    Set<String> left = new HashSet<>(one);
    Set<String> right = new HashSet<>(other);
    Set<String> both = new HashSet<>(left);
    both.retainAll(right);
    int sum = left.size() + right.size();
    return sum == 0 ? 0 : 2d * both.size() / sum;
  }

  private static List<String> pairs(String text) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i + 2 <= text.length(); i++) {
      pairs.add(text.substring(i, i + 2));
    }
    return pairs;
  }
}
