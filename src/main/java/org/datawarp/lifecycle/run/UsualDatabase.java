package org.datawarp.lifecycle.run;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseAcceptance;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.SqlErrors;
import org.datawarp.repository.TrashRepository;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.jspecify.annotations.Nullable;

/**
 * The rule that a workspace is not written to from a database that knows nothing of it: another one
 * than the last time, one that has never seen the workspace, or one in which its sources are gone.
 * Files would be replaced that this database has no rows for.
 */
public final class UsualDatabase {
  private static final String EMPTY =
      "this database is empty, and this workspace was used with another one";
  private static final String HINT =
      "look at --db-url; if it is the right one, say --accept-database";

  private final Workspace workspace;
  private final UUID identity;
  private final LastDatabaseFile note;
  private final DatabaseAcceptance acceptance;

  /**
   * Makes the rule for a workspace.
   *
   * @param acceptance {@code ANY} where a person has said that the database is the right one; it is
   *     the usual one from then on
   */
  public UsualDatabase(Workspace workspace, UUID identity, DatabaseAcceptance acceptance) {
    this.workspace = workspace;
    this.identity = identity;
    this.note = new LastDatabaseFile(workspace);
    this.acceptance = acceptance;
  }

  /**
   * Checks a database that may have no schema yet, before one is made there.
   *
   * @throws RefusedException if it has none, and the workspace was used with a database before
   */
  public void requireSchema(Database database) {
    if (acceptance == DatabaseAcceptance.USUAL) {
      findEmptiness(database)
          .ifPresent(
              reason -> {
                throw new RefusedException(reason, HINT);
              });
    }
  }

  /**
   * Does the same, and brings the schema up to date or makes it.
   *
   * @param lockWait how long to try for locks; zero for as long as usual
   * @throws RefusedException as {@link #requireSchema(Database)}; no schema was made then
   */
  void requireSchemaWithin(Database database, Duration lockWait) {
    if (acceptance == DatabaseAcceptance.ANY || !wasUsed()) {
      database.requireSchemaWithin(lockWait);
    } else if (!database.requireSchemaIfPresent(lockWait)) {
      throw new RefusedException(EMPTY, HINT);
    }
  }

  /** Finds why a database without a schema is not the usual one; empty where it has one. */
  public Optional<String> findEmptiness(Database database) {
    return wasUsed() && !database.hasSchema() ? Optional.of(EMPTY) : Optional.empty();
  }

  /**
   * Checks a database, and ends the transaction. One that was accepted is noted.
   *
   * @throws RefusedException if it is not the usual one; nothing was changed
   */
  public void require(Connection connection) {
    if (acceptance == DatabaseAcceptance.ANY) {
      UUID database = LastDatabaseFile.identify(connection);
      if (!note.find().equals(Optional.of(database))) {
        note.replace(database);
      }
    } else {
      requireUsual(connection);
    }
    SqlErrors.commit("asking which database this is", connection);
  }

  /**
   * Checks the database for work that is no run. One without a schema is the usual one of a
   * workspace that was never used.
   *
   * @throws RefusedException if it is not the usual one; nothing was changed
   */
  public static void require(Workspace workspace, Database database) {
    UUID identity = new WorkspaceSetup(workspace).requireIdentity();
    UsualDatabase usual = new UsualDatabase(workspace, identity, database.acceptance());
    usual.requireSchema(database);
    if (database.hasSchema()) {
      database.requireSchema();
      database.read(
          "asking which database this is",
          connection -> {
            usual.require(connection);
            return identity;
          });
    }
  }

  /**
   * Makes sure that no copy of the workspace uses the same database: each would take the other's
   * files for its own, and move or replace what is recorded of them.
   *
   * @throws RefusedException if the folder that used it last is still there, beside this one
   */
  void requireOnlyOne(Connection connection) {
    Query.find(
            connection,
            "looking for a copy of the workspace",
            "SELECT root FROM datawarp.tbl_workspaces WHERE workspace = ?",
            row -> row.getString(1),
            identity)
        .map(Path::of)
        .filter(root -> !root.equals(workspace.root()) && workspace.isCopiedAt(root))
        .ifPresent(
            root -> {
              throw new RefusedException(
                  "this workspace is a copy of " + root + ", and both use this database",
                  "work in that one, or move it away if it is not used any more; give a copy a"
                      + " database of its own with 'backup restore'");
            });
  }

  /** Checks a database and changes nothing, for plans; the transaction stays open. */
  public void requireUsual(Connection connection) {
    findReason(connection)
        .ifPresent(
            reason -> {
              throw new RefusedException(reason, HINT);
            });
  }

  /** Finds why a database is not the usual one; empty where it is, or was accepted. */
  public Optional<String> findReason(Connection connection) {
    return acceptance == DatabaseAcceptance.ANY
        ? Optional.empty()
        : Optional.ofNullable(reason(connection));
  }

  private @Nullable String reason(Connection connection) {
    Optional<UUID> last = note.find();
    if (last.isPresent() && !last.get().equals(LastDatabaseFile.identify(connection))) {
      return "this is another database than the one this workspace was last used with";
    }
    if (!isKnown(connection)) {
      return wasUsed() ? "this database has never seen this workspace" : null;
    }
    return hasLostSources(connection) ? "no source is visible in this database" : null;
  }

  private boolean isKnown(Connection connection) {
    return Query.number(
            connection,
            "looking for the workspace",
            "SELECT count(*) FROM datawarp.tbl_workspaces WHERE workspace = ?",
            identity)
        > 0;
  }

  /** Tells whether there is anything here that a database would have to know. */
  private boolean wasUsed() {
    return note.find().isPresent() || listsSources();
  }

  private boolean listsSources() {
    return Catalog.isCatalog(workspace.catalog()) && !Catalog.read(workspace.catalog()).isEmpty();
  }

  /** What was removed by a run, or by hand where the database noticed, is not lost. */
  private boolean hasLostSources(Connection connection) {
    long sources =
        Query.number(
            connection,
            "counting the sources",
            """
            SELECT count(*) FROM (SELECT 1 FROM datawarp.tbl_data_sources
             WHERE workspace IS NULL OR workspace = ? LIMIT 1) AS visible
            """,
            identity);
    return sources == 0
        && listsSources()
        && !new TrashRepository(identity).hasUnclaimed(connection)
        && !hasUnfinishedRuns(connection);
  }

  private boolean hasUnfinishedRuns(Connection connection) {
    return Query.number(
            connection,
            "looking for unfinished runs",
            """
            SELECT count(*) FROM datawarp.tbl_runs
             WHERE workspace = ? AND (status = 'in_progress'
                   OR (publish_list IS NOT NULL AND published_at IS NULL))
            """,
            identity)
        > 0;
  }
}
