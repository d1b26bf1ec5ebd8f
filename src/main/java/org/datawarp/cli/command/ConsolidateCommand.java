package org.datawarp.cli.command;

import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.ConsolidatePrinter;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.canonical.ConsolidateReport;
import org.datawarp.workflow.canonical.ConsolidateWorkflow;
import org.datawarp.workflow.canonical.ConsolidateWorkflow.OldNames;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp consolidate}. */
@CommandLine.Command(
    description = {
      "Makes one table over all periods of the tables that a publication's issues have in common.",
      "A plan until --execute. Rows are hashed before and after; undo takes it back."
    },
    footer = {
      "  datawarp consolidate adhd                    what would be moved where",
      "  datawarp consolidate adhd --execute",
      "  datawarp undo 20250801-093000-1f3a9c         the old tables, as they were"
    })
public final class ConsolidateCommand extends Command {
  @Parameters(paramLabel = "PUBLICATION", description = "Manifests' name without their period.")
  private String publication = "";

  @Option(names = "--execute", description = "Do it.")
  private boolean execute;

  @Option(
      names = "--no-views",
      description = {
        "Let the old tables' names go. Default: each stays as a view on",
        "its period, so that SQL that names it goes on."
      })
  private boolean noViews;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  /** Makes the command. */
  public ConsolidateCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    ConsolidateWorkflow consolidate = opened.consolidate();
    ConsolidateReport report;
    if (execute) {
      try (ProgressLine progress = new ProgressLine(console())) {
        report =
            consolidate.execute(
                publication,
                noViews ? OldNames.GONE : OldNames.VIEWS,
                "consolidate " + publication + " --execute",
                run.maxWait(),
                progress);
      }
    } else {
      requireUnset(
          "--execute", "a plan changes nothing", "--no-views", "--wait", "--accept-database");
      report = consolidate.plan(publication);
    }
    if (options().isJson()) {
      console().json(report);
    } else {
      new ConsolidatePrinter(console()).print(report);
    }
    return ExitCode.OK;
  }
}
