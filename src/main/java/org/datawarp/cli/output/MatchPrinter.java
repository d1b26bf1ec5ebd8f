package org.datawarp.cli.output;

import java.util.List;
import java.util.Locale;
import org.datawarp.cli.Console;
import org.datawarp.workflow.canonical.MatchReport;

/** Prints which tables are which canonical sources. */
public final class MatchPrinter {
  private final Console console;

  /** Makes the printer. */
  public MatchPrinter(Console console) {
    this.console = console;
  }

  /** Prints a report. */
  public void print(MatchReport report) {
    console.table(
        List.of("SOURCE", "PERIOD", "TABLE", "STATE", "METHOD", "CONFIDENCE", "WHY"),
        report.tables().stream()
            .map(
                table ->
                    List.of(
                        table.source(),
                        table.period(),
                        table.table(),
                        table.state(),
                        table.method(),
                        decimal(table.confidence()),
                        table.why() == null ? "" : table.why()))
            .toList());
    if (!report.columns().isEmpty()) {
      console.print("");
      console.table(
          List.of("SOURCE", "PERIOD", "NEW COLUMN", "MAY BE", "STATE", "NAME", "VALUES"),
          report.columns().stream()
              .map(
                  column ->
                      List.of(
                          column.source(),
                          column.period(),
                          column.to(),
                          column.from(),
                          column.state(),
                          decimal(column.nameLikeness()),
                          column.valuesInCommon() + " of " + column.valuesNow()))
              .toList());
    }
    report.accepted().forEach(console::print);
    report.rejected().forEach(console::print);
    if (report.run() != null) {
      console.print("'datawarp undo " + report.run() + "' takes it back");
    }
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
