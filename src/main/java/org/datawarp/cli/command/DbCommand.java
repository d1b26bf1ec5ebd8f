package org.datawarp.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.datawarp.cli.CommandContext;
import org.datawarp.cli.Workflows;
import org.datawarp.cli.output.RefreshPrinter;
import org.datawarp.model.error.ExitCode;
import org.datawarp.workflow.admin.ServerState;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code datawarp db}. */
@CommandLine.Command(
    description = "Runs the embedded PostgreSQL for other programs.",
    footer = {
      "  psql \"$(datawarp db url)\"      start it if needed, keep it running, open a session",
      "  datawarp db url --jdbc         the same for a JDBC driver",
      "  datawarp db status",
      "  datawarp db stop"
    })
public final class DbCommand extends Command {
  /** What can be done with the server. */
  enum Action {
    /** Print its address, starting it if needed. */
    URL,
    /** Start it and keep it running. */
    START,
    /** Stop it. */
    STOP,
    /** Tell how it stands. */
    STATUS
  }

  @Parameters(
      paramLabel = "ACTION",
      description = {
        "url: print its address, starting it if needed; start: keep it running;",
        "stop: stop it; status: tell how it stands."
      })
  private Action action = Action.STATUS;

  @Option(names = "--jdbc", description = "With url: the form JDBC drivers take.")
  private boolean jdbc;

  public DbCommand(CommandContext context) {
    super(context);
  }

  @Override
  ExitCode run(Workflows opened) {
    switch (action) {
      case URL -> url(jdbc ? opened.server().jdbcUrl() : opened.server().url());
      case START -> state(Optional.of(opened.server().start()));
      case STOP -> stopped(opened.server().stop());
      case STATUS -> state(opened.server().status());
    }
    return ExitCode.OK;
  }

  private void url(String url) {
    if (options().isJson()) {
      console().json(Map.of("url", url));
    } else {
      console().print(url);
    }
  }

  private void stopped(boolean wasRunning) {
    if (options().isJson()) {
      console().json(Map.of("stopped", wasRunning));
    } else {
      console().print(wasRunning ? "stopped" : "it was not running");
    }
  }

  private void state(Optional<ServerState> state) {
    if (options().isJson()) {
      Map<String, Object> external = new LinkedHashMap<>();
      external.put("kind", "external");
      console().json(state.map(ServerState::json).orElse(external));
      return;
    }
    if (state.isEmpty()) {
      console().print("an external database is configured; see 'datawarp config show --origin'");
      return;
    }
    ServerState server = state.get();
    console().print(RefreshPrinter.pad("server") + server.state() + pinned(server));
    if (server.majorVersion() > 0) {
      console().print(RefreshPrinter.pad("version") + "PostgreSQL " + server.majorVersion());
    }
    if (server.port() > 0) {
      console()
          .print(
              RefreshPrinter.pad("address")
                  + "127.0.0.1:"
                  + server.port()
                  + " (process "
                  + server.pid()
                  + ")");
    }
    console().print(RefreshPrinter.pad("folder") + server.folder());
  }

  private static String pinned(ServerState server) {
    return server.pinned() ? ", kept running until 'datawarp db stop'" : "";
  }
}
