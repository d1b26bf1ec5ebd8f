package org.datawarp.cli.command;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Console;
import org.datawarp.cli.GlobalOptions;
import org.datawarp.cli.Logging;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.RefreshPrinter;
import org.datawarp.model.error.ExitCode;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command: parses its options, calls one workflow, prints the report, returns a code. */
@CommandLine.Command(addMethodSubcommands = false) // picocli need not look through the methods
abstract class Command implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Command.class);

  @Spec private CommandSpec spec = CommandSpec.create();

  private final CommandContext context;

  Command(CommandContext context) {
    this.context = context;
  }

  /** Does the work. */
  abstract ExitCode run(Workflows opened);

  @Override
  public final Integer call() {
    if (options().isVerbose() && options().isQuiet()) {
      throw new UsageException("--quiet and --verbose contradict each other", null);
    }
    Logging.begin(options().isVerbose(), options().logFile());
    LOG.debug("{}", String.join(" ", spec.commandLine().getParseResult().originalArgs()));
    requireLog();
    try (Workflows opened = context.workflows().apply(options())) {
      return run(opened).status();
    }
  }

  /** Before the work: a disk that takes not even the first line will take no other. */
  private static void requireLog() {
    Logging.takeFailure()
        .ifPresent(
            failure -> {
              throw new StorageException(failure, "make room, or name another with --log-file");
            });
  }

  /** Prints a result: as JSON where that is asked for, else as text. */
  final void print(Supplier<?> json, Runnable text) {
    if (options().isJson()) {
      console().json(json.get());
    } else {
      text.run();
    }
  }

  /**
   * Refuses options that would do nothing here.
   *
   * @param needed what they go with, such as {@code --fix}
   * @param hint why
   */
  final void requireUnset(String needed, String hint, String... names) {
    for (String name : names) {
      if (spec.commandLine().getParseResult().hasMatchedOption(name)) {
        throw new UsageException(name + " goes with " + needed, hint);
      }
    }
  }

  /** Returns what prints how a refresh ended. */
  final RefreshPrinter refreshPrinter(Workflows opened) {
    return new RefreshPrinter(
        console(),
        opened.server().isEmbedded()
            ? RefreshPrinter.Server.EMBEDDED
            : RefreshPrinter.Server.EXTERNAL);
  }

  /** Says that there is nothing to look at yet. */
  final void printNothingLoaded(String root) {
    console().print("nothing loaded in " + root + " yet; 'datawarp refresh' does that");
  }

  final GlobalOptions options() {
    return context.options();
  }

  final Console console() {
    return options().isQuiet() ? context.console().quietly() : context.console();
  }
}
