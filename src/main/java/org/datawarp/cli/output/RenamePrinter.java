package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.cli.Console;
import org.datawarp.workflow.rename.RenamePlan;
import org.datawarp.workflow.rename.RenameReport;

/** Prints what gets another name. */
public final class RenamePrinter {
  private final Console console;

  /** Makes the printer. */
  public RenamePrinter(Console console) {
    this.console = console;
  }

  /** Prints a plan, or what was done. */
  public void print(RenameReport report) {
    RenamePlan plan = report.plan();
    List<List<String>> rows = new ArrayList<>();
    plan.manifests().forEach(name -> rows.add(List.of("manifest", name.from(), name.to(), "")));
    plan.sources()
        .forEach(source -> rows.add(List.of("source", source.from(), source.to(), source.table())));
    console.table(List.of("what", "old name", "new name", "table then"), rows);
    plan.sources()
        .forEach(source -> source.views().forEach(view -> console.print("follows    " + view)));
    plan.stays().forEach(file -> console.print("stays      " + file));
    plan.warnings().forEach(console::warn);
    report.notes().forEach(console::warn);
    console.print(
        plan.kind()
            + " "
            + plan.from()
            + (report.run() == null ? " would be called " : " is called ")
            + plan.to()
            + (report.run() == null ? "" : "; 'datawarp undo " + report.run() + "' takes it back"));
  }
}
