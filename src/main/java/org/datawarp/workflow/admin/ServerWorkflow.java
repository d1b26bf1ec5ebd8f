package org.datawarp.workflow.admin;

import java.util.Optional;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.config.Configuration;
import org.datawarp.platform.postgres.EmbeddedServer;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;

/** The embedded server for other programs. */
public final class ServerWorkflow {
  private final WorkspaceContext context;
  private final Workspace workspace;

  /** Makes the workflow. */
  public ServerWorkflow(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
  }

  /** Tells whether the workspace has a server of its own. */
  public boolean isEmbedded() {
    return context.database().embedded() != null;
  }

  /** Starts the server with the schema in it and leaves it running until stopped. */
  public ServerState start() {
    EmbeddedServer server = requireEmbedded();
    if (!workspace.exists()) {
      new WorkspaceSetup(workspace).create(Configuration.template());
    }
    server.start();
    server.pin();
    context.database().requireSchema();
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
    EmbeddedServer server = context.database().embedded();
    return server == null ? Optional.empty() : Optional.of(ServerState.of(server.status()));
  }

  private EmbeddedServer requireEmbedded() {
    EmbeddedServer server = context.database().embedded();
    if (server == null) {
      throw new UsageException(
          "the database is an external one, which Datawarp neither starts nor stops",
          "its address is the one you configured; see 'datawarp config show --origin'");
    }
    return server;
  }
}
