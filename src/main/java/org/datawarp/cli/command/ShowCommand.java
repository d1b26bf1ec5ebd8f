package org.datawarp.cli.command;

import java.util.List;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.SourcePrinter;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
import org.datawarp.workflow.status.ShowWorkflow;
import org.datawarp.workflow.status.SourceDetails;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp show}. */
@CommandLine.Command(
    description = {
      "Explains a source: what it is, its columns, periods, files and last runs, what keeps it, and",
      "how large it is."
    },
    footer = {
      "  datawarp show adhd_aug25                every table of a manifest",
      "  datawarp show adhd_aug25_referrals --json"
    })
public final class ShowCommand extends Command {
  @Parameters(
      paramLabel = "SOURCE",
      description = "The code of a source, the name of a manifest, or a glob.")
  private String source = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many events of each source; default: ${DEFAULT-VALUE}.")
  private int limit = 5;

  public ShowCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    if (limit < 1) {
      throw new UsageException("--limit " + limit + " is not a number of events", "use 1 or more");
    }
    ShowWorkflow show = opened.show();
    Optional<List<SourceDetails>> found = show.show(source, limit);
    print(
        () -> new Sources(show.root(), found.orElse(List.of())),
        () -> {
          if (found.isEmpty()) {
            printNothingLoaded(show.root());
          } else {
            new SourcePrinter(console()).print(found.get());
          }
        });
    return ExitCode.OK;
  }

  /** What {@code --json} prints. */
  private record Sources(String workspace, List<SourceDetails> sources) {}
}
