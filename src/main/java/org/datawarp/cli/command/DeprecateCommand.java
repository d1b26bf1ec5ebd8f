package org.datawarp.cli.command;

import org.datawarp.cli.CommandContext;
import org.datawarp.lifecycle.undo.UndoableCommand;
import org.datawarp.model.RunListener;
import org.datawarp.workflow.remove.RemovePlan;
import org.datawarp.workflow.remove.RemoveReport;
import org.datawarp.workflow.remove.RemoveRequest;
import org.datawarp.workflow.remove.RemoveWorkflow;
import picocli.CommandLine;

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
public final class DeprecateCommand extends RemovalCommand {
  /** Makes the command. */
  public DeprecateCommand(CommandContext context) {
    super(context, "deprecate", "deprecated");
  }

  @Override
  RemovePlan plan(RemoveWorkflow workflow, RemoveRequest request) {
    return workflow.planDeprecation(request);
  }

  @Override
  RemoveReport execute(RemoveWorkflow workflow, RemoveRequest request, RunListener listener) {
    return workflow.deprecate(request, listener);
  }
}
