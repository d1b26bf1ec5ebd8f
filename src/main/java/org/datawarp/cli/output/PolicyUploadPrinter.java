package org.datawarp.cli.output;

import java.util.List;
import java.util.Map;
import org.datawarp.cli.Console;
import org.datawarp.lifecycle.transfer.PolicyUploadReport;

/** Tells what became of the files that retention policies send to their stores. */
public final class PolicyUploadPrinter {
  private final Console console;

  public PolicyUploadPrinter(Console console) {
    this.console = console;
  }

  /** Prints a line for each store, and what stayed. */
  public void delivered(List<PolicyUploadReport> all) {
    all.forEach(this::print);
  }

  private void print(PolicyUploadReport report) {
    String store = report.store();
    long files = report.files();
    long deleted = report.deletedLocal().size();
    Map<String, String> failures = report.failures();
    String postponed = report.postponed();
    if (postponed != null) {
      console.warn(
          Format.plural(files, "file")
              + " stay in archive/ and wait for "
              + store
              + "; the next 'datawarp sync' or 'retention apply' sends them: "
              + postponed);
      return;
    }
    console.print(
        Format.plural(files - failures.size(), "archived file")
            + " in "
            + store
            + ", each read back and equal ("
            + Format.size(report.sentBytes())
            + " sent now)"
            + (deleted == 0 ? "" : "; " + Format.count(deleted) + " deleted here"));
    report.keptLocal().forEach((path, why) -> console.print(path + " stays here: " + why));
    failures.forEach((path, why) -> console.warn(path + " is not in " + store + ": " + why));
  }
}
