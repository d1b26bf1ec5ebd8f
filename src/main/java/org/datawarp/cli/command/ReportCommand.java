package org.datawarp.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.report.EstateReport;
import org.datawarp.workflow.report.ReportWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code datawarp report}. */
@CommandLine.Command(
    description =
        "Draws the estate on one page: rows by publication and period, sizes, freshness, numbers"
            + " withheld, revisions.",
    footer = {"  datawarp report --html estate.html", "  datawarp report --json"})
public final class ReportCommand extends Command {
  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Where the page goes; it needs no network. An older page of Datawarp's is replaced; another file is not.")
  private @Nullable Path html;

  public ReportCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    if (html == null && !options().isJson()) {
      throw new UsageException(
          "where the page goes is not said", "say it with --html FILE, or take --json");
    }
    ReportWorkflow workflow = opened.report();
    Optional<EstateReport> report = workflow.look();
    if (report.isEmpty()) {
      print(() -> new Missing(workflow.root()), () -> printNothingLoaded(workflow.root()));
      return ExitCode.OK;
    }
    if (html != null) {
      workflow.write(report.get(), html);
    }
    print(report::get, () -> console().print("page       " + html));
    return ExitCode.OK;
  }

  /** What {@code --json} prints where there is nothing to report on. */
  private record Missing(String workspace) {}
}
