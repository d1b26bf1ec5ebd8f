package org.datawarp.cli.command;

import java.util.Map;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.ServerPrinter;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.admin.ServerState;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code datawarp db}. */
@CommandLine.Command(
    description = "Runs the embedded PostgreSQL for other programs.",
    footer = {
      "  psql \"$(datawarp db url)\"      start it if needed, keep it running, open a session",
      "  datawarp db url --jdbc         the same for a JDBC driver",
      "  datawarp db status",
      "  datawarp db stop"
    })
public final class DbCommand extends ActionGroup {
  /** Makes the command with its actions. */
  public DbCommand(CommandContext context) {
    super(new Url(context), new Start(context), new Stop(context), new Status(context));
  }

  /** {@code datawarp db url}. */
  @CommandLine.Command(
      name = "url",
      description = "Prints the server's address, starting it if needed.",
      footer = {
        "  psql \"$(datawarp db url)\"      start it if needed, keep it running, open a session",
        "  datawarp db url --jdbc         the same for a JDBC driver"
      })
  private static final class Url extends Command {
    @Option(names = "--jdbc", description = "The form that JDBC drivers take.")
    private boolean jdbc;

    Url(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      String url = jdbc ? opened.server().jdbcUrl() : opened.server().url();
      print(() -> Map.of("url", url), () -> console().verbatim(url));
      return ExitCode.OK;
    }
  }

  /** An action that tells how the server stands. */
  private abstract static class StateAction extends Command {
    StateAction(CommandContext context) {
      super(context);
    }

    final ExitCode print(Optional<ServerState> state) {
      print(
          () -> state.<Object>map(server -> server).orElse(Map.of("kind", "external")),
          () -> new ServerPrinter(console()).print(state));
      return ExitCode.OK;
    }
  }

  /** {@code datawarp db start}. */
  @CommandLine.Command(
      name = "start",
      description = "Starts the server and keeps it running.",
      footer = "  datawarp db start")
  private static final class Start extends StateAction {
    Start(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      return print(Optional.of(opened.server().start()));
    }
  }

  /** {@code datawarp db stop}. */
  @CommandLine.Command(
      name = "stop",
      description = "Stops the server.",
      footer = "  datawarp db stop")
  private static final class Stop extends Command {
    Stop(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      boolean wasRunning = opened.server().stop();
      print(
          () -> Map.of("stopped", wasRunning),
          () -> console().print(wasRunning ? "stopped" : "it was not running"));
      return ExitCode.OK;
    }
  }

  /** {@code datawarp db status}. */
  @CommandLine.Command(
      name = "status",
      description = "Tells how the server stands.",
      footer = "  datawarp db status")
  private static final class Status extends StateAction {
    Status(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run(Workflows opened) {
      return print(opened.server().status());
    }
  }
}
