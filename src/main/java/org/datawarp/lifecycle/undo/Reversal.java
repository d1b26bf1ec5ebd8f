package org.datawarp.lifecycle.undo;

import java.util.List;
import org.datawarp.lifecycle.run.Run;
import org.datawarp.model.RunId;
import org.datawarp.repository.FileOperation;

/** One way to undo a run: what it would do, and doing it. */
interface Reversal {
  /**
   * Tells what it would do and what forbids it; nothing is changed.
   *
   * @param undo the id of the run that would do it
   */
  Effects plan(RunId undo);

  /**
   * Does it in the transaction of a run.
   *
   * @param undo the run that undoes the other one
   * @return what is to be done with files after the commit
   */
  List<FileOperation> reverse(Run undo);

  /** Does what is left when the rows and files are back. */
  default void published() {}

  /**
   * What a reversal does.
   *
   * @param rows registry rows that change
   * @param tables tables that come back, or go again
   * @param files files that move
   * @param obstacles what forbids it, a line each; empty when it can be done
   * @param lost what cannot come back, a line each
   */
  record Effects(
      long rows,
      List<String> tables,
      List<String> files,
      List<String> obstacles,
      List<String> lost) {
    /** Copies the lists. */
    public Effects {
      tables = List.copyOf(tables);
      files = List.copyOf(files);
      obstacles = List.copyOf(obstacles);
      lost = List.copyOf(lost);
    }
  }
}
