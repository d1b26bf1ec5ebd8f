package org.datawarp.pipeline.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.datawarp.model.Progress;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.table.TableName;
import org.datawarp.pipeline.load.LoadRecorder.LoadCounts;
import org.datawarp.pipeline.load.PartCopy.Counts;
import org.datawarp.platform.postgres.AdvisoryLocks;
import org.datawarp.platform.postgres.CopyReceiver;
import org.datawarp.platform.postgres.Query;
import org.datawarp.platform.postgres.Sql;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads rows into staging tables and keeps the registry that describes them. */
public final class LoadService {
  private static final Logger LOG = LoggerFactory.getLogger(LoadService.class);

  private final Clock clock;
  private final Progress progress;

  /**
   * Builds the service.
   *
   * @param clock measures how long a load takes
   */
  public LoadService(Clock clock) {
    this(clock, Progress.NONE);
  }

  /**
   * Builds a service that tells how it goes on.
   *
   * @param clock measures how long a load takes
   */
  public LoadService(Clock clock, Progress progress) {
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Loads one source inside the caller's transaction; commits nothing.
   *
   * <p>Whatever is thrown, the transaction is to be rolled back: then nothing has changed. The rows
   * are read and encoded on a thread of its own, which has ended when this returns or throws.
   * Sources loaded in one transaction are loaded in the order of their codes, so that two such
   * transactions cannot wait for each other.
   *
   * @param connection with autocommit off, in UTC
   * @throws DataRejectedException if rows do not reconcile, PostgreSQL refuses them, there are none
   *     where there were some, or they do not fit a table
   * @throws org.datawarp.model.error.RefusedException if another owner has the code, the table is
   *     not one of Datawarp's, there are less than half as many rows as before, or something that
   *     hangs on the table stands in the way of widening it
   * @throws org.datawarp.model.error.UsageException if a role to grant to does not exist
   * @throws org.datawarp.model.error.InterruptedRunException if the calling thread is interrupted;
   *     it stays so
   * @throws org.datawarp.model.error.DatabaseException if the connection fails
   */
  public LoadReport load(Connection connection, LoadRequest request) {
    return load(connection, request, null, null);
  }

  /**
   * Does the same, going on from rows that are in a table already where they are the right ones.
   *
   * @param begun what was loaded before in the same transaction; null for nothing
   * @param receiver takes the rows too, if they are all that the table (of a canonical source: its
   *     period) will hold; null for nobody. Where the load goes on with what has begun, it is told
   *     to abandon them, and who took those rows has all
   */
  public LoadReport load(
      Connection connection,
      LoadRequest request,
      @Nullable PreloadedRows begun,
      @Nullable CopyReceiver receiver) {
    Instant start = clock.instant();
    try {
      AdvisoryLocks.lockTables(connection, new TreeSet<>(List.of(request.table())));
      LoadPlanner decision = LoadPlanner.of(connection, request);
      @Nullable PreloadedRows early = begun != null && begun.fits(request, decision) ? begun : null;
      if (begun != null && early == null) {
        begun.drop();
      }
      changeTable(connection, request, decision, early);
      ColumnRecords.comment(connection, request, decision.source());
      long deleted = ReplacedRows.delete(connection, request);
      long sourceId = LoadRecorder.saveSource(connection, request);
      long loadId = early == null ? LoadRecorder.nextLoadId(connection) : early.loadId();
      List<Long> fileIds = new ArrayList<>();
      long[] nulls = new long[request.columns().size()];
      long loaded = 0;
      @Nullable SentRows sent = sent(connection, request, decision, early, receiver);
      for (LoadPart part : request.parts()) {
        long newId = early == null ? LoadRecorder.nextFileId(connection) : early.fileId();
        long fileId = LoadRecorder.saveFile(connection, request, part, newId);
        loaded +=
            early == null
                ? copy(connection, request, decision.shape(), part, loadId, fileId, nulls, sent)
                : early.count(request.table(), fileId, nulls);
        fileIds.add(fileId);
      }
      if (sent != null) {
        sent.end();
      }
      if (ProvenanceDefaults.areDefaults(decision.shape())) {
        ProvenanceDefaults.drop(connection, request.table());
      }
      if (request.isCanonical()) {
        PeriodRows.index(connection, request.table());
        PeriodRows.save(connection, request, loaded);
      }
      LoadPlan plan = decision.plan();
      LoadRecorder.saveHistory(
          connection,
          request,
          sourceId,
          loadId,
          fileIds,
          new LoadCounts(loaded, deleted),
          plan.columnsAdded());
      ColumnRecords.save(connection, request, decision.shape().copied(), loaded, nulls);
      Duration duration = Duration.between(start, clock.instant());
      return new LoadReport(plan, loadId, fileIds, loaded, deleted, duration);
    } catch (SQLException e) {
      throw SqlErrors.translate("loading " + request.table(), e);
    }
  }

  /**
   * Takes the locks of loads that are to follow in the caller's transaction, all at once. To be
   * called before its first change.
   *
   * @param unloaded tables that rows will be taken out of
   * @throws org.datawarp.model.error.LockedException if others hold a table for longer than the
   *     session waits
   */
  public void lock(
      Connection connection, List<LoadRequest> requests, Collection<TableName> unloaded) {
    Query.work("locking the tables to load", () -> LoadLocks.take(connection, requests, unloaded));
  }

  /**
   * Tells what {@link #load} would do with the same request; reads only, and opens no part.
   *
   * @throws org.datawarp.model.error.DatawarpException where the load would be refused for the same
   *     reason
   */
  public LoadPlan plan(Connection connection, LoadRequest request) {
    return Query.ask(
        "planning the load of " + request.table(),
        () -> LoadPlanner.of(connection, request).plan());
  }

  /**
   * Takes the rows that a manifest loaded into a staging table out of it, inside the caller's
   * transaction. The table, its source and its records stay; a table that is gone has no rows.
   *
   * @return how many rows were deleted
   */
  public long unload(Connection connection, TableName table, String manifest, UUID workspace) {
    try {
      AdvisoryLocks.lockTables(connection, new TreeSet<>(List.of(table)));
      return ExistingTable.find(connection, table).isEmpty()
          ? 0
          : ReplacedRows.deleteOwn(connection, table, manifest, workspace);
    } catch (SQLException e) {
      throw SqlErrors.translate("taking rows out of " + table, e);
    }
  }

  /**
   * Refreshes the planner's statistics of tables, each in a transaction of its own; to be called
   * after the load's commit. The load stands whatever happens here.
   *
   * @return a warning for each table whose statistics stay as they were
   */
  public List<String> analyze(Connection connection, Collection<TableName> tables) {
    List<String> warnings = new ArrayList<>();
    for (TableName table : tables) {
      try {
        Sql.run(connection, "ANALYZE " + table.quoted());
        connection.commit();
      } catch (SQLException e) {
        LOG.debug("analyzing {}", table, e);
        warnings.add(
            table
                + ": the rows are loaded, but ANALYZE failed ("
                + LoadErrors.reason(e)
                + "); PostgreSQL's autovacuum makes up for it, or run ANALYZE by hand");
        rollback(connection, table);
      }
    }
    return warnings;
  }

  /**
   * Does the same for tables that keep most of their rows when one period is replaced, and makes
   * the room of the deleted rows free for the next load. Nobody who reads or writes is held up.
   * Statistics stay as they are where less than a tenth of a table has changed, as autovacuum
   * leaves them.
   *
   * @param changed the rows that were deleted and loaded, by table
   * @return a warning for each table of which that failed
   */
  public List<String> vacuum(Connection connection, Map<TableName, Long> changed) {
    List<String> warnings = new ArrayList<>();
    for (Map.Entry<TableName, Long> each : changed.entrySet()) {
      TableName table = each.getKey();
      try {
        String analyze = isMuch(connection, table, each.getValue()) ? "ANALYZE, " : "";
        connection.commit();
        connection.setAutoCommit(true);
        // Giving room back to the disk would need a moment without readers. Where less than 2 % of
        // the pages have dead rows PostgreSQL leaves the index alone unless it is told, and then
        // the room of these rows is not free.
        Sql.run(
            connection,
            "VACUUM (" + analyze + "TRUNCATE FALSE, INDEX_CLEANUP ON) " + table.quoted());
        connection.setAutoCommit(false);
      } catch (SQLException e) {
        LOG.debug("vacuuming {}", table, e);
        warnings.add(
            table
                + ": the rows are loaded, but VACUUM failed ("
                + LoadErrors.reason(e)
                + "); PostgreSQL's autovacuum makes up for it, or run VACUUM by hand");
        manualAgain(connection, table);
      }
    }
    return warnings;
  }

  private static boolean isMuch(Connection connection, TableName table, long changed)
      throws SQLException {
    long rows =
        Sql.number(
            connection,
            "SELECT coalesce((SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(?)), 0)",
            table.quoted());
    return changed > rows / 10;
  }

  private static void manualAgain(Connection connection, TableName table) {
    try {
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      LOG.debug("ending the vacuum of {}", table, e); // the connection is gone
    }
  }

  private static void rollback(Connection connection, TableName table) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.debug("ending the transaction that analyzed {}", table, e); // the connection is gone
    }
  }

  private static void changeTable(
      Connection connection,
      LoadRequest request,
      LoadPlanner decision,
      @Nullable PreloadedRows early) {
    try {
      if (early == null) {
        TableChanges.execute(
            connection,
            request.table(),
            decision.shape(),
            decision.views(),
            request.grantSelectTo());
      } else {
        early.renameTo(request);
      }
    } catch (SQLException e) {
      throw LoadErrors.changing(request.table(), e);
    }
  }

  /** Rows are given away where no others stay beside them. */
  private static @Nullable SentRows sent(
      Connection connection,
      LoadRequest request,
      LoadPlanner decision,
      @Nullable PreloadedRows early,
      @Nullable CopyReceiver receiver)
      throws SQLException {
    LoadPlan plan = decision.plan();
    if (receiver != null && (early != null || plan.rowsBefore() != plan.rowsReplaced())) {
      receiver.abandon();
      return null;
    }
    return SentRows.begin(
        connection, request.table(), decision.shape(), request.origin(), receiver);
  }

  private long copy(
      Connection connection,
      LoadRequest request,
      TableShape shape,
      LoadPart part,
      long loadId,
      long fileId,
      long[] nulls,
      @Nullable SentRows sent) {
    String where = request.table() + " from " + LoadErrors.describe(part);
    RowEncoder encoder =
        new RowEncoder(
            where,
            shape.copied(),
            shape.nulled().size(),
            ProvenanceDefaults.areDefaults(shape)
                ? ProvenanceFields.NONE
                : ProvenanceFields.of(request.loadedAt(), request.period(), loadId, fileId),
            request.origin());
    Counts counts;
    try {
      if (ProvenanceDefaults.areDefaults(shape)) {
        ProvenanceDefaults.set(
            connection, request.table(), request.period(), request.loadedAt(), loadId, fileId);
      }
      String sql = CopyStatement.of(request, shape);
      counts =
          new PartCopy(
                  request.table(),
                  connection,
                  sql,
                  part.rows(),
                  encoder,
                  sent == null
                      ? null
                      : sent.part(request.loadedAt(), request.period(), loadId, fileId))
              .telling(progress, part.expectedRows())
              .run();
    } catch (SQLException e) {
      throw LoadErrors.copying(request.table(), part, e);
    }
    if (counts.read() != part.expectedRows() || counts.copied() != counts.read()) {
      throw new DataRejectedException(
          "loading "
              + where
              + ": "
              + part.expectedRows()
              + " rows were expected, "
              + counts.read()
              + " came, "
              + counts.copied()
              + " arrived in the table",
          "nothing was changed; look for a trigger on the table, or report it");
    }
    for (int i = 0; i < nulls.length; i++) {
      nulls[i] += encoder.nulls()[i];
    }
    return counts.copied();
  }
}
