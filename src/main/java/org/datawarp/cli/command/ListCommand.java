package org.datawarp.cli.command;

import java.util.List;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.model.error.ExitCode;
import org.datawarp.repository.SourceRepository.SourceEntry;
import org.datawarp.workflow.status.StatusWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code datawarp list}. */
@CommandLine.Command(
    description = "Lists the sources of the workspace.",
    footer = {"  datawarp list", "  datawarp list 'adhd_*' --json"})
public final class ListCommand extends Command {
  @Parameters(
      arity = "0..1",
      paramLabel = "GLOB",
      description = "Only sources whose code or manifest matches.")
  private @Nullable String glob;

  public ListCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    StatusWorkflow look = opened.look();
    Optional<List<SourceEntry>> sources = look.list(glob);
    print(
        () -> new Listing(look.root(), sources.orElse(List.of())),
        () -> print(look.root(), sources));
    return ExitCode.OK;
  }

  private void print(String root, Optional<List<SourceEntry>> sources) {
    if (sources.isEmpty()) {
      printNothingLoaded(root);
    } else if (sources.get().isEmpty()) {
      console().print(glob == null ? "no sources yet" : "no source matches " + glob);
    } else {
      console()
          .table(
              List.of("source", "manifest", "period", "state", "rows", "size", "loaded", "title"),
              sources.get().stream().map(ListCommand::row).toList());
    }
  }

  private static List<String> row(SourceEntry source) {
    return List.of(
        source.code(),
        Format.text(source.manifest()),
        Format.text(source.period()),
        Format.text(source.state()),
        Format.count(source.rows()),
        Format.size(source.sizeBytes()),
        Format.time(source.lastLoaded()),
        Format.text(source.title()));
  }

  /** What {@code --json} prints. */
  private record Listing(String workspace, List<SourceEntry> sources) {}
}
