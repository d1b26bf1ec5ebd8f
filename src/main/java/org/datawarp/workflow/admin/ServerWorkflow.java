package org.datawarp.workflow.admin;

import java.util.Optional;
import java.util.function.Supplier;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.EmbeddedServer;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;

/** The embedded server for other programs. */
public final class ServerWorkflow {
  private final Workspace workspace;
  private final Supplier<Database> database;

  /** Makes the workflow. */
  public ServerWorkflow(Workspace workspace, Supplier<Database> database) {
    this.workspace = workspace;
    this.database = database;
  }

  /** Starts the server with the schema in it and leaves it running until stopped. */
  public ServerState start() {
    EmbeddedServer server = requireEmbedded();
    if (!workspace.exists()) {
      new WorkspaceSetup(workspace).create(Configuration.template());
    }
    server.start();
    server.pin();
    database.get().requireSchema();
    return ServerState.of(server.status());
  }

  /** Starts the server as {@link #start} does and returns its address for psql. */
  public String url() {
    start();
    return requireEmbedded().url();
  }

  /** Starts the server as {@link #start} does and returns its address for JDBC. */
  public String jdbcUrl() {
    start();
    return requireEmbedded().jdbcUrl();
  }

  /** Stops the server; false when it did not run. */
  public boolean stop() {
    return requireEmbedded().stop();
  }

  /** Returns how the server stands; empty where the database is an external one. */
  public Optional<ServerState> status() {
    EmbeddedServer server = database.get().embedded();
    return server == null ? Optional.empty() : Optional.of(ServerState.of(server.status()));
  }

  private EmbeddedServer requireEmbedded() {
    EmbeddedServer server = database.get().embedded();
    if (server == null) {
      throw new UsageException(
          "the database is an external one, which Datawarp neither starts nor stops",
          "its address is the one you configured; see 'datawarp config show --origin'");
    }
    return server;
  }
}
