package org.datawarp.pipeline.extract.key;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.pipeline.extract.key.LabelRow.Style;

/**
 * Tells the levels of labels apart: by their indent and column, else by their style where one of
 * them follows the other directly, else by their order in runs of several; and where one text comes
 * again below others.
 */
final class SectionLevels {
  private static final int MOST_STYLES = 6;
  private static final int DEEPEST = 4;

  private SectionLevels() {}

  /** Returns the level of each label, 0 for the outermost. */
  static int[] of(List<LabelRow> labels) {
    Map<Style, Integer> ranks = ranks(labels);
    int[] levels = new int[labels.size()];
    if (ranks.size() == 1) {
      byOrder(labels, levels);
    } else {
      for (int i = 0; i < levels.length; i++) {
        levels[i] = ranks.getOrDefault(labels.get(i).style(), 0);
      }
    }
    for (int level = DEEPEST - 1; level >= 0; level--) {
      nestRepeated(labels, levels, level);
    }
    return levels;
  }

  /**
   * Nests labels of one level where one text comes again and again right below others: {@code Men},
   * {@code By age}, then {@code Women}, {@code By age}.
   */
  private static void nestRepeated(List<LabelRow> labels, int[] levels, int level) {
    Set<String> outer = new HashSet<>();
    Set<String> once = new HashSet<>();
    Set<String> again = new HashSet<>();
    boolean[] inner = new boolean[levels.length];
    for (int i = 1; i < levels.length; i++) {
      inner[i] =
          levels[i] == level
              && levels[i - 1] == level
              && labels.get(i).afterLabel()
              && !inner[i - 1];
      if (inner[i] && outer.add(labels.get(i - 1).text()) && !once.add(labels.get(i).text())) {
        again.add(labels.get(i).text());
      }
    }
    again.removeAll(outer);
    if (again.isEmpty()) {
      return;
    }
    for (int i = 0; i < levels.length; i++) {
      boolean isNested =
          levels[i] > level
              || (levels[i] == level && (inner[i] || again.contains(labels.get(i).text())));
      levels[i] += isNested ? 1 : 0;
    }
  }

  private static Map<Style, Integer> ranks(List<LabelRow> labels) {
    Map<Style, Integer> ranks = new LinkedHashMap<>();
    Map<Style, Set<Style>> inside = new HashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      Style style = labels.get(i).style();
      ranks.putIfAbsent(style, 0);
      if (i > 0 && labels.get(i).afterLabel()) {
        inside.computeIfAbsent(labels.get(i - 1).style(), key -> new HashSet<>()).add(style);
      }
    }
    if (ranks.size() > MOST_STYLES) {
      ranks.replaceAll((style, rank) -> 0); // so many styles follow no order
      return ranks;
    }
    List<Style> styles = new ArrayList<>(ranks.keySet());
    for (int round = 0; round < styles.size(); round++) {
      for (Style outer : styles) {
        for (Style inner : styles) {
          if (isOutside(outer, inner, inside)) {
            int rank = Math.min(DEEPEST - 1, ranks.getOrDefault(outer, 0) + 1);
            ranks.merge(inner, rank, Math::max);
          }
        }
      }
    }
    return ranks;
  }

  private static boolean isOutside(Style outer, Style inner, Map<Style, Set<Style>> inside) {
    if (outer.equals(inner)) {
      return false;
    }
    if (outer.column() != inner.column()) {
      return outer.column() < inner.column();
    }
    if (outer.indent() != inner.indent()) {
      return outer.indent() < inner.indent();
    }
    return inside.getOrDefault(outer, Set.of()).contains(inner)
        && !inside.getOrDefault(inner, Set.of()).contains(outer);
  }

  /** Labels written alike are nested where the first ones stand in the longest run. */
  private static void byOrder(List<LabelRow> labels, int[] levels) {
    int first = runFrom(labels, 0);
    int longest = 0;
    for (int at = 0; at < levels.length; at += runFrom(labels, at)) {
      longest = Math.max(longest, runFrom(labels, at));
    }
    if (first < 2 || first != longest || first > DEEPEST) {
      return;
    }
    for (int at = 0; at < levels.length; ) {
      int run = runFrom(labels, at);
      for (int i = 0; i < run; i++) {
        levels[at + i] = longest - run + i;
      }
      at += run;
    }
  }

  private static int runFrom(List<LabelRow> labels, int at) {
    int end = at + 1;
    while (end < labels.size() && labels.get(end).afterLabel()) {
      end++;
    }
    return end - at;
  }
}
