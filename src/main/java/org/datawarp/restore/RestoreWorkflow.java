package org.datawarp.restore;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.datawarp.config.Configuration;
import org.datawarp.config.ConfigurationKey;
import org.datawarp.db.Database;
import org.datawarp.error.RefusedException;
import org.datawarp.load.LoadService;
import org.datawarp.model.RunListener;
import org.datawarp.model.TableName;
import org.datawarp.restore.RestorePlan.RestoreItem;
import org.datawarp.run.Runs;
import org.datawarp.workspace.Workspace;
import org.datawarp.workspace.WorkspaceSetup;

/** Brings sources back from versions, the archive or a file: rows, Parquet and manifest. */
public final class RestoreWorkflow {
  private final Workspace workspace;
  private final Supplier<Configuration> configuration;
  private final Supplier<Database> database;
  private final Clock clock;

  /** Makes the workflow; nothing is opened before it runs. */
  public RestoreWorkflow(
      Workspace workspace,
      Supplier<Configuration> configuration,
      Supplier<Database> database,
      Clock clock) {
    this.workspace = workspace;
    this.configuration = configuration;
    this.database = database;
    this.clock = clock;
  }

  /**
   * Brings sources back. Rows that are replaced are kept among the versions first.
   *
   * @throws org.datawarp.error.NotFoundException if nothing is known of a source, or a version's
   *     file is gone
   * @throws org.datawarp.error.StorageException if a version has been changed since it was kept, or
   *     is damaged; nothing was changed
   * @throws org.datawarp.error.DataRejectedException if rows do not come back as they are; nothing
   *     was changed
   */
  public RestoreReport run(RestoreRequest request, RunListener listener) {
    Runs.Order order =
        new Runs.Order("restore", request.commandLine(), null, "restore", request.maxWait());
    return new Runs(workspace, database.get(), configuration.get(), clock)
        .inRun(
            order,
            listener,
            run -> {
              RestorePlan plan =
                  new RestorePlanner(workspace, run.session().identity(), run.connection())
                      .plan(request);
              requireOneTableEach(plan);
              if (plan.items().isEmpty()) {
                return new RestoreReport(null, plan, List.of());
              }
              return new RestoreRun(run, configuration.get().list(ConfigurationKey.GRANT_SELECT_TO))
                  .execute(order, plan, new LoadService(clock));
            });
  }

  /**
   * Tells what {@link #run} would do; changes nothing.
   *
   * @return empty where there is no workspace or no database yet
   */
  public Optional<RestoreReport> plan(RestoreRequest request) {
    if (!workspace.exists() || !database.get().hasSchema()) {
      return Optional.empty();
    }
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();
    RestorePlan plan =
        database
            .get()
            .read(
                "planning the restore",
                connection -> new RestorePlanner(workspace, identity, connection).plan(request));
    return Optional.of(new RestoreReport(null, plan, List.of()));
  }

  /** Two sources that claim one table would delete each other's rows. */
  private static void requireOneTableEach(RestorePlan plan) {
    Map<TableName, String> owners = new HashMap<>();
    for (RestoreItem item : plan.items()) {
      String owner = owners.putIfAbsent(item.table(), item.source());
      if (owner != null && !owner.equals(item.source())) {
        throw new RefusedException(
            "sources " + owner + " and " + item.source() + " share " + item.table(),
            "restore one of them");
      }
    }
  }
}
