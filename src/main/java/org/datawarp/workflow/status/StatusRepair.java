package org.datawarp.workflow.status;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.lifecycle.run.RunExecutor;
import org.datawarp.lifecycle.run.UsualDatabase;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.repository.RunRepository;
import org.datawarp.storage.workspace.Workspace;

/**
 * {@code status --fix}: what the database has forgotten, as after an older backup was restored, and
 * what the files prove, is recorded again. Files and rows stay as they are.
 */
public final class StatusRepair {
  private final WorkspaceContext context;
  private final Workspace workspace;
  private final Clock clock;

  /** Makes it; nothing is opened before it runs. */
  public StatusRepair(WorkspaceContext context) {
    this.context = context;
    this.workspace = context.workspace();
    this.clock = context.clock();
  }

  /**
   * Tells what {@link #run} would do; changes nothing.
   *
   * @return empty where there is no workspace or no database yet
   */
  public Optional<StatusRepairReport> plan() {
    return context.readIfPresent(
        "looking for files that are not recorded",
        (connection, identity) -> {
          new UsualDatabase(workspace, identity, context.database().acceptance())
              .requireUsual(connection);
          return new UnrecordedFiles(workspace, identity, connection).find().report(null);
        });
  }

  /**
   * Records what is proven.
   *
   * @return empty where there is no workspace or no database yet
   */
  public Optional<StatusRepairReport> run(
      String commandLine, Duration maxWait, RunListener listener) {
    if (!workspace.exists() || !context.database().hasSchema()) {
      return Optional.empty();
    }
    RunExecutor.Order order = RunExecutor.Order.exclusive("status", commandLine, maxWait);
    return Optional.of(context.runs().execute(order, listener, run -> record(run, order)));
  }

  private StatusRepairReport record(Run run, RunExecutor.Order order) {
    UUID identity = run.session().identity();
    UnrecordedFiles files = new UnrecordedFiles(workspace, identity, run.connection());
    UnrecordedFiles.Found found = files.find();
    if (found.exports().isEmpty() && found.manifests().isEmpty()) {
      return found.report(null);
    }
    run.begin(order, List.of());
    run.steps().start(RunStep.CHANGE);
    files.record(found, run.id());
    StatusRepairReport report = found.report(run.id().value());
    new RunRepository(identity)
        .saveItems(
            run.connection(),
            run.id(),
            report.recorded().stream()
                .map(
                    file ->
                        new RunRepository.RunItem(
                            "record", file.path(), file.source(), null, null, file.why(), "done"))
                .toList());
    run.steps().end();
    run.commit(List.of(), List.of(), null);
    run.publish(List.of(), List.of());
    return report;
  }
}
