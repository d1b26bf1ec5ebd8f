package org.datawarp.cli.command;

import java.util.concurrent.Callable;
import org.datawarp.cli.Console;
import org.datawarp.cli.GlobalOptions;
import org.datawarp.cli.Logging;
import org.datawarp.cli.Workflows;
import org.datawarp.model.error.ExitCode;
import picocli.CommandLine.Mixin;

/** A command: parses its options, calls one workflow, prints the report, returns a code. */
abstract class Command implements Callable<Integer> {
  @Mixin private GlobalOptions options = new GlobalOptions();

  private final Workflows.Factory services;
  private final Console console;

  Command(Workflows.Factory services, Console console) {
    this.services = services;
    this.console = console;
  }

  /** Does the work. */
  abstract ExitCode run(Workflows opened);

  @Override
  public final Integer call() {
    if (options.isVerbose()) {
      Logging.beVerbose();
    }
    try (Workflows opened = services.apply(options)) {
      return run(opened).status();
    }
  }

  final GlobalOptions options() {
    return options;
  }

  final Console console() {
    return console;
  }
}
