package org.datawarp.cli.command;

import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.DoctorPrinter;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.admin.DoctorReport;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code datawarp doctor}. */
@CommandLine.Command(
    description =
        "Checks versions, disk, permissions, server, clock and object store, and says what to do."
            + " Exits 3 when a check failed.",
    footer = {"  datawarp doctor", "  datawarp doctor --json"})
public final class DoctorCommand extends Command {
  @Spec private CommandSpec spec = CommandSpec.create();

  public DoctorCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    DoctorReport report = opened.doctor().examine(spec.root().version()[0]);
    print(() -> report, () -> new DoctorPrinter(console()).print(report));
    return report.hasFailed() ? ExitCode.PARTIAL : ExitCode.OK;
  }
}
