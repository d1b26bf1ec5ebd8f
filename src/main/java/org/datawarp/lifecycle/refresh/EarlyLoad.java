package org.datawarp.lifecycle.refresh;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.InterruptedRunException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.extract.StreamedRows;
import org.datawarp.pipeline.load.PreloadedRows;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.SqlErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a long CSV into a new table while it is still being read, over a connection of its own. If
 * the guess holds, the run goes on with that connection and its transaction; else the transaction
 * is rolled back as if it had never been.
 */
public final class EarlyLoad implements StreamedRows, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EarlyLoad.class);

  private final Database database;
  private final Run run;
  private final @Nullable Period period;
  private final ParquetDrafts drafts;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean began;
  private volatile @Nullable Connection connection;
  private volatile @Nullable PreloadedRows headStart;

  /**
   * Prepares for the rows of a manifest that has loaded nothing before.
   *
   * @param drafts has the file that takes the rows too
   */
  EarlyLoad(Database database, Run run, @Nullable Period period, ParquetDrafts drafts) {
    this.database = database;
    this.run = run;
    this.period = period;
    this.drafts = drafts;
  }

  @Override
  public void take(List<TableColumn> columns, RowCursor rows) {
    began = true;
    try {
      Connection own = database.open(run.session().lockWait());
      connection = own;
      PreloadedRows begun =
          PreloadedRows.begin(
              own,
              new PreloadedRows.Terms(
                  "early_" + run.id().value().replace('-', '_'), columns, period, run.startedAt()),
              drafts.early());
      begun.copy(rows);
      headStart = begun;
    } catch (DatawarpException e) {
      // The rows are loaded when the file has been read; if that fails too, it is told then.
      LOG.debug("rows are not loaded while they are read", e);
    } finally {
      ended.countDown();
    }
  }

  /**
   * Lets the run go on with what was loaded, if those were the rows of a table.
   *
   * @param table the table whose rows were given; empty where the guess did not hold
   * @return empty where nothing was loaded
   */
  public Optional<PreloadedRows> join(Optional<SourceTable> table) {
    if (!began) {
      return Optional.empty();
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException(
          "stopped while loading", "nothing was changed; run it again", e);
    }
    PreloadedRows begun = headStart;
    Connection own = connection;
    if (table.isEmpty() || begun == null || own == null) {
      drafts.discardEarly();
      return Optional.empty();
    }
    connection = null;
    run.session().continueOn(own);
    return Optional.of(begun);
  }

  /** Ends what the run did not go on with; to be called when no rows are given any more. */
  @Override
  public void close() {
    Connection own = connection;
    if (own == null) {
      return;
    }
    try (own) {
      own.rollback();
    } catch (SQLException e) {
      throw SqlErrors.translate("ending a load that was not needed", e);
    }
  }
}
