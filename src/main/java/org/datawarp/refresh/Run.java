package org.datawarp.refresh;

import java.time.Instant;
import java.util.List;
import org.datawarp.error.ExitCode;
import org.datawarp.journal.Journal;
import org.datawarp.journal.RunId;
import org.datawarp.workspace.RunFolder;

/** What one run carries along. */
final class Run {
  private final RunId id;
  private final RunFolder folder;
  private final RunSession session;
  private final StepClock steps;
  private final Instant startedAt;
  private final Journal journal;
  private boolean begun;
  private boolean leftToRecovery;

  Run(
      RunId id,
      RunFolder folder,
      RunSession session,
      StepClock steps,
      Journal journal,
      Instant startedAt) {
    this.id = id;
    this.folder = folder;
    this.session = session;
    this.steps = steps;
    this.journal = journal;
    this.startedAt = startedAt;
  }

  RunId id() {
    return id;
  }

  RunFolder folder() {
    return folder;
  }

  RunSession session() {
    return session;
  }

  StepClock steps() {
    return steps;
  }

  Instant startedAt() {
    return startedAt;
  }

  Journal journal() {
    return journal;
  }

  /** Writes the run and the events of the sources it is expected to touch, in progress. */
  void begin(Runs.Order order, List<String> sources) {
    steps.start(RefreshStep.BEGIN);
    journal.registerWorkspace(session.connection(), session.workspace().root().toString());
    writeBegin(order, sources);
    steps.end();
  }

  /**
   * Notes that the commit stands, or may stand: from here on the run's folder is what its readers
   * are owed, and only publishing may remove it.
   */
  void leaveToRecovery() {
    leftToRecovery = true;
  }

  boolean isLeftToRecovery() {
    return leftToRecovery;
  }

  /** Corrects the events to those of the sources found. */
  void touch(Runs.Order order, List<String> sources) {
    journal.touch(session.connection(), id, order.manifest(), order.refreshType(), sources);
  }

  /** Writes the failure of this run, which wrote nothing else that lasts. */
  void recordFailure(Runs.Order order, Throwable failure, ExitCode exitCode) {
    if (!begun) {
      writeBegin(order, List.of(order.manifest()));
    }
    journal.fail(
        session.connection(),
        id,
        steps.current().text(),
        String.valueOf(failure.getMessage()),
        exitCode.status());
  }

  private void writeBegin(Runs.Order order, List<String> sources) {
    journal.begin(
        session.connection(),
        id,
        order.command(),
        order.commandLine(),
        order.manifest(),
        order.refreshType(),
        sources);
    begun = true;
  }
}
