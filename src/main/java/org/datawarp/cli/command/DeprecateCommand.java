package org.datawarp.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.cli.Console;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.cli.output.RemovePrinter;
import org.datawarp.lifecycle.undo.UndoableCommand;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.remove.RemovePlan;
import org.datawarp.workflow.remove.RemoveReport;
import org.datawarp.workflow.remove.RemoveRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp deprecate}. */
@CommandLine.Command(
    description = {
      "Marks manifests to go, with their sources, after " + UndoableCommand.GRACE_DAYS + " days.",
      "They wait in manifests/.archive until 'datawarp cleanup' removes them. Rows and exports stay",
      "until then."
    },
    footer = {
      "  datawarp deprecate adhd_aug25",
      "  datawarp undo 20250801-093000-1f3a9c      takes it back"
    })
public final class DeprecateCommand extends Command {
  @Parameters(
      arity = "1..*",
      paramLabel = "SOURCE",
      description = "Names of manifests, codes of sources, or globs; canonical sources by code.")
  private List<String> selectors = new ArrayList<>();

  @Option(names = "--dry-run", description = "Only show what would go.")
  private boolean dryRun;

  @Option(
      names = "--max-delete",
      paramLabel = "N",
      description = "Let up to N go; without it at most 20.")
  private @Nullable Integer maxDelete;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  public DeprecateCommand(Workflows.Factory services, Console console) {
    super(services, console);
  }

  @Override
  ExitCode run(Workflows opened) {
    RemoveRequest request =
        new RemoveRequest(
            selectors, maxDelete, "deprecate " + String.join(" ", selectors), run.maxWait());
    if (dryRun) {
      RemovePlan plan = opened.remove().planDeprecation(request);
      if (options().isJson()) {
        console().json(plan.json());
      } else {
        new RemovePrinter(console()).print(plan, "would be deprecated");
      }
      return ExitCode.OK;
    }
    RemoveReport report;
    try (ProgressLine progress = new ProgressLine(console())) {
      report = opened.remove().deprecate(request, progress);
    }
    if (options().isJson()) {
      console().json(report.json());
    } else {
      new RemovePrinter(console()).print(report, "deprecated");
    }
    return report.left().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
  }
}
