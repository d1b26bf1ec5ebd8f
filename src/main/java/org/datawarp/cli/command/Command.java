package org.datawarp.cli.command;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Console;
import org.datawarp.cli.GlobalOptions;
import org.datawarp.cli.Logging;
import org.datawarp.cli.Workflows;
import org.datawarp.model.error.ExitCode;
import org.jspecify.annotations.Nullable;

/** A command: parses its options, calls one workflow, prints the report, returns a code. */
abstract class Command implements Callable<Integer> {
  private final CommandContext context;

  Command(CommandContext context) {
    this.context = context;
  }

  /** Does the work. */
  abstract ExitCode run(Workflows opened);

  @Override
  public final Integer call() {
    if (options().isVerbose()) {
      Logging.beVerbose();
    }
    try (Workflows opened = context.workflows().apply(options())) {
      return run(opened).status();
    }
  }

  /** Prints a result: as JSON where that is asked for, else as text. */
  final void print(
      Supplier<? extends Map<String, ? extends @Nullable Object>> json, Runnable text) {
    if (options().isJson()) {
      console().json(json.get());
    } else {
      text.run();
    }
  }

  final GlobalOptions options() {
    return context.options();
  }

  final Console console() {
    return context.console();
  }
}
