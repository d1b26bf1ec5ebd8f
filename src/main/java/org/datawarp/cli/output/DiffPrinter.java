package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.cli.Console;
import org.datawarp.pipeline.compare.RowChange;
import org.datawarp.pipeline.compare.RowChange.Kind;
import org.datawarp.pipeline.compare.RowChange.ValueChange;
import org.datawarp.pipeline.compare.TableComparison;
import org.datawarp.workflow.diff.DiffReport;
import org.datawarp.workflow.diff.DiffReport.SideName;
import org.datawarp.workflow.diff.DiffReport.TableDiff;
import org.jspecify.annotations.Nullable;

/** Prints in what two sides differ. */
public final class DiffPrinter {
  private static final int NAMES_SHOWN = 12;
  private static final int VALUES_SHOWN = 8;
  private static final String NONE = "(none)";

  private final Console console;

  /** Makes one that prints to a console. */
  public DiffPrinter(Console console) {
    this.console = console;
  }

  /** Prints each table, a blank line between them. */
  public void print(DiffReport report) {
    List<TableDiff> tables = report.tables();
    for (int i = 0; i < tables.size(); i++) {
      if (i > 0) {
        console.print("");
      }
      print(tables.get(i));
    }
    if (!report.onlyBefore().isEmpty() || !report.onlyAfter().isEmpty()) {
      console.print("");
      report.onlyBefore().forEach(name -> console.entry("gone", name));
      report.onlyAfter().forEach(name -> console.entry("new", name));
    }
    if (report.file() != null) {
      console.print("");
      console.entry("parquet", report.file());
    }
    if (report.isSame()) {
      console.print("no difference");
    }
  }

  private void print(TableDiff table) {
    TableComparison found = table.comparison();
    console.print(Console.Style.BOLD, name(table.before()) + " → " + name(table.after()));
    String was = table.before().title();
    String is = table.after().title();
    if (!was.equals(is)) {
      console.entry("title", (was.isEmpty() ? NONE : was) + " → " + (is.isEmpty() ? NONE : is));
    } else if (!is.isEmpty()) {
      console.entry("title", is);
    }
    console.entry("rows", rows(found));
    console.entry("key", key(found));
    found
        .constants()
        .forEach(
            constant ->
                console.entry(
                    "every row",
                    constant.column()
                        + " "
                        + Format.text(constant.before())
                        + " → "
                        + Format.text(constant.after())));
    names("new columns", found.columnsAdded());
    names("columns gone", found.columnsRemoved());
    found
        .columnsRetyped()
        .forEach(
            column ->
                console.entry(
                    "type", column.column() + " " + column.before() + " → " + column.after()));
    if (found.valuesRevised() > 0) {
      console.entry("revised", revised(found));
    }
    changes(table);
  }

  private static String name(SideName side) {
    return side.name() + (side.period() == null ? "" : " (" + side.period() + ")");
  }

  private static String rows(TableComparison found) {
    List<String> parts = new ArrayList<>();
    parts.add(Format.count(found.rowsBefore()) + " → " + Format.count(found.rowsAfter()));
    parts.add(Format.count(found.rowsAdded()) + " added");
    parts.add(Format.count(found.rowsRemoved()) + " removed");
    parts.add(Format.count(found.rowsChanged()) + " changed");
    return String.join(", ", parts);
  }

  private static String key(TableComparison found) {
    if (found.key().isEmpty()) {
      return "no column names the rows; they are compared whole";
    }
    return String.join(", ", found.key())
        + (found.unique() ? "" : "; some rows are alike in it and are paired in their order");
  }

  private void names(String what, List<String> names) {
    if (!names.isEmpty()) {
      String more =
          names.size() > NAMES_SHOWN
              ? ", and " + Format.count((long) names.size() - NAMES_SHOWN) + " more"
              : "";
      console.print(
          what + ": " + names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", ")) + more);
    }
  }

  private static String revised(TableComparison found) {
    return Format.plural(found.valuesRevised(), "value")
        + ": "
        + found.revisedByColumn().entrySet().stream()
            .sorted((one, other) -> Long.compare(other.getValue(), one.getValue()))
            .limit(NAMES_SHOWN)
            .map(each -> each.getKey() + " " + Format.count(each.getValue()))
            .collect(Collectors.joining(", "))
        + (found.revisedByColumn().size() > NAMES_SHOWN ? ", …" : "");
  }

  private void changes(TableDiff table) {
    if (table.changes().isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (RowChange change : table.changes()) {
      if (change.values().isEmpty()) {
        boolean isNew = change.kind() == Kind.ADDED;
        rows.add(List.of(change.kind().text(), change.name(), "", "", "", row(change, isNew)));
      }
      int more = change.values().size() - VALUES_SHOWN;
      for (ValueChange value :
          change.values().subList(0, Math.min(VALUES_SHOWN, change.values().size()))) {
        rows.add(
            List.of(
                "revised",
                change.name(),
                value.column(),
                Format.text(value.before()),
                Format.text(value.after()),
                row(change, true)));
      }
      if (more > 0) {
        rows.add(
            List.of(
                "revised",
                change.name(),
                "… " + Format.plural(more, "more value"),
                "",
                "",
                row(change, true)));
      }
    }
    console.table(List.of("", "row", "column", "before", "after", "in the file"), rows);
    if (table.leftOut() > 0) {
      console.print(
          "… and "
              + Format.plural(table.leftOut(), "more row")
              + "; --limit says how many, -o FILE.parquet writes all");
    }
  }

  private static String row(RowChange change, boolean isAfter) {
    @Nullable Long row = isAfter ? change.rowAfter() : change.rowBefore();
    return row == null ? "" : "row " + row + (isAfter ? "" : " before");
  }
}
