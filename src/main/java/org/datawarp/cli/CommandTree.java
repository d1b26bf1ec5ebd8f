package org.datawarp.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.datawarp.cli.command.AdoptCommand;
import org.datawarp.cli.command.ArchiveCommand;
import org.datawarp.cli.command.BackupCommand;
import org.datawarp.cli.command.CleanupCommand;
import org.datawarp.cli.command.CompletionCommand;
import org.datawarp.cli.command.ConfigCommand;
import org.datawarp.cli.command.ConsolidateCommand;
import org.datawarp.cli.command.ConvertCommand;
import org.datawarp.cli.command.DbCommand;
import org.datawarp.cli.command.DeprecateCommand;
import org.datawarp.cli.command.DiffCommand;
import org.datawarp.cli.command.DoctorCommand;
import org.datawarp.cli.command.EnrichCommand;
import org.datawarp.cli.command.ExportCommand;
import org.datawarp.cli.command.ExtractCommand;
import org.datawarp.cli.command.HistoryCommand;
import org.datawarp.cli.command.HoldCommand;
import org.datawarp.cli.command.InitCommand;
import org.datawarp.cli.command.InspectCommand;
import org.datawarp.cli.command.ListCommand;
import org.datawarp.cli.command.LoadBatchCommand;
import org.datawarp.cli.command.MatchCommand;
import org.datawarp.cli.command.PublicationsCommand;
import org.datawarp.cli.command.QuarantineCommand;
import org.datawarp.cli.command.RefreshCommand;
import org.datawarp.cli.command.RemoveCommand;
import org.datawarp.cli.command.RenameCommand;
import org.datawarp.cli.command.ReportCommand;
import org.datawarp.cli.command.RestoreCommand;
import org.datawarp.cli.command.RetentionCommand;
import org.datawarp.cli.command.ScheduleCommand;
import org.datawarp.cli.command.ShowCommand;
import org.datawarp.cli.command.StatusCommand;
import org.datawarp.cli.command.SyncCommand;
import org.datawarp.cli.command.TraceCommand;
import org.datawarp.cli.command.UndoCommand;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Builds the command line. picocli reads every annotation of every command it is given, which takes
 * longer than most commands do: of a run only what its words name is built.
 */
final class CommandTree {
  private static final Map<String, Function<CommandContext, Object>> COMMANDS = commands();

  private final String version;
  private final Workflows.Factory services;
  private final Console console;

  CommandTree(String version, Workflows.Factory services, Console console) {
    this.version = version;
    this.services = services;
    this.console = console;
  }

  /** Builds all commands and all actions. */
  CommandLine whole() {
    RootCommand root = new RootCommand(console);
    CommandLine line = root(root);
    COMMANDS.forEach((name, make) -> add(line, name, made(make, root), CommandGroup::actions));
    return finished(line);
  }

  /**
   * Builds what the words of a command line name: the command with the action, or all commands
   * without actions where none is named.
   */
  CommandLine asked(String... words) {
    RootCommand root = new RootCommand(console);
    CommandLine line = root(root);
    int index = ArgumentOrder.command(line, words).orElse(words.length);
    String named = index < words.length ? words[index] : "";
    Function<CommandContext, Object> asked = COMMANDS.get(named);
    if (asked == null && asksVersionOnly(words)) {
      return finished(line);
    }
    if (asked == null) {
      COMMANDS.forEach((name, make) -> add(line, name, made(make, root), group -> List.of()));
    } else {
      List<String> behind = Arrays.asList(words).subList(index + 1, words.length);
      add(line, named, made(asked, root), group -> asked(group, behind));
    }
    return finished(line);
  }

  private static boolean asksVersionOnly(String... words) {
    return words.length == 1 && (words[0].equals("--version") || words[0].equals("-V"));
  }

