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
    if (options().isJson()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("workspace", look.root());
      map.put("sources", sources.orElse(List.of()).stream().map(SourceLine::json).toList());
      console().json(map);
      return ExitCode.OK;
    }
    if (sources.isEmpty()) {
      console().print("nothing loaded in " + look.root() + " yet; 'datawarp refresh' does that");
      return ExitCode.OK;
    }
    if (sources.get().isEmpty()) {
      console().print(glob == null ? "no sources yet" : "no source matches " + glob);
      return ExitCode.OK;
    }
    console()
        .table(
            List.of("source", "manifest", "period", "state", "rows", "size", "loaded", "title"),
            sources.get().stream()
                .map(
                    source ->
                        List.of(
                            source.code(),
                            Format.text(source.manifest()),
                            Format.text(source.period()),
                            Format.text(source.state()),
                            Format.count(source.rowCount()),
                            Format.size(source.sizeBytes()),
                            Format.time(source.loadedAt()),
                            Format.text(source.title())))
                .toList());
    return ExitCode.OK;
  }
}
