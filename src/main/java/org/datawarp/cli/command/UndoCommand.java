package org.datawarp.cli.command;

import java.util.List;
import java.util.Map;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.lifecycle.undo.UndoPlan;
import org.datawarp.lifecycle.undo.UndoReport;
import org.datawarp.lifecycle.undo.UndoableCommand;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.undo.UndoWorkflow;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp undo}. */
@CommandLine.Command(
    description = {
      "Takes back what a run did, within " + UndoableCommand.GRACE_DAYS + " days.",
      "Rows, tables and files are put back as they were. An undo is a run, too, and can be undone."
    },
    footer = {
      "  datawarp history                          the runs and their names",
      "  datawarp undo 20250801-093000-1f3a9c --dry-run",
      "  datawarp undo 20250801-093000-1f3a9c"
    })
public final class UndoCommand extends Command {
  private static final int SHOWN = 10;

  @Parameters(paramLabel = "RUN", description = "The run's name, as 'datawarp history' shows it.")
  private String runName = "";

  @Option(names = "--dry-run", description = "Only show what would come back.")
  private boolean dryRun;

  @Option(
      names = "--with-later",
      description = "First undo, newest first, later runs that touched the same.")
  private boolean withLater;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  public UndoCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    UndoWorkflow undo = opened.undo();
    if (dryRun) {
      UndoPlan plan = undo.plan(runName);
      print(plan);
      return outcome(undo, plan);
    }
    List<UndoReport> reports;
    String line = "undo " + runName;
    try (ProgressLine progress = new ProgressLine(console())) {
      reports =
          withLater
              ? undo.undoWithLater(runName, line + " --with-later", run.maxWait(), progress)
              : List.of(undo.undo(runName, line, run.maxWait(), progress));
    }
    if (options().isJson()) {
      console().json(Map.of("undone", reports));
    } else {
      reports.forEach(this::print);
    }
    boolean isWhole = reports.stream().allMatch(report -> report.lost().isEmpty());
    return isWhole ? ExitCode.OK : ExitCode.PARTIAL;
  }

  /** Tells as what the undo would end. */
  private ExitCode outcome(UndoWorkflow undo, UndoPlan plan) {
    List<String> later = plan.laterRuns();
    // With --with-later the newest of them is undone first; what follows can only be seen then.
    boolean isRefused =
        later.isEmpty()
            ? !plan.obstacles().isEmpty()
            : !withLater || !undo.plan(later.get(0)).obstacles().isEmpty();
    if (isRefused) {
      console().warn("the undo would be refused: nothing would be changed");
      return ExitCode.REFUSED;
    }
    return plan.lost().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
  }

  private void print(UndoPlan plan) {
    if (options().isJson()) {
      console().json(plan);
      return;
    }
    console()
        .print(
            plan.command()
                + " "
                + plan.run()
                + ": "
                + Format.plural(plan.rows(), "registry row")
                + ", "
                + Format.plural(plan.tables().size(), "table")
                + " and "
                + Format.plural(plan.files().size(), "file")
                + " would be put back");
    list("table", plan.tables());
    list("file", plan.files());
    list("lost", plan.lost());
    if (!plan.laterRuns().isEmpty()) {
      console()
          .warn(
              "later runs touched the same: "
                  + String.join(", ", plan.laterRuns())
                  + "; --with-later undoes them first");
    }
    plan.obstacles().forEach(line -> console().warn("in the way: " + line));
  }

  private void list(String word, List<String> lines) {
    lines.stream().limit(SHOWN).forEach(each -> console().print("  " + word + "  " + each));
    if (lines.size() > SHOWN) {
      console().print("  … and " + Format.count((long) lines.size() - SHOWN) + " more");
    }
  }

  private void print(UndoReport report) {
    console()
        .print(
            "undid "
                + report.command()
                + " "
                + report.undone()
                + ": "
                + Format.plural(report.rows(), "registry row")
                + ", "
                + Format.plural(report.tables().size(), "table")
                + " and "
                + Format.plural(report.files(), "file")
                + " put back; "
                + (report.run() == null
                    ? "'datawarp adopt' does it again"
                    : "'datawarp undo " + report.run() + "' does it again"));
    report.lost().forEach(line -> console().warn(line));
  }
}
