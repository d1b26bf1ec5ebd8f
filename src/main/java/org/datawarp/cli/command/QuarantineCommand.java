package org.datawarp.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.status.QuarantineLine;
import org.datawarp.workflow.status.StatusWorkflow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code datawarp quarantine}. */
@CommandLine.Command(
    description = "Shows cells that contradict their column's type and were put aside.",
    footer = {
      "  datawarp quarantine list",
      "  datawarp quarantine list 'adhd_*' --json",
      "",
      "A manifest says how many such cells a column may have (quarantine: 5). The",
      "default is none: the column's type widens until it holds them all."
    })
public final class QuarantineCommand extends Command {
  private static final int SHOWN = 40;

  /** What can be done with the quarantine. */
  enum Action {
    /** List the cells. */
    LIST
  }

  @Parameters(
      index = "0",
      paramLabel = "ACTION",
      description = "list: each cell with file, sheet, address, what it holds, and why.")
  private Action action = Action.LIST;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SOURCE",
      description = "Only sources whose code or manifest matches; a name or a glob.")
  private @Nullable String source;

  public QuarantineCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    return switch (action) {
      case LIST -> list(opened.look());
    };
  }

  private ExitCode list(StatusWorkflow look) {
    Optional<List<QuarantineLine>> cells = look.quarantine(source);
    if (options().isJson()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("workspace", look.root());
      map.put("cells", cells.orElse(List.of()).stream().map(QuarantineLine::json).toList());
      console().json(map);
    } else if (cells.isEmpty()) {
      console().print("nothing loaded in " + look.root() + " yet; 'datawarp refresh' does that");
    } else if (cells.get().isEmpty()) {
      console().print(source == null ? "no cell is put aside" : "no cell of " + source);
    } else {
      console()
          .table(
              List.of("source", "period", "place", "cell", "column", "holds", "reason"),
              cells.get().stream().map(QuarantineCommand::row).toList());
    }
    return ExitCode.OK;
  }

  private static List<String> row(QuarantineLine cell) {
    String holds = cell.raw().replaceAll("\\s+", " ");
    return List.of(
        cell.source(),
        Format.text(cell.period()),
        cell.place(),
        cell.cell(),
        cell.column(),
        holds.length() > SHOWN ? holds.substring(0, SHOWN - 1) + "…" : holds,
        cell.reason());
  }
}
