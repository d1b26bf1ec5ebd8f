package org.datawarp.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The commands and options as picocli knows them, and the document made of them. */
final class CommandModel {
  private CommandModel() {}

  static List<String> commands() {
    return List.copyOf(root().getSubcommands().keySet());
  }

  static CommandSpec command(String name) {
    return root().getSubcommands().get(name).getCommandSpec();
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

            ## Exit codes

            | code | meaning |
            |---|---|
            | 0 | done, also when there was nothing to do |
            | 1 | a bug in Datawarp |
            | 2 | bad option, argument or configuration |
            | 3 | finished, but some items failed; each is listed |
            | 10 | no such source, manifest, table or file |
            | 11 | another run holds the source or the workspace, or somebody a lock in the database |
            | 12 | a publisher or a store could not be reached after retries |
            | 13 | the file cannot be read, or no table was found in it |
            | 14 | rows do not reconcile, or PostgreSQL refused them; nothing was changed |
            | 15 | the database cannot be reached, or its schema is not the expected version |
            | 16 | the disk failed, a store refused, or a checksum differs |
            | 17 | the connection broke during the commit; look before trying again |
            | 18 | a safety rule said no; nothing was changed |
            | 130 | stopped by the user |
            """);
    for (String name : commands()) {
      command(text, name, command(name));
    }
    return text.toString();
  }

  private static CommandLine root() {
    PrintWriter nothing = new PrintWriter(Writer.nullWriter());
    return RootCommand.create(
        "datawarp",
        options -> {
          throw new AssertionError("not to be run");
        },
        new Console(nothing, nothing, false, false));
  }

  private static void command(StringBuilder text, String name, CommandSpec spec) {
    text.append("\n## datawarp ").append(name).append("\n\n");
    text.append(String.join(" ", spec.usageMessage().description())).append("\n\n");
    List<String> rows = new ArrayList<>();
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      rows.add(row(parameter.paramLabel(), parameter.description()));
    }
    for (OptionSpec option : spec.options()) {
      rows.add(row(written(option), option.description()));
    }
    text.append("| option | |\n|---|---|\n");
    rows.forEach(row -> text.append(row).append('\n'));
    text.append("\n```\n");
    for (String line : spec.usageMessage().footer()) {
      text.append(line.strip()).append('\n');
    }
    text.append("```\n");
  }

  private static String written(OptionSpec option) {
    String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    return String.join(", ", option.names()) + label;
  }

  private static String row(String what, String[] description) {
    String text = String.join(" ", description).replace("${DEFAULT-VALUE}", "50");
    return "| `" + what.replace("|", "\\|") + "` | " + text.replace("|", "\\|") + " |";
  }
}
