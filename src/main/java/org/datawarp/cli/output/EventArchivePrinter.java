package org.datawarp.cli.output;

import java.util.List;
import org.datawarp.cli.Console;
import org.datawarp.workflow.archive.EventArchiveReport;

/** Prints which events leave the database. */
public final class EventArchivePrinter {
  private final Console console;

  /** Makes the printer. */
  public EventArchivePrinter(Console console) {
    this.console = console;
  }

  /** Prints a plan, or what was done. */
  public void print(EventArchiveReport report) {
    if (!report.months().isEmpty()) {
      console.table(
          List.of("month", "events", "file"),
          report.months().stream()
              .map(
                  month ->
                      List.of(
                          month.month(), Format.count(month.events()), Format.text(month.file())))
              .toList());
    }
    console.print(
        Format.plural(report.events(), "event")
            + " of before "
            + Format.time(report.before())
            + (report.run() == null ? " would move" : " moved")
            + " to archive/audit"
            + (report.stay() == 0
                ? ""
                : "; "
                    + Format.count(report.stay())
                    + " older ones stay, since what they tell of is still here"));
  }
}
