package org.datawarp.cli.command;

import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.cli.output.RenamePrinter;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.rename.RenameReport;
import org.datawarp.workflow.rename.RenameWorkflow;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp rename}. */
@CommandLine.Command(
    description = {
      "Gives a manifest, a source or a publication another name, with its tables, exports, versions and",
      "history; views follow. Files in archive/ keep their names, since stores hold them under these."
    },
    footer = {
      "  datawarp rename ahdh_aug25 adhd_aug25        a manifest and its sources",
      "  datawarp rename adhd_aug25_table_1 adhd_aug25_open_referrals",
      "  datawarp rename ahdh adhd --dry-run          all issues of a publication"
    })
public final class RenameCommand extends Command {
  @Parameters(
      index = "0",
      paramLabel = "OLD",
      description = "A manifest's or a publication's name, or a source's code.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "NEW", description = "What it is called from now on.")
  private String to = "";

  @Option(names = "--dry-run", description = "Only show what would be renamed.")
  private boolean dryRun;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();

  /** Makes the command. */
  public RenameCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    RenameWorkflow rename = opened.rename();
    RenameReport report;
    if (dryRun) {
      report = rename.plan(from, to);
    } else {
      try (ProgressLine progress = new ProgressLine(console())) {
        report = rename.rename(from, to, "rename " + from + " " + to, run.maxWait(), progress);
      }
    }
    print(() -> report, () -> new RenamePrinter(console()).print(report));
    return ExitCode.OK;
  }
}
