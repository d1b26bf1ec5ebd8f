package org.datawarp.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.datawarp.cli.command.AdoptCommand;
import org.datawarp.cli.command.ArchiveCommand;
import org.datawarp.cli.command.BackupCommand;
import org.datawarp.cli.command.CleanupCommand;
import org.datawarp.cli.command.ConfigCommand;
import org.datawarp.cli.command.ConvertCommand;
import org.datawarp.cli.command.DbCommand;
import org.datawarp.cli.command.DeprecateCommand;
import org.datawarp.cli.command.ExportCommand;
import org.datawarp.cli.command.ExtractCommand;
import org.datawarp.cli.command.HistoryCommand;
import org.datawarp.cli.command.HoldCommand;
import org.datawarp.cli.command.InitCommand;
import org.datawarp.cli.command.InspectCommand;
import org.datawarp.cli.command.ListCommand;
import org.datawarp.cli.command.LoadBatchCommand;
import org.datawarp.cli.command.QuarantineCommand;
import org.datawarp.cli.command.RefreshCommand;
import org.datawarp.cli.command.RemoveCommand;
import org.datawarp.cli.command.RestoreCommand;
import org.datawarp.cli.command.RetentionCommand;
import org.datawarp.cli.command.StatusCommand;
import org.datawarp.cli.command.SyncCommand;
import org.datawarp.cli.command.UndoCommand;
import picocli.CommandLine;

/**
 * The program's command line. Only the command that is called is made, since picocli reads every
 * annotation of every command it is given.
 */
@CommandLine.Command(
    name = "datawarp",
    description = {
      "Takes NHS statistical publications from a URL to typed, traceable rows in PostgreSQL and"
          + " Parquet.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  datawarp refresh adhd_aug25 --url https://files.digital.nhs.uk/…/ADHD_summary_Aug25.xlsx",
      "  datawarp inspect ADHD_summary_Aug25.xlsx",
      "  datawarp list",
      "  psql \"$(datawarp db url)\"",
      "",
      "'datawarp COMMAND --help' says more of a command."
    })
public final class RootCommand implements Runnable {
  private static final Map<String, BiFunction<Workflows.Factory, Console, Object>> COMMANDS =
      commands();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec = unset();

  private final Console console;

  RootCommand(Console console) {
    this.console = console;
  }

  /**
   * Runs a command line.
   *
   * @return the exit code
   */
  public static int execute(
      String version, Workflows.Factory services, Console console, String... arguments) {
    try {
      return create(version, services, console, arguments).execute(arguments);
    } catch (Error e) {
      return new ErrorReporter(console).report(e, arguments); // picocli lets errors through
    }
  }

  /** Makes the command line with the command that the arguments name, or with all of them. */
  public static CommandLine create(
      String version, Workflows.Factory services, Console console, String... arguments) {
    CommandLine line = new CommandLine(new RootCommand(console));
    CommandLine.Model.OptionSpec help =
        CommandLine.Model.OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Show this help and exit.")
            .build();
    CommandLine.Model.OptionSpec versionOption =
        CommandLine.Model.OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Print the version and exit.")
            .build();
    line.getCommandSpec().addOption(help).addOption(versionOption).version(version);
    Optional<String> named = Arrays.stream(arguments).filter(COMMANDS::containsKey).findFirst();
    COMMANDS.forEach(
        (name, make) -> {
          if (named.isEmpty() || named.get().equals(name)) {
            line.addSubcommand(name, subcommand(make.apply(services, console)));
          }
        });
    ErrorReporter reporter = new ErrorReporter(console);
    line.setExecutionExceptionHandler(reporter);
    line.setParameterExceptionHandler(reporter);
    line.setOut(console.out());
    line.setErr(console.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            console.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(console.out());
  }

  private static CommandLine subcommand(Object command) {
    CommandLine line = new CommandLine(command);
    addHelp(line);
    line.getSubcommands().values().forEach(RootCommand::addHelp);
    return line;
  }

  private static void addHelp(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
    line.getCommandSpec().usageMessage().sortOptions(false).abbreviateSynopsis(true);
    line.getCommandSpec().usageMessage().optionListHeading("%nOptions:%n");
    line.getCommandSpec().usageMessage().parameterListHeading("%n");
    line.getCommandSpec().usageMessage().footerHeading("%nExamples:%n");
  }

  private static CommandLine.Model.CommandSpec unset() {
    return CommandLine.Model.CommandSpec.create();
  }

  private static Map<String, BiFunction<Workflows.Factory, Console, Object>> commands() {
    Map<String, BiFunction<Workflows.Factory, Console, Object>> map = new LinkedHashMap<>();
    map.put("refresh", RefreshCommand::new);
    map.put("extract", ExtractCommand::new);
    map.put("load-batch", LoadBatchCommand::new);
    map.put("export", ExportCommand::new);
    map.put("inspect", InspectCommand::new);
    map.put("convert", ConvertCommand::new);
    map.put("quarantine", QuarantineCommand::new);
    map.put("cleanup", CleanupCommand::new);
    map.put("archive", ArchiveCommand::new);
    map.put("restore", RestoreCommand::new);
    map.put("retention", RetentionCommand::new);
    map.put("hold", HoldCommand::new);
    map.put("remove", RemoveCommand::new);
    map.put("deprecate", DeprecateCommand::new);
    map.put("undo", UndoCommand::new);
    map.put("list", ListCommand::new);
    map.put("status", StatusCommand::new);
    map.put("history", HistoryCommand::new);
    map.put("sync", SyncCommand::new);
    map.put("backup", BackupCommand::new);
    map.put("db", DbCommand::new);
    map.put("adopt", AdoptCommand::new);
    map.put("init", InitCommand::new);
    map.put("config", ConfigCommand::new);
    return map;
  }
}
