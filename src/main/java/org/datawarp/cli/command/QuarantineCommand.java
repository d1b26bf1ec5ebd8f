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
public final class QuarantineCommand extends ActionGroup {
  /** Makes the command with its action. */
  public QuarantineCommand(CommandContext context) {
    super(new ListCells(context));
  }

  /** {@code datawarp quarantine list}. */
  @CommandLine.Command(
      name = "list",
      description = "Lists each cell with file, sheet, address, what it holds, and why.",
      footer = {"  datawarp quarantine list", "  datawarp quarantine list 'adhd_*' --json"})
  private static final class ListCells extends Command {
    private static final int SHOWN = 40;

    @Parameters(
        arity = "0..1",
        paramLabel = "SOURCE",
        description = "Only sources whose code or manifest matches; a name or a glob.")
    private @Nullable String source;

    ListCells(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      StatusWorkflow look = opened.look();
      Optional<List<QuarantineLine>> cells = look.quarantine(source);
      print(() -> json(look.root(), cells.orElse(List.of())), () -> print(look.root(), cells));
      return ExitCode.OK;
    }

    private static Map<String, Object> json(String root, List<QuarantineLine> cells) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("workspace", root);
      map.put("cells", cells.stream().map(QuarantineLine::json).toList());
      return map;
    }

    private void print(String root, Optional<List<QuarantineLine>> cells) {
      if (cells.isEmpty()) {
        console().print("nothing loaded in " + root + " yet; 'datawarp refresh' does that");
      } else if (cells.get().isEmpty()) {
        console().print(source == null ? "no cell is put aside" : "no cell of " + source);
      } else {
        console()
            .table(
                List.of("source", "period", "place", "cell", "column", "holds", "reason"),
                cells.get().stream().map(ListCells::row).toList());
      }
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
}
