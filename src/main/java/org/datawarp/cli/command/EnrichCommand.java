package org.datawarp.cli.command;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.EnrichPrinter;
import org.datawarp.cli.output.ProgressLine;
import org.datawarp.lifecycle.refresh.EnrichReport;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.model.error.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp enrich}. */
@CommandLine.Command(
    description = "Describes a manifest's tables and columns as publisher and language model do.",
    footer = {
      "  datawarp enrich adhd_aug25 --dry-run          what the publisher's words say",
      "  datawarp enrich adhd_aug25",
      "  datawarp refresh adhd_aug25 --enrich          together with new rows"
    })
public final class EnrichCommand extends Command {
  @Parameters(
      paramLabel = "MANIFEST",
      description = "The manifest's name; a draft of it comes before the one in use.")
  private String manifest = "";

  @Option(names = "--offline", description = "Use downloaded files only.")
  private boolean offline;

  @Option(
      names = "--dry-run",
      description = "Show what the publisher's words say and stop; no model is asked.")
  private boolean dryRun;

  @Mixin private RunOptions run = new RunOptions();
  @Mixin private DatabaseOption database = new DatabaseOption();
  @Mixin private ForeignFilesOption foreign = new ForeignFilesOption();

  public EnrichCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    Set<RefreshRequest.Option> switches = EnumSet.of(RefreshRequest.Option.ENRICH);
    if (offline) {
      switches.add(RefreshRequest.Option.OFFLINE);
    }
    if (foreign.isGiven()) {
      switches.add(RefreshRequest.Option.KEEP_ASIDE);
    }
    RefreshRequest request =
        new RefreshRequest(
            manifest,
            null,
            null,
            List.of(),
            RefreshRequest.Scope.FULL,
            RefreshRequest.ReplacedGoes.VERSIONS,
            switches,
            run.maxWait(),
            "enrich " + manifest);
    try (ProgressLine progress = new ProgressLine(console())) {
      EnrichReport report =
          dryRun
              ? opened.enrich().plan(request, progress)
              : opened.enrich().run(request, progress);
      progress.erase();
      new EnrichPrinter(console()).print(report, options());
    }
    return ExitCode.OK;
  }
}
