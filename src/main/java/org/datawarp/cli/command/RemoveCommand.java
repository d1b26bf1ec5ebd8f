package org.datawarp.cli.command;

import org.datawarp.cli.CommandContext;
import org.datawarp.lifecycle.undo.UndoableCommand;
import org.datawarp.model.RunListener;
import org.datawarp.workflow.remove.RemovePlan;
import org.datawarp.workflow.remove.RemoveReport;
import org.datawarp.workflow.remove.RemoveRequest;
import org.datawarp.workflow.remove.RemoveWorkflow;
import picocli.CommandLine;

/** {@code datawarp remove}. */
@CommandLine.Command(
    description = {
      "Removes sources with all that hangs on them.",
      "Registry rows, staging table, exports, old versions, and a manifest with its last source go to",
      "the trash; of canonical sources a manifest's own periods go, and with the last one the source.",
      "'datawarp undo RUN' brings them back within " + UndoableCommand.GRACE_DAYS + " days."
    },
    footer = {
      "  datawarp remove adhd_aug25 --dry-run",
      "  datawarp remove adhd_aug25",
      "  datawarp remove 'adhd_*_old' --max-delete 40"
    })
public final class RemoveCommand extends RemovalCommand {
  /** Makes the command. */
  public RemoveCommand(CommandContext context) {
    super(context, "remove", "removed");
  }

  @Override
  RemovePlan plan(RemoveWorkflow workflow, RemoveRequest request) {
    return workflow.plan(request);
  }

  @Override
  RemoveReport execute(RemoveWorkflow workflow, RemoveRequest request, RunListener listener) {
    return workflow.remove(request, listener);
  }
}
