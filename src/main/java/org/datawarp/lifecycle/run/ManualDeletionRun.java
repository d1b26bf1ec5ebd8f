package org.datawarp.lifecycle.run;

import java.util.List;
import org.datawarp.platform.io.LockFile;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.RunRepository;
import org.datawarp.repository.TrashRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes what somebody began by deleting sources in psql: the database has kept the rows and
 * moved the tables; their files follow here, as a run of its own that can be undone.
 */
final class ManualDeletionRun {
  static final String COMMAND = "drain";

  private static final Logger LOG = LoggerFactory.getLogger(ManualDeletionRun.class);

  private ManualDeletionRun() {}

  /** Tells whether there is something to do; leaves no transaction open. */
  static boolean isNeeded(RunSession session) {
    boolean needed = new TrashRepository(session.identity()).hasUnclaimed(session.connection());
    SqlErrors.commit("looking for deletions by hand", session.connection());
    return needed;
  }

  /** Does it; another program that does the same is waited for. */
  static void drain(Run run, RunExecutor.Order order) {
    try (LockFile gate = LockFile.hold(run.workspace().state().resolve("drain.lock"))) {
      TrashRepository trash = new TrashRepository(run.session().identity());
      if (!trash.hasUnclaimed(run.connection())) {
        return;
      }
      run.begin(order, List.of());
      TrashRepository.recordChangesOf(run.connection(), run.id());
      List<String> codes = trash.claim(run.connection(), run.id());
      SourceRemoval removal = new SourceRemoval(run);
      removal.settle(codes);
      new RunRepository(run.session().identity())
          .saveItems(run.connection(), run.id(), removal.items());
      run.commit(List.of(), removal.moves(), null);
      run.publishBestEffort(removal.moves(), () -> {})
          .values()
          .forEach(line -> LOG.warn("run {}: {}", run.id(), line));
      if (!codes.isEmpty()) {
        LOG.warn(
            "deleted by hand: {}; their files and tables are in the trash, 'datawarp undo {}'"
                + " brings them back",
            String.join(", ", codes.subList(0, Math.min(codes.size(), 5)))
                + (codes.size() > 5 ? " and " + (codes.size() - 5) + " more" : ""),
            run.id());
      }
    }
  }
}
