package org.datawarp.cli.command;

import java.util.EnumSet;
import java.util.List;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.model.error.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp load-batch}. */
@CommandLine.Command(
    description = "Loads the tables of a manifest into PostgreSQL, without exporting them.",
    footer = {
      "  datawarp extract ADHD_summary_Aug25.xlsx --source adhd_aug25",
      "  datawarp load-batch adhd_aug25",
      "  datawarp export adhd_aug25"
    })
public final class LoadBatchCommand extends Command {
  @Parameters(paramLabel = "MANIFEST", description = "The manifest's name.")
  private String manifest = "";

  @Option(names = "--accept-shrink", description = "Accept less than half the rows.")
  private boolean acceptShrink;

  @Option(
      names = "--replace-period",
      description = {
        "The period recorded until now was wrong: rows of another one",
        "take the place of its rows."
      })
  private boolean replacePeriod;

  @Option(names = "--offline", description = "Use downloaded files only.")
  private boolean offline;

  @Mixin private AcceptanceOptions acceptance = new AcceptanceOptions();
  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();
  @Mixin private ForeignFilesOption foreign = new ForeignFilesOption();

  public LoadBatchCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    EnumSet<RefreshRequest.Option> switches = EnumSet.of(RefreshRequest.Option.FORCE);
    if (acceptShrink) {
      switches.add(RefreshRequest.Option.ACCEPT_SHRINK);
    }
    if (offline) {
      switches.add(RefreshRequest.Option.OFFLINE);
    }
    if (replacePeriod) {
      switches.add(RefreshRequest.Option.REPLACE_PERIOD);
    }
    acceptance.addTo(switches);
    if (foreign.isGiven()) {
      switches.add(RefreshRequest.Option.KEEP_ASIDE);
    }
    RefreshRequest request =
        new RefreshRequest(
            manifest,
            null,
            null,
            List.of(),
            RefreshRequest.Scope.LOAD_ONLY,
            RefreshRequest.ReplacedGoes.VERSIONS,
            switches,
            run.maxWait(),
            "load-batch " + manifest);
    try (ProgressLine progress = new ProgressLine(console())) {
      RefreshReport report = opened.refresh().issue(request, progress);
      progress.erase();
      refreshPrinter(opened).print(report, options());
    }
    return ExitCode.OK;
  }
}
