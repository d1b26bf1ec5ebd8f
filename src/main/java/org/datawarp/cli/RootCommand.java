package org.datawarp.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
import picocli.CommandLine.Model.OptionSpec;

/**
 * The program's command line. Only the command that is called is made, since picocli reads every
 * annotation of every command it is given.
 */
@CommandLine.Command(
    name = "datawarp",
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
  private static final Map<String, Function<CommandContext, Object>> COMMANDS = commands();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec = unset();
  @CommandLine.Mixin private GlobalOptions options = new GlobalOptions();

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
      CommandLine line = create(version, services, console, arguments);
      return line.execute(ArgumentOrder.actionFirst(line, arguments));
    } catch (Error e) {
      return new ErrorReporter(console).report(e, arguments); // picocli lets errors through
    }
  }

  /** Makes the command line with the command that the arguments name, or with all of them. */
  public static CommandLine create(
      String version, Workflows.Factory services, Console console, String... arguments) {
    RootCommand root = new RootCommand(console);
    CommandLine line = withHelp(new CommandLine(root));
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .order(1)
                .description("Print the version and exit.")
                .build())
        .version(version);
    CommandContext context = new CommandContext(services, console, root.options);
    Optional<String> named = ArgumentOrder.command(line, arguments).filter(COMMANDS::containsKey);
    COMMANDS.forEach(
        (name, make) -> {
          if (named.isEmpty() || named.get().equals(name)) {
            line.addSubcommand(name, subcommand(make.apply(context)));
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
    line.setAllowSubcommandsAsOptionParameters(true); // a folder may be named as a command is
    return line;
  }

  @Override
  public void run() {
    spec.commandLine().usage(console.out());
  }

  private static CommandLine subcommand(Object command) {
    CommandLine line = withHelp(new CommandLine(command));
    if (command instanceof CommandGroup group) {
      line.setSubcommandsCaseInsensitive(true);
      line.getCommandSpec().usageMessage().commandListHeading("%nActions:%n");
      group.actions().forEach(action -> line.addSubcommand(subcommand(action)));
    }
    return line;
  }

  private static CommandLine withHelp(CommandLine line) {
    line.getCommandSpec()
        .addOption(help())
        .usageMessage()
        .sortOptions(false)
        .abbreviateSynopsis(true)
        .parameterListHeading("%n")
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nCommands:%n")
        .footerHeading("%nExamples:%n");
    return line;
  }

  private static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .order(1) // behind all others, which have none
        .description("Show this help and exit.")
        .build();
  }

  private static CommandLine.Model.CommandSpec unset() {
    return CommandLine.Model.CommandSpec.create();
  }

  private static Map<String, Function<CommandContext, Object>> commands() {
    Map<String, Function<CommandContext, Object>> map = new LinkedHashMap<>();
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
