package org.datawarp.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.status.SourceLine;
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
    Optional<List<SourceLine>> sources = look.list(glob);
    print(() -> json(look.root(), sources.orElse(List.of())), () -> print(look.root(), sources));
    return ExitCode.OK;
  }

  private static Map<String, Object> json(String root, List<SourceLine> sources) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("workspace", root);
    map.put("sources", sources.stream().map(SourceLine::json).toList());
    return map;
  }

  private void print(String root, Optional<List<SourceLine>> sources) {
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

  private static List<String> row(SourceLine source) {
    return List.of(
        source.code(),
        Format.text(source.manifest()),
        Format.text(source.period()),
        Format.text(source.state()),
        Format.count(source.rowCount()),
        Format.size(source.sizeBytes()),
        Format.time(source.loadedAt()),
        Format.text(source.title()));
  }
}
