package org.datawarp.load;

import java.sql.Connection;
import java.time.Clock;
import org.datawarp.model.TableName;

/** Loads rows into staging tables and keeps the registry that describes them. */
public final class LoadService {
  private final Clock clock;

  /**
   * Builds the service.
   *
   * @param clock measures how long a load takes
   */
  public LoadService(Clock clock) {
    this.clock = clock;
  }

  /**
   * Loads one source inside the caller's transaction; commits nothing.
   *
   * <p>Whatever is thrown, the transaction is to be rolled back: then nothing has changed. The rows
   * are read and encoded on a thread of its own, which has ended when this returns or throws.
   * Sources loaded in one transaction are loaded in the order of their codes, so that two such
   * transactions cannot wait for each other.
   *
   * @param connection with autocommit off
   * @throws org.datawarp.error.DataRejectedException if rows do not reconcile, PostgreSQL refuses
   *     them, there are none where there were some, or they do not fit a table
   * @throws org.datawarp.error.RefusedException if another owner has the code, the table is not one
   *     of Datawarp's, there are less than half as many rows as before, or something that hangs on
   *     the table stands in the way of widening it
   * @throws org.datawarp.error.UsageException if a role to grant to does not exist
   * @throws org.datawarp.error.InterruptedRunException if the calling thread is interrupted
   * @throws org.datawarp.error.DatabaseException if the connection fails
   */
  public LoadReport load(Connection connection, LoadRequest request) {
    throw new IllegalStateException("not yet: " + clock + request);
  }

  /**
   * Tells what {@link #load} would do with the same request; reads only, and opens no part.
   *
   * @throws org.datawarp.error.DatawarpException where the load would be refused for the same
   *     reason
   */
  public LoadPlan plan(Connection connection, LoadRequest request) {
    throw new IllegalStateException("not yet: " + clock + request);
  }

  /** Refreshes the planner's statistics of a table; to be called after the load's commit. */
  public void analyze(Connection connection, TableName table) {
    throw new IllegalStateException("not yet: " + table);
  }
}
