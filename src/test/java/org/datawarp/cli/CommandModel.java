package org.datawarp.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.error.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The commands and options as picocli knows them, and the document made of them. */
final class CommandModel {
  private CommandModel() {}

  /** Returns every command and every action as they are typed, such as {@code backup create}. */
  static List<String> commands() {
    return List.copyOf(lines().keySet());
  }

  static CommandSpec command(String name) {
    return lines().get(name).getCommandSpec();
  }

  /** Returns the options of a command that not every command has. */
  static List<OptionSpec> ownOptions(CommandSpec spec) {
    return spec.options().stream().filter(option -> !option.inherited()).toList();
  }

  private static Map<String, CommandLine> lines() {
    Map<String, CommandLine> all = new LinkedHashMap<>();
    root()
        .getSubcommands()
        .forEach(
            (name, line) -> {
              all.put(name, line);
              line.getSubcommands().values().stream()
                  .distinct() // under its other names it is the same
                  .forEach(action -> all.put(name + " " + action.getCommandName(), action));
            });
    return all;
  }

  /** Returns the text of {@code docs/cli.md}. */
  static String document() {
    StringBuilder text =
        new StringBuilder(
            """
            # Commands

            Results go to standard output, everything else to standard error. `datawarp --version` prints the version,
            `datawarp COMMAND --help` the options of a command. This page is made from the program's own model; a test
            fails when they differ (`-Dgolden.update=true` rewrites it).

            `--json` prints one object; its keys are described by the JSON Schemas of `schemas/`, one for each command or
            action, and one for failures. A schema's `version` stays while keys are only added; scripts pass over keys that
            they do not know.

            ## Exit codes

            | code | meaning |
            |---|---|
            """);
    for (ExitCode code : ExitCode.values()) {
      text.append("| " + code.status() + " | " + code.meaning() + " |\n");
    }
    text.append(
        """

            ## Options of every command

            They may stand before the command and behind it.

            """);
    List<String> rows = new ArrayList<>();
    root().getCommandSpec().options().forEach(option -> rows.add(row(option)));
    table(text, rows);
    lines().forEach((name, line) -> command(text, name, line.getCommandSpec()));
    return text.toString();
  }

  static CommandLine root() {
    return tree().whole();
  }

  static CommandTree tree() {
    PrintWriter nothing = new PrintWriter(Writer.nullWriter());
    return new CommandTree(
        "datawarp",
        options -> {
          throw new AssertionError("not to be run");
        },
        new Console(nothing, nothing, false, false));
  }

  private static void command(StringBuilder text, String name, CommandSpec spec) {
    text.append(name.contains(" ") ? "\n### datawarp " : "\n## datawarp ").append(name);
    text.append("\n\n").append(String.join(" ", spec.usageMessage().description())).append("\n\n");
    List<String> rows = new ArrayList<>();
    if (!spec.subcommands().isEmpty()) {
      rows.add(row("ACTION", new String[] {"One of those below."}));
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      rows.add(row(parameter.paramLabel(), parameter.description()));
    }
    ownOptions(spec).forEach(option -> rows.add(row(option)));
    table(text, rows);
    text.append("\n```\n");
    for (String line : spec.usageMessage().footer()) {
      text.append(line.strip()).append('\n');
    }
    text.append("```\n");
  }

  private static void table(StringBuilder text, List<String> rows) {
    text.append("| option | |\n|---|---|\n");
    rows.forEach(row -> text.append(row).append('\n'));
  }

  private static String row(OptionSpec option) {
    String text = String.valueOf(option.defaultValueString()); // what ${DEFAULT-VALUE} stands for
    return row(
        written(option),
        Arrays.stream(option.description())
            .map(line -> line.replace("${DEFAULT-VALUE}", text))
            .toArray(String[]::new));
  }

  private static String written(OptionSpec option) {
    String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    return String.join(", ", option.names()) + label;
  }

  private static String row(String what, String[] description) {
    String text = String.join(" ", description).replace("%%", "%");
    return "| `" + what.replace("|", "\\|") + "` | " + text.replace("|", "\\|") + " |";
  }
}
