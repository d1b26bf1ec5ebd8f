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

/** {@code datawarp remove}. */
@CommandLine.Command(
    description = {
      "Removes sources with all that hangs on them.",
      "Registry rows, staging table, exports, old versions, and a manifest with its last source go to",
      "the trash. 'datawarp undo RUN' brings them back within "
          + UndoableCommand.GRACE_DAYS
          + " days."
    },
    footer = {
      "  datawarp remove adhd_aug25 --dry-run",
      "  datawarp remove adhd_aug25",
      "  datawarp remove 'adhd_*_old' --max-delete 40"
    })
public final class RemoveCommand extends Command {
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

  public RemoveCommand(Workflows.Factory services, Console console) {
    super(services, console);
  }

  @Override
  ExitCode run(Workflows opened) {
    RemoveRequest request =
        new RemoveRequest(
            selectors, maxDelete, "remove " + String.join(" ", selectors), run.maxWait());
    if (dryRun) {
      RemovePlan plan = opened.remove().plan(request);
      if (options().isJson()) {
        console().json(plan.json());
      } else {
        new RemovePrinter(console()).print(plan, "would be removed");
      }
      return ExitCode.OK;
    }
    RemoveReport report;
    try (ProgressLine progress = new ProgressLine(console())) {
      report = opened.remove().remove(request, progress);
    }
    if (options().isJson()) {
      console().json(report.json());
    } else {
      new RemovePrinter(console()).print(report, "removed");
    }
    return report.left().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
  }
}
