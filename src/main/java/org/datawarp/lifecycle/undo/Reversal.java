package org.datawarp.lifecycle.undo;

import java.sql.Connection;
import java.util.List;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.repository.FileOperation;
import org.datawarp.repository.RunRepository.StoredRun;

/**
 * What it takes to undo the runs of a command beyond putting registry rows, staging tables and
 * files back, which undo does for every run that {@link
 * org.datawarp.repository.TrashRepository#follow} has named: rows of staging tables, above all.
 */
public interface Reversal {
  /** Tells whether it can take a run back. */
  boolean isFor(StoredRun run);

  /**
   * Tells whether it does all by itself, registry rows and files included; else it comes after the
   * tables and before the registry rows.
   */
  boolean isWhole();

  /**
   * Tells what forbids it; nothing is changed.
   *
   * @return a line each; empty when it can be done
   */
  List<String> listObstacles(Connection connection, StoredRun run);

  /**
   * Does its part in the transaction of a run.
   *
   * @param undo the run that takes the other one back
   * @param undone the run to take back
   * @param items gets what is to be done with files after the commit
   */
  void reverse(Run undo, StoredRun undone, List<FileOperation> items);
}
