package org.datawarp.lifecycle.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.datawarp.model.RunId;
import org.datawarp.model.error.DatabaseException;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.OutcomeUnknownException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.SqlErrors;

/** The commit that decides a run, and finding out what became of one whose answer was lost. */
final class RunCommit {
  private final Database database;
  private final RunLog runLog;

  RunCommit(Database database, RunLog runLog) {
    this.database = database;
    this.runLog = runLog;
  }

  /**
   * Commits.
   *
   * @throws DatabaseException if the database did not commit
   * @throws OutcomeUnknownException if the connection broke and the database cannot be asked
   */
  void commit(Connection connection, RunId run) {
    try {
      SqlErrors.commit("committing run " + run, connection);
    } catch (OutcomeUnknownException e) {
      if (!wasCommitted(run, e)) {
        throw new DatabaseException(
            "the connection broke before run " + run + " was committed; nothing was changed",
            "run the command again",
            e);
      }
    }
  }

  private boolean wasCommitted(RunId run, OutcomeUnknownException failure) {
    try (Connection second = database.open()) {
      Optional<String> status = runLog.findStatus(second, run);
      return status.equals(Optional.of("success"));
    } catch (SQLException | DatawarpException e) {
      failure.addSuppressed(e);
      throw new OutcomeUnknownException(
          "the connection broke while run " + run + " was being committed",
          "when the database answers again, any refresh finishes or undoes it; see 'datawarp"
              + " history'",
          failure);
    }
  }
}
