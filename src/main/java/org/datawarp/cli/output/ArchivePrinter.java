package org.datawarp.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.datawarp.cli.Console;
import org.datawarp.cli.GlobalOptions;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.archive.ArchiveItem;
import org.datawarp.workflow.archive.ArchivePlan;
import org.datawarp.workflow.archive.ArchiveReport;

/** Prints what is archived, or would be. */
public final class ArchivePrinter {
  private static final int SHOWN = 60;

  private final Console console;
  private final GlobalOptions options;

  public ArchivePrinter(Console console, GlobalOptions options) {
    this.console = console;
    this.options = options;
  }

  /** Prints a plan. */
  public ExitCode plan(Optional<ArchiveReport> report) {
    if (report.isEmpty()) {
      if (options.isJson()) {
        console.json(Map.of("items", List.of()));
      } else {
        console.print("nothing loaded here yet; 'datawarp refresh' does that");
      }
      return ExitCode.OK;
    }
    if (options.isJson()) {
      console.json(report.get());
      return ExitCode.OK;
    }
    ArchivePlan plan = report.get().plan();
    items(plan);
    console.print(summary(plan, "would be"));
    destinations(plan);
    plan.refusals().forEach(line -> console.warn(line + "; " + plan.hint()));
    return ExitCode.OK;
  }

  /** Prints what was done. */
  public ExitCode report(ArchiveReport report) {
    ExitCode status =
        report.hasDamage()
            ? ExitCode.STORAGE
            : report.isComplete() ? ExitCode.OK : ExitCode.PARTIAL;
    if (options.isJson()) {
      console.json(report);
      return status;
    }
    ArchivePlan plan = report.plan();
    if (report.run() == null) {
      left(plan);
      console.print("nothing to archive");
      new PolicyUploadPrinter(console).delivered(report.sent());
      return status;
    }
    items(plan);
    report.problems().forEach(problem -> console.warn(problem.name() + " stays: " + problem.why()));
    console.print(summary(plan, "were"));
    new PolicyUploadPrinter(console).delivered(report.sent());
    console.print(
        "run "
            + report.run()
            + "; 'datawarp restore SOURCE' brings a source back, 'datawarp undo "
            + report.run()
            + "' all of them");
    return status;
  }

  private void destinations(ArchivePlan plan) {
    Map<String, Long> counts = new TreeMap<>();
    for (ArchiveItem item : plan.items()) {
      if (item.target() != null) {
        counts.merge(
            item.target()
                + (item.leavesArchive() ? ", and be deleted here when that is proven" : ""),
            1L,
            Long::sum);
      }
    }
    counts.forEach(
        (where, count) ->
            console.print(Format.plural(count, "export") + " would go on to " + where));
  }

  private void items(ArchivePlan plan) {
    if (!plan.items().isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      plan.items().stream().limit(SHOWN).forEach(item -> rows.add(row(item)));
      console.table(List.of("source", "action", "rows", "size", "why"), rows);
      if (plan.items().size() > SHOWN) {
        console.print("… and " + Format.count((long) plan.items().size() - SHOWN) + " more");
      }
    }
    left(plan);
  }

  private void left(ArchivePlan plan) {
    plan.left().stream()
        .limit(SHOWN)
        .forEach(left -> console.print(left.name() + " stays: " + left.why()));
    if (plan.left().size() > SHOWN) {
      console.print("… and " + Format.count((long) plan.left().size() - SHOWN) + " more stay");
    }
  }

  private static List<String> row(ArchiveItem item) {
    return List.of(
        item.name(),
        item.action().text().replace('_', ' '),
        Format.count(item.rowCount()),
        Format.size(item.sizeBytes()),
        item.why());
  }

  private static String summary(ArchivePlan plan, String verb) {
    long moved = plan.items().stream().filter(item -> item.action().moves()).count();
    return Format.plural(moved, "export")
        + " ("
        + Format.size(plan.sizeBytes())
        + ") and "
        + Format.plural(plan.manifests().size(), "manifest")
        + " "
        + verb
        + " moved to archive/, "
        + Format.plural(plan.rowsPurged(), "row")
        + " deleted from PostgreSQL";
  }
}
