package org.datawarp.cli.command;

import java.util.List;
import org.datawarp.cli.CommandGroup;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does nothing by itself: one of its actions must be named. */
@CommandLine.Command(synopsisSubcommandLabel = "ACTION")
abstract class ActionGroup implements CommandGroup, Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private final List<Object> actions;

  ActionGroup(Object... actions) {
    this.actions = List.of(actions);
  }

  @Override
  public final List<Object> actions() {
    return actions;
  }

  @Override
  public final void run() {
    CommandLine line = spec.commandLine();
    throw new ParameterException(
        line, "Missing action: one of " + String.join(", ", line.getSubcommands().keySet()));
  }
}
