package org.datawarp.workflow.canonical;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunListener;
import org.datawarp.pipeline.load.LoadService;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.datawarp.workflow.canonical.ConsolidatePlanner.Decision;
import org.datawarp.workflow.canonical.ConsolidatePlanner.Move;
import org.datawarp.workflow.canonical.ConsolidateRun.Views;

/** Makes canonical sources of a publication whose issues have tables of their own. */
public final class ConsolidateWorkflow {
  private final WorkspaceContext context;

  /** Makes the workflow; nothing is opened before it runs. */
  public ConsolidateWorkflow(WorkspaceContext context) {
    this.context = context;
  }

  /** What becomes of the old tables' names. */
  public enum OldNames {
    /** They stay as views, each on its period. */
    VIEWS,
    /** They go. */
    GONE
  }

  /**
   * Tells what would be moved where; nothing is changed.
   *
   * @throws org.datawarp.model.error.NotFoundException if no manifest is of the publication
   * @throws org.datawarp.model.error.RefusedException if a source's contract forbids it
   */
  public ConsolidateReport plan(String publication) {
    UUID identity = new WorkspaceSetup(context.workspace()).requireIdentity();
    context.database().requireSchema();
    Decision decision =
        context
            .database()
            .read(
                "planning the consolidation of " + publication,
                connection ->
                    new ConsolidatePlanner(identity, connection, context.manifests())
                        .decide(publication));
    return new ConsolidateReport(decision.plan(), null, List.of(), decision.warnings());
  }

  /**
   * Moves them, as a run that can be undone. Every table's rows are hashed before and after.
   *
   * @throws org.datawarp.model.error.DataRejectedException if rows do not arrive as they were;
   *     nothing was changed then
   */
  public ConsolidateReport execute(
      String publication, OldNames names, String commandLine, Duration wait, RunListener listener) {
    RunExecutor.Order order = RunExecutor.Order.exclusive("consolidate", commandLine, wait);
    return context
        .runs()
        .execute(
            order,
            listener,
            run -> {
              Decision decision =
                  new ConsolidatePlanner(
                          run.session().identity(), run.connection(), context.manifests())
                      .decide(publication);
              SqlErrors.commit("planning the consolidation", run.connection());
              if (decision.moves().isEmpty()) {
                return new ConsolidateReport(decision.plan(), null, List.of(), List.of());
              }
              ConsolidateReport report =
                  new ConsolidateRun(run, context.grantSelectTo())
                      .execute(
                          order,
                          decision,
                          switch (names) {
                            case VIEWS -> Views.KEEP_NAMES;
                            case GONE -> Views.NONE;
                          });
              new LoadService(context.clock())
                  .analyze(
                      run.connection(),
                      decision.moves().stream().map(Move::table).distinct().toList());
              return report;
            });
  }
}
