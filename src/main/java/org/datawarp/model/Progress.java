package org.datawarp.model;

/** Is told how work goes on. */
@FunctionalInterface
public interface Progress {
  /** Is told nothing. */
  Progress NONE = (what, done, total) -> {};

  /** After how many rows it is told again. */
  int ROWS = 1 << 13;

  /**
   * Work went on. Called by the thread that asked for the work, or by one that works for it while
   * it waits.
   *
   * @param what the work, such as {@code loading adhd_aug25}
   * @param done bytes or rows so far
   * @param total how many there will be; -1 when unknown
   */
  void progressed(String what, long done, long total);
}
