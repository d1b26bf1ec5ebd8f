package org.datawarp.extract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.datawarp.model.Period;
import org.datawarp.model.PeriodParser;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a table's columns are periods. Careful: it says yes only when every column of
 * numbers belongs to one of three periods or more, each period has the same measures, and something
 * is left to name the rows.
 */
final class UnpivotFinder {
  private static final int MIN_PERIODS = 3;
  private static final String VALUE = "value";

  private UnpivotFinder() {}

  /** Returns the plan for a table; empty when it is to stay as it is. */
  static Optional<UnpivotPlan> find(TableLayout layout, TableScan.Result scan) {
    List<LayoutColumn> columns = layout.columns();
    int levels = columns.stream().mapToInt(column -> column.header().size()).max().orElse(0);
    @Nullable UnpivotPlan best = null;
    for (int level = levels - 1; level >= 0; level--) {
      UnpivotPlan plan = atLevel(columns, scan, level).orElse(null);
      if (plan != null && (best == null || plan.periods().size() > best.periods().size())) {
        best = plan;
      }
    }
    return Optional.ofNullable(best);
  }

  private static Optional<UnpivotPlan> atLevel(
      List<LayoutColumn> columns, TableScan.Result scan, int level) {
    List<String> texts =
        columns.stream()
            .map(column -> level < column.header().size() ? column.header().get(level) : "")
            .toList();
    List<Optional<Period>> periods = PeriodParser.ofHeaders(texts);
    List<Integer> ids = new ArrayList<>();
    Map<Period, Map<String, Integer>> found = new LinkedHashMap<>();
    Map<Period, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Period period = periods.get(i).orElse(null);
      if (period == null) {
        ids.add(i);
        continue;
      }
      String measure = measure(columns.get(i).header(), level);
      if (found.computeIfAbsent(period, key -> new LinkedHashMap<>()).put(measure, i) != null) {
        return Optional.empty();
      }
      headers.putIfAbsent(period, texts.get(i));
    }
    if (found.size() < MIN_PERIODS || !idsNameRows(ids, scan)) {
      return Optional.empty();
    }
    return plan(ids, found, headers, scan);
  }

  /** Returns what a column measures: its levels without the period and what numbers the period. */
  private static String measure(List<String> header, int level) {
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      if (i != level && !header.get(i).matches("\\d{1,2}")) {
        rest.add(header.get(i));
      }
    }
    return String.join(" / ", rest);
  }

  private static boolean idsNameRows(List<Integer> ids, TableScan.Result scan) {
    if (ids.isEmpty()) {
      return false;
    }
    for (int id : ids) {
      if (scan.verdicts().get(id).type().isNumber()) {
        return false;
      }
    }
    return ids.stream().anyMatch(id -> scan.verdicts().get(id).valueCount() > 0);
  }

  private static Optional<UnpivotPlan> plan(
      List<Integer> ids,
      Map<Period, Map<String, Integer>> found,
      Map<Period, String> headers,
      TableScan.Result scan) {
    Set<String> measures = found.values().iterator().next().keySet();
    List<String> ordered = List.copyOf(measures);
    List<UnpivotPlan.PeriodColumns> periods = new ArrayList<>();
    for (Map.Entry<Period, Map<String, Integer>> entry : found.entrySet()) {
      if (!entry.getValue().keySet().equals(measures)) {
        return Optional.empty();
      }
      List<Integer> columns = ordered.stream().map(entry.getValue()::get).toList();
      for (int column : columns) {
        ColumnVerdict verdict = scan.verdicts().get(column);
        if (verdict.valueCount() > 0 && !verdict.type().isNumber()) {
          return Optional.empty();
        }
      }
      // A month still to come has a header and nothing under it: it makes no rows yet.
      if (columns.stream().anyMatch(column -> scan.used().get(column))) {
        String header = String.valueOf(headers.get(entry.getKey()));
        periods.add(new UnpivotPlan.PeriodColumns(entry.getKey(), header, columns));
      }
    }
    if (periods.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new UnpivotPlan(ids, periods, measureNames(ordered)));
  }

  private static List<String> measureNames(List<String> measures) {
    if (measures.size() == 1) {
      return List.of(VALUE);
    }
    return HeaderNames.assign(
        measures.stream().map(text -> text.isEmpty() ? List.of(VALUE) : List.of(text)).toList());
  }
}
