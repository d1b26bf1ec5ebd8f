package org.datawarp.cli;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Builds the command line. picocli reads every annotation of every command it is given, which takes
 * longer than most commands do: of a run only what its words name is built.
 */
final class CommandTree {
  /** The names of the commands, in the order of the help. */
  private static final List<String> NAMES =
      List.of(
          "refresh",
          "extract",
          "enrich",
          "load-batch",
          "export",
          "match",
          "consolidate",
          "inspect",
          "convert",
          "publications",
          "quarantine",
          "cleanup",
          "archive",
          "restore",
          "retention",
          "hold",
          "remove",
          "deprecate",
          "rename",
          "undo",
          "list",
          "status",
          "doctor",
          "report",
          "history",
          "show",
          "diff",
          "trace",
          "sync",
          "backup",
          "db",
          "adopt",
          "schedule",
          "init",
          "config",
          "completion");

  static {
    // No option has such a type, and picocli looks up 20 of them for each command that it builds.
    System.setProperty("picocli.converters.excludes", "java\\.(?:sql|time)\\..*");
  }

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
    addAll(line, root, CommandGroup::actions);
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
    Object asked = command(named, context(root));
    if (asked == null) {
      addAll(line, root, group -> List.of());
    } else {
      List<String> behind = Arrays.asList(words).subList(index + 1, words.length);
      add(line, named, asked, group -> asked(group, behind));
    }
    return finished(line);
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

  private void addAll(
      CommandLine line, RootCommand root, Function<CommandGroup, List<Object>> actions) {
    CommandContext context = context(root);
    for (String name : NAMES) {
      Object command = requireNonNull(command(name, context), name);
      add(line, name, command, actions);
    }
  }

  private CommandContext context(RootCommand root) {
    return new CommandContext(services, console, root.options(), this::whole);
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

  /** Makes a command; null where none has the name. */
  private static @Nullable Object command(String name, CommandContext context) {
    return switch (name) {
      case "refresh" -> new RefreshCommand(context);
      case "extract" -> new ExtractCommand(context);
      case "enrich" -> new EnrichCommand(context);
      case "load-batch" -> new LoadBatchCommand(context);
      case "export" -> new ExportCommand(context);
      case "match" -> new MatchCommand(context);
      case "consolidate" -> new ConsolidateCommand(context);
      case "inspect" -> new InspectCommand(context);
      case "convert" -> new ConvertCommand(context);
      case "publications" -> new PublicationsCommand(context);
      case "quarantine" -> new QuarantineCommand(context);
      case "cleanup" -> new CleanupCommand(context);
      case "archive" -> new ArchiveCommand(context);
      case "restore" -> new RestoreCommand(context);
      case "retention" -> new RetentionCommand(context);
      case "hold" -> new HoldCommand(context);
      case "remove" -> new RemoveCommand(context);
      case "deprecate" -> new DeprecateCommand(context);
      case "rename" -> new RenameCommand(context);
      case "undo" -> new UndoCommand(context);
      case "list" -> new ListCommand(context);
      case "status" -> new StatusCommand(context);
      case "doctor" -> new DoctorCommand(context);
      case "report" -> new ReportCommand(context);
      case "history" -> new HistoryCommand(context);
      case "show" -> new ShowCommand(context);
      case "diff" -> new DiffCommand(context);
      case "trace" -> new TraceCommand(context);
      case "sync" -> new SyncCommand(context);
      case "backup" -> new BackupCommand(context);
      case "db" -> new DbCommand(context);
      case "adopt" -> new AdoptCommand(context);
      case "schedule" -> new ScheduleCommand(context);
      case "init" -> new InitCommand(context);
      case "config" -> new ConfigCommand(context);
      case "completion" -> new CompletionCommand(context);
      default -> null;
    };
  }
}
