package org.datawarp.cli;

import java.util.concurrent.Callable;
import org.datawarp.error.ExitCode;
import picocli.CommandLine.Mixin;

/** A command: parses its options, calls one workflow, prints the report, returns a code. */
abstract class Command implements Callable<Integer> {
  @Mixin private GlobalOptions options = new GlobalOptions();

  private final Services.Factory services;
  private final Console console;

  Command(Services.Factory services, Console console) {
    this.services = services;
    this.console = console;
  }

  /** Does the work. */
  abstract ExitCode run(Services opened);

  @Override
  public final Integer call() {
    if (options.isVerbose()) {
      Logging.beVerbose();
    }
    try (Services opened = services.apply(options)) {
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
