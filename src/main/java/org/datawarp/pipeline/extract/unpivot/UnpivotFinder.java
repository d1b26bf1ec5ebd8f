package org.datawarp.pipeline.extract.unpivot;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.UnpivotMode;
import org.datawarp.pipeline.extract.HeaderNames;
import org.datawarp.pipeline.extract.table.ColumnVerdict;
import org.datawarp.pipeline.extract.table.LayoutColumn;
import org.datawarp.pipeline.extract.table.SheetClassifier;
import org.datawarp.pipeline.extract.table.TableLayout;
import org.datawarp.pipeline.extract.table.TableScan;
import org.datawarp.pipeline.extract.table.TableSettings;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a table's columns are periods. Careful: it says yes only when every column of
 * numbers belongs to one of three periods or more, each period has the same measures, and something
 * is left to name the rows. Where a person has declared it, less will do.
 */
public final class UnpivotFinder {
  private static final int MIN_PERIODS = 3;
  private static final int MIN_DECLARED = 2;
  private static final String VALUE = "value";

  private final String sheet;
  private final List<LayoutColumn> columns;
  private final TableScan.Result scan;
  private final TableSettings settings;
  private final Set<String> declared;

  private UnpivotFinder(TableLayout layout, TableScan.Result scan, TableSettings settings) {
    this.sheet = layout.sheet().label();
    this.columns = layout.columns();
    this.scan = scan;
    this.settings = settings;
    this.declared =
        settings.periodColumns().stream().map(SheetClassifier::fold).collect(Collectors.toSet());
  }

  /**
   * Returns the plan for a table; empty when it is to stay as it is.
   *
   * @throws DataRejectedException if a column declared a period's names none
   */
  public static Optional<UnpivotPlan> find(
      TableLayout layout, TableScan.Result scan, TableSettings settings) {
    if (settings.unpivot() == UnpivotMode.OFF) {
      return Optional.empty();
    }
    UnpivotFinder finder = new UnpivotFinder(layout, scan, settings);
    int levels =
        layout.columns().stream().mapToInt(column -> column.header().size()).max().orElse(0);
    @Nullable UnpivotPlan best = null;
    for (int level = levels - 1; level >= 0; level--) {
      UnpivotPlan plan = finder.atLevel(level).orElse(null);
      if (plan != null && (best == null || plan.periods().size() > best.periods().size())) {
        best = plan;
      }
    }
    finder.requireDeclared(best);
    return Optional.ofNullable(best);
  }

  private Optional<UnpivotPlan> atLevel(int level) {
    List<String> texts =
        columns.stream()
            .map(column -> level < column.header().size() ? column.header().get(level) : "")
            .toList();
    List<Optional<Period>> periods = PeriodParser.ofHeaders(texts);
    List<Integer> ids = new ArrayList<>();
    Map<Period, Map<String, Integer>> found = new LinkedHashMap<>();
    Map<Period, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      Period period = isWanted(columns.get(i)) ? periods.get(i).orElse(null) : null;
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
    if (found.size() < leastPeriods() || !idsNameRows(ids)) {
      return Optional.empty();
    }
    return plan(ids, found, headers);
  }

  private boolean isDeclared() {
    return settings.unpivot() == UnpivotMode.DECLARED;
  }

  private int leastPeriods() {
    if (!isDeclared()) {
      return MIN_PERIODS;
    }
    return declared.isEmpty() ? MIN_DECLARED : 1;
  }

  /** Tells whether a column may be a period's; where columns are named, only those may. */
  private boolean isWanted(LayoutColumn column) {
    return declared.isEmpty()
        || declared.contains(SheetClassifier.fold(String.join(" / ", column.header())))
        || column.header().stream()
            .anyMatch(level -> declared.contains(SheetClassifier.fold(level)));
  }

  private void requireDeclared(@Nullable UnpivotPlan plan) {
    if (declared.isEmpty()) {
      return;
    }
    Set<Integer> taken = new HashSet<>();
    if (plan != null) {
      plan.periods().forEach(period -> taken.addAll(period.columns()));
    }
    for (int i = 0; i < columns.size(); i++) {
      if (isWanted(columns.get(i)) && !taken.contains(i) && scan.used().get(i)) {
        throw new DataRejectedException(
            sheet
                + ": column '"
                + String.join(" / ", columns.get(i).header())
                + "' is declared to become rows and names no period of its own",
            "correct the columns under 'unpivot' in the manifest, or write auto there");
      }
    }
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

  private boolean idsNameRows(List<Integer> ids) {
    if (ids.isEmpty()) {
      return false;
    }
    for (int id : ids) {
      if (!isDeclared() && scan.verdicts().get(id).type().isNumber()) {
        return false;
      }
    }
    return ids.stream().anyMatch(id -> scan.verdicts().get(id).valueCount() > 0);
  }

  private Optional<UnpivotPlan> plan(
      List<Integer> ids, Map<Period, Map<String, Integer>> found, Map<Period, String> headers) {
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
        if (!isDeclared() && verdict.valueCount() > 0 && !verdict.type().isNumber()) {
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
