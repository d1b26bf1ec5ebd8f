package org.datawarp.cli.output;

import java.util.Optional;
import org.datawarp.cli.Console;
import org.datawarp.workflow.admin.ServerState;

/** Prints how the embedded server stands. */
public final class ServerPrinter {
  private final Console console;

  public ServerPrinter(Console console) {
    this.console = console;
  }

  /** Prints a server's state; empty stands for an external database. */
  public void print(Optional<ServerState> state) {
    state.ifPresentOrElse(
        this::print,
        () ->
            console.print(
                "an external database is configured; see 'datawarp config show --origin'"));
  }

  private void print(ServerState server) {
    console.entry(
        "server",
        server.state() + (server.pinned() ? ", kept running until 'datawarp db stop'" : ""));
    if (server.majorVersion() > 0) {
      console.entry("version", "PostgreSQL " + server.majorVersion());
    }
    if (server.port() > 0) {
      console.entry("address", "127.0.0.1:" + server.port() + " (process " + server.pid() + ")");
    }
    console.entry("folder", server.folder());
  }
}
