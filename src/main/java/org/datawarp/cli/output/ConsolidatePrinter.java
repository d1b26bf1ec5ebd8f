package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datawarp.cli.Console;
import org.datawarp.workflow.canonical.ConsolidatePlan;
import org.datawarp.workflow.canonical.ConsolidateReport;

/** Prints which tables become which canonical sources. */
public final class ConsolidatePrinter {
  private final Console console;

  /** Makes the printer. */
  public ConsolidatePrinter(Console console) {
    this.console = console;
  }

  /** Prints a plan, or what was done. */
  public void print(ConsolidateReport report) {
    ConsolidatePlan plan = report.plan();
    List<List<String>> rows = new ArrayList<>();
    int tables = 0;
    for (ConsolidatePlan.Stacked source : plan.sources()) {
      for (ConsolidatePlan.Part part : source.tables()) {
        tables++;
        rows.add(
            List.of(
                source.source() + (source.isNew() ? " (new)" : ""),
                part.period(),
                part.table(),
                Format.count(part.rows()),
                part.method(),
                String.format(Locale.ROOT, "%.2f", part.confidence())));
      }
    }
    if (!rows.isEmpty()) {
      console.table(List.of("SOURCE", "PERIOD", "TABLE NOW", "ROWS", "METHOD", "CONFIDENCE"), rows);
    }
    plan.left().forEach(left -> console.print("stays  " + left.table() + ": " + left.why()));
    report.warnings().forEach(console::warn);
    String what =
        Format.plural(tables, "table")
            + (report.run() == null ? " would become " : " became ")
            + Format.plural(plan.sources().size(), "canonical source");
    if (report.run() == null) {
      console.print(
          what
              + (tables == 0
                  ? ""
                  : "; 'datawarp consolidate " + plan.publication() + " --execute' does it"));
    } else {
      console.print(
          what
              + ", "
              + (report.views().isEmpty()
                  ? "their old names are gone"
                  : "their old names are views")
              + "; 'datawarp undo "
              + report.run()
              + "' takes it back");
    }
  }
}
