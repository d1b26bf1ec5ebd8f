package org.datawarp.cli.command;

import java.util.List;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.model.error.ExitCode;
import org.datawarp.repository.QuarantineRepository.Listed;
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
      Optional<List<Listed>> cells = look.quarantine(source);
      print(() -> new Cells(look.root(), cells.orElse(List.of())), () -> print(look.root(), cells));
      return ExitCode.OK;
    }

    private void print(String root, Optional<List<Listed>> cells) {
      if (cells.isEmpty()) {
        printNothingLoaded(root);
      } else if (cells.get().isEmpty()) {
        console().print(source == null ? "no cell is put aside" : "no cell of " + source);
      } else {
        console()
            .table(
                List.of("source", "period", "place", "cell", "column", "holds", "reason"),
                cells.get().stream().map(ListCells::row).toList());
      }
    }

    private static List<String> row(Listed cell) {
      String holds = cell.entry().raw().replaceAll("\\s+", " ");
      return List.of(
          cell.source(),
          Format.text(cell.period()),
          cell.place(),
          cell.entry().cell(),
          cell.entry().column(),
          holds.length() > SHOWN ? holds.substring(0, SHOWN - 1) + "…" : holds,
          cell.entry().reason());
    }
  }

  /** What {@code --json} prints. */
  private record Cells(String workspace, List<Listed> cells) {}
}
