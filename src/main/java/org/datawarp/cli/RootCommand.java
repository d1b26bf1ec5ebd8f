package org.datawarp.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import org.datawarp.cli.output.ManualPage;
import org.datawarp.model.error.ExitCode;
import picocli.CommandLine;

/** The program's command line. */
@CommandLine.Command(
    name = "datawarp",
    addMethodSubcommands = false,
    description = {
      "Takes NHS statistical publications from a URL to typed, traceable rows in PostgreSQL and"
          + " Parquet."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  datawarp refresh adhd_aug25 --url https://files.digital.nhs.uk/…/ADHD_summary_Aug25.xlsx",
      "  datawarp inspect ADHD_summary_Aug25.xlsx",
      "  datawarp list",
      "  psql \"$(datawarp db url)\"",
      "",
      "'datawarp COMMAND --help' says more of a command."
    })
public final class RootCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec = unset();
  @CommandLine.Mixin private GlobalOptions options = new GlobalOptions();

  private final Console console;

  RootCommand(Console console) {
    this.console = console;
  }

  GlobalOptions options() {
    return options;
  }

  /**
   * Runs a command line.
   *
   * @return the exit code
   */
  public static int execute(
      String version, Workflows.Factory services, Console console, String... arguments) {
    if (asksVersionOnly(arguments)) {
      console.out().println(version);
      return ExitCode.OK.status();
    }
    CommandTree tree = new CommandTree(version, services, console);
    try {
      CommandLine line = tree.asked(arguments);
      return line.execute(ArgumentOrder.actionFirst(line, arguments));
    } catch (Error e) {
      // picocli lets errors through
      return new ErrorReporter(console, tree::whole).report(e, arguments);
    }
  }

  /** The version alone is told before any option is described to picocli: that takes longer. */
  private static boolean asksVersionOnly(String... words) {
    return words.length == 1 && (words[0].equals("--version") || words[0].equals("-V"));
  }

  /** Returns the pages of the manual by their files' names. */
  public static Map<String, String> manualPages(String version) {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    CommandTree tree =
        new CommandTree(
            version,
            options -> {
              throw new IllegalStateException("a page runs no command");
            },
            new Console(nowhere, nowhere, false, false));
    return ManualPage.all(tree.whole(), version);
  }

  @Override
  public void run() {
    spec.commandLine().usage(console.out());
  }

  private static CommandLine.Model.CommandSpec unset() {
    return CommandLine.Model.CommandSpec.create();
  }
}
