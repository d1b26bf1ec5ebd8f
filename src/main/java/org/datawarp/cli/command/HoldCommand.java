package org.datawarp.cli.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.Format;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.UsageException;
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
public final class HoldCommand extends Command {
  /** What can be done with holds. */
  enum Action {
    /** Put one in force. */
    ADD,
    /** Lift one. */
    REMOVE,
    /** List those in force. */
    LIST
  }

  @Parameters(
      index = "0",
      paramLabel = "ACTION",
      description = "add: put a hold in force; remove: lift it; list: those in force.")
  private Action action = Action.LIST;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SOURCE",
      description = "A manifest's name, a source's code, a glob, or ~ and a regular expression.")
  private @Nullable String source;

  @Option(
      names = "--period",
      paramLabel = "P",
      description = "Hold this period alone, such as 2025-08; else all, those to come too.")
  private @Nullable String period;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people; with add.")
  private @Nullable String reason;

  @Mixin private DatabaseOption database = new DatabaseOption();

  public HoldCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    switch (action) {
      case ADD -> add(opened.retention().hold(source(), period, reason == null ? "" : reason));
      case REMOVE -> {
        opened.retention().lift(source(), period);
        if (options().isJson()) {
          console().json(Map.of("removed", source()));
        } else {
          console().print("the hold on " + source() + " is lifted");
        }
      }
      case LIST -> list(opened.retention().holds());
    }
    return ExitCode.OK;
  }

  private void add(HoldLine line) {
    if (options().isJson()) {
      console().json(line.json());
    } else {
      console()
          .print(
              line.pattern()
                  + (line.period() == null ? "" : " " + line.period())
                  + " is held: "
                  + Format.plural(line.sources(), "source")
                  + " now");
    }
  }

  private void list(List<HoldLine> holds) {
    if (options().isJson()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("holds", holds.stream().map(HoldLine::json).toList());
      console().json(map);
    } else if (holds.isEmpty()) {
      console().print("nothing is held");
    } else {
      console()
          .table(
              List.of("source", "period", "sources", "since", "by", "reason"),
              holds.stream()
                  .map(
                      hold ->
                          List.of(
                              hold.pattern(),
                              Format.text(hold.period()),
                              Format.count(hold.sources()),
                              Format.time(hold.at()),
                              Format.text(hold.by()),
                              hold.reason()))
                  .toList());
    }
  }

  private String source() {
    if (source == null) {
      throw new UsageException("hold " + action + " needs a source", "see --help");
    }
    return source;
  }
}
