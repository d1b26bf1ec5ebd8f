package org.datawarp.cli.output;

import org.datawarp.cli.Console;
import org.datawarp.workflow.remove.RemovePlan;
import org.datawarp.workflow.remove.RemoveReport;

/** Prints what a removal or deprecation takes along. */
public final class RemovePrinter {
  private final Console console;

  public RemovePrinter(Console console) {
    this.console = console;
  }

  /** Prints a plan; the verb is what happens to the sources, as in {@code would be removed}. */
  public void print(RemovePlan plan, String verb) {
    plan.sources()
        .forEach(
            source ->
                console.print(
                    "source    "
                        + source.source()
                        + (source.period() == null ? "" : " " + source.period())
                        + ": "
                        + source.table()
                        + (source.rows() == null ? "" : ", " + Format.plural(source.rows(), "row"))
                        + ", "
                        + Format.plural(source.files().size(), "file")
                        + " ("
                        + Format.size(source.sizeBytes())
                        + ")"));
    plan.manifests()
        .forEach(
            manifest ->
                console.print(
                    "manifest  "
                        + manifest.manifest()
                        + ": "
                        + manifest.path()
                        + " ("
                        + manifest.state()
                        + ")"));
    plan.warnings().forEach(console::warn);
    long periods = plan.sources().stream().filter(source -> source.period() != null).count();
    console.print(
        Format.plural(plan.sources().size() - periods, "source")
            + (periods == 0 ? "" : ", " + Format.plural(periods, "period"))
            + " and "
            + Format.plural(plan.manifests().size(), "manifest")
            + " "
            + verb);
  }

  public void print(RemoveReport report, String verb) {
    print(report.plan(), verb + "; 'datawarp undo " + report.run() + "' takes it back");
    report.left().forEach(line -> console.warn(line));
  }
}