  /** Picks the action that the words name; all of them where that cannot be seen at once. */
  private static List<Object> asked(CommandGroup group, List<String> words) {
    String next = words.isEmpty() ? "" : words.get(0);
    for (Object action : group.actions()) {
      if (isCalled(action, next)) {
        return List.of(action);
      }
    }
    boolean needsNone =
        group instanceof Callable
            && (next.isEmpty() || next.startsWith("-"))
            && words.stream().noneMatch(word -> word.equals("-h") || word.equals("--help"))
            && words.stream()
                .noneMatch(
                    word -> group.actions().stream().anyMatch(action -> isCalled(action, word)));
    return needsNone ? List.of() : group.actions();
  }

  private static boolean isCalled(Object action, String word) {
    CommandLine.Command command = action.getClass().getAnnotation(CommandLine.Command.class);
    return command.name().equalsIgnoreCase(word) || Arrays.asList(command.aliases()).contains(word);
  }

  private CommandLine root(RootCommand root) {
    CommandLine line = withHelp(new CommandLine(root));
    line.getCommandSpec()
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .order(1)
                .description("Print the version and exit.")
                .build())
        .version(version);
    return line;
  }

  private Object made(Function<CommandContext, Object> make, RootCommand root) {
    return make.apply(new CommandContext(services, console, root.options(), this::whole));
  }

  private static void add(
      CommandLine line, String name, Object command, Function<CommandGroup, List<Object>> actions) {
    CommandLine sub = withHelp(new CommandLine(command));
    if (command instanceof CommandGroup group) {
      sub.setSubcommandsCaseInsensitive(true);
      sub.getCommandSpec().usageMessage().commandListHeading("%nActions:%n");
      actions.apply(group).forEach(action -> sub.addSubcommand(withHelp(new CommandLine(action))));
    }
    line.addSubcommand(name, sub);
  }

  private CommandLine finished(CommandLine line) {
    ErrorReporter reporter = new ErrorReporter(console, this::whole);
    line.setExecutionExceptionHandler(reporter);
    line.setParameterExceptionHandler(reporter);
    line.setOut(console.out());
    line.setErr(console.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            console.colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setUsageHelpAutoWidth(true);
    HelpLayout.install(line);
    line.setAllowSubcommandsAsOptionParameters(true); // a folder may be named as a command is
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

  private static Map<String, Function<CommandContext, Object>> commands() {
    Map<String, Function<CommandContext, Object>> map = new LinkedHashMap<>();
    map.put("refresh", RefreshCommand::new);
    map.put("extract", ExtractCommand::new);
    map.put("enrich", EnrichCommand::new);
    map.put("load-batch", LoadBatchCommand::new);
    map.put("export", ExportCommand::new);
    map.put("match", MatchCommand::new);
    map.put("consolidate", ConsolidateCommand::new);
    map.put("inspect", InspectCommand::new);
    map.put("convert", ConvertCommand::new);
    map.put("publications", PublicationsCommand::new);
    map.put("quarantine", QuarantineCommand::new);
    map.put("cleanup", CleanupCommand::new);
    map.put("archive", ArchiveCommand::new);
    map.put("restore", RestoreCommand::new);
    map.put("retention", RetentionCommand::new);
    map.put("hold", HoldCommand::new);
    map.put("remove", RemoveCommand::new);
    map.put("deprecate", DeprecateCommand::new);
    map.put("rename", RenameCommand::new);
    map.put("undo", UndoCommand::new);
    map.put("list", ListCommand::new);
    map.put("status", StatusCommand::new);
    map.put("doctor", DoctorCommand::new);
    map.put("report", ReportCommand::new);
    map.put("history", HistoryCommand::new);
    map.put("show", ShowCommand::new);
    map.put("diff", DiffCommand::new);
    map.put("trace", TraceCommand::new);
    map.put("sync", SyncCommand::new);
    map.put("backup", BackupCommand::new);
    map.put("db", DbCommand::new);
    map.put("adopt", AdoptCommand::new);
    map.put("schedule", ScheduleCommand::new);
    map.put("init", InitCommand::new);
    map.put("config", ConfigCommand::new);
    map.put("completion", CompletionCommand::new);
    return map;
  }
}
