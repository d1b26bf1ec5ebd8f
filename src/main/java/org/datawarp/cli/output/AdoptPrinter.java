package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.cli.Console;
import org.datawarp.repository.LegacyEstate.CheckedKey;
import org.datawarp.workflow.adopt.AdoptionPlan;
import org.datawarp.workflow.adopt.AdoptionPlan.Place;
import org.datawarp.workflow.adopt.AdoptionReport;

/** Prints what an adoption does, or would do. */
public final class AdoptPrinter {
  private final Console console;

  public AdoptPrinter(Console console) {
    this.console = console;
  }

  /** Prints a plan. */
  public void plan(AdoptionPlan plan) {
    body(plan);
    if (plan.refusals().isEmpty()) {
      console.print("nothing was changed; 'datawarp adopt' does this");
    } else {
      plan.refusals().forEach(console::warn);
      console.warn("the adoption would be refused: nothing would be changed");
    }
  }

  /** Prints a report. */
  public void report(AdoptionReport report) {
    body(report.plan());
    report.notes().forEach(console::warn);
    console.print(
        "adopted; 'datawarp undo "
            + report.run()
            + "' takes it back as long as nothing else was done");
  }

  private void body(AdoptionPlan plan) {
    console.print("folder     " + plan.workspace());
    console.print("database   " + plan.database());
    long right = plan.tables().stream().filter(table -> table.problems().isEmpty()).count();
    console.print(
        "registry   "
            + right
            + " of "
            + Format.plural(plan.tables().size(), "table")
            + " as in version 2.1");
    plan.keys().forEach(this::key);
    sources(plan);
    manifests(plan);
    outputs(plan);
    list("tables without a source, recorded as found", plan.found());
    list("files that stay where they are", plan.left());
    list("doubtful", plan.doubtful());
    console.print("");
  }

  private void key(CheckedKey key) {
    console.print(
        "key        "
            + key.reference()
            + ": "
            + (key.replaces().isEmpty() ? "none" : String.join(", ", key.replaces()))
            + ", cascading from here on"
            + (key.orphans() == 0
                ? ""
                : "; not validated, " + Format.plural(key.orphans(), "orphan")));
  }

  private void sources(AdoptionPlan plan) {
    if (plan.sources().isEmpty()) {
      return;
    }
    console.print("");
    List<List<String>> rows = new ArrayList<>();
    plan.sources()
        .forEach(
            source ->
                rows.add(
                    List.of(
                        source.code(),
                        source.table(),
                        source.rows() == null ? "-" : Format.count(source.rows()),
                        source.manifest() == null ? "-" : source.manifest(),
                        source.why())));
    console.table(List.of("source", "table", "rows", "manifest", "missing"), rows);
  }

  private void manifests(AdoptionPlan plan) {
    if (plan.manifests().isEmpty()) {
      return;
    }
    console.print("");
    console.print(
        "manifests: "
            + plan.count(Place.ACTIVE)
            + " active, "
            + plan.count(Place.PENDING)
            + " pending, "
            + plan.count(Place.ARCHIVE)
            + " archived, "
            + plan.count(Place.STAY)
            + " left");
    List<List<String>> rows = new ArrayList<>();
    plan.manifests()
        .forEach(
            choice ->
                rows.add(
                    List.of(choice.file(), choice.to() == null ? "-" : choice.to(), choice.why())));
    console.table(List.of("manifest", "to", "why"), rows);
  }

  private void outputs(AdoptionPlan plan) {
    if (plan.outputs().isEmpty()) {
      return;
    }
    console.print("");
    List<List<String>> rows = new ArrayList<>();
    plan.outputs()
        .forEach(
            output ->
                rows.add(
                    List.of(
                        output.file(),
                        output.to(),
                        output.rows() == null ? "" : Format.count(output.rows()),
                        output.why())));
    console.table(List.of("output", "to", "rows", "why"), rows);
  }

  private void list(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      console.print("");
      console.print(title);
      lines.forEach(line -> console.print("  " + line));
    }
  }
}
