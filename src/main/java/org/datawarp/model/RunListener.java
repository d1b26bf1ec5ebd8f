package org.datawarp.model;

/** Hears how a refresh goes on. Called on the refresh's own thread; what it throws ends the run. */
public interface RunListener {
  /** A listener that hears nothing. */
  RunListener SILENT =
      new RunListener() {
        @Override
        public void progressed(String what, long done, long total) {}

        @Override
        public void started(RunStep step) {}

        @Override
        public void completed(RunStep step) {}
      };

  /**
   * Work went on.
   *
   * @param what the work, such as {@code adhd_aug25: rows}
   * @param done bytes or rows so far
   * @param total how many there will be; -1 when unknown
   */
  void progressed(String what, long done, long total);

  /** A step begins. */
  void started(RunStep step);

  /** A step is over. */
  void completed(RunStep step);
}
