package org.datawarp.cli.output;

import java.util.List;
import java.util.Objects;
import org.datawarp.cli.Console;
import org.datawarp.workflow.admin.DoctorReport;

/** Prints what was examined, and below it what to do. */
public final class DoctorPrinter {
  private final Console console;

  public DoctorPrinter(Console console) {
    this.console = console;
  }

  /** Prints a report. */
  public void print(DoctorReport report) {
    console.table(
        List.of("check", "verdict", "found"),
        report.checks().stream()
            .map(check -> List.of(check.name(), check.verdict().toString(), check.observed()))
            .toList());
    report.checks().stream()
        .filter(check -> check.remedy() != null)
        .forEach(
            check ->
                console.entry(check.name(), Objects.requireNonNull(check.remedy(), check.name())));
  }
}
