package org.datawarp.cli.command;

import java.util.List;
import java.util.Map;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.RetentionPrinter;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.retention.HoldLine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp hold}. */
@CommandLine.Command(
    description = "Protects sources from being archived, purged, cleaned up or sent away.",
    footer = {
      "  datawarp hold add 'adhd_*' --reason 'FOI request 2025/117'",
      "  datawarp hold add rtt_provider --period 2025-03 --reason 'under revision'",
      "  datawarp hold list",
      "  datawarp hold remove 'adhd_*'"
    })
public final class HoldCommand extends ActionGroup {
  /** Makes the command with its actions. */
  public HoldCommand(CommandContext context) {
    super(new Add(context), new Remove(context), new ListHolds(context));
  }

  /** An action on one hold. */
  private abstract static class ActionOnOne extends Command {
    @Parameters(
        paramLabel = "SOURCE",
        description = "A manifest's name, a source's code, a glob, or ~ and a regular expression.")
    String source = "";

    @Option(
        names = "--period",
        paramLabel = "P",
        description = "This period alone, such as 2025-08; else all, those to come too.")
    @Nullable String period;

    @Mixin private DatabaseOption database = new DatabaseOption();

    ActionOnOne(CommandContext context) {
      super(context);
    }
  }

  /** {@code datawarp hold add}. */
  @CommandLine.Command(
      name = "add",
      description = "Puts a hold in force.",
      footer = {
        "  datawarp hold add 'adhd_*' --reason 'FOI request 2025/117'",
        "  datawarp hold add rtt_provider --period 2025-03 --reason 'under revision'"
      })
  private static final class Add extends ActionOnOne {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
    private String reason = "";

    Add(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      HoldLine line = opened.retention().hold(source, period, reason);
      print(line::json, () -> new RetentionPrinter(console()).hold(line));
      return ExitCode.OK;
    }
  }

  /** {@code datawarp hold remove}. */
  @CommandLine.Command(
      name = "remove",
      description = "Lifts a hold.",
      footer = "  datawarp hold remove 'adhd_*'")
  private static final class Remove extends ActionOnOne {
    Remove(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      opened.retention().lift(source, period);
      print(
          () -> Map.of("removed", source),
          () -> console().print("the hold on " + source + " is lifted"));
      return ExitCode.OK;
    }
  }

  /** {@code datawarp hold list}. */
  @CommandLine.Command(
      name = "list",
      description = "Lists the holds in force.",
      footer = "  datawarp hold list")
  private static final class ListHolds extends Command {
    ListHolds(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      List<HoldLine> holds = opened.retention().holds();
      print(
          () -> Map.of("holds", holds.stream().map(HoldLine::json).toList()),
          () -> new RetentionPrinter(console()).holds(holds));
      return ExitCode.OK;
    }
  }
}
