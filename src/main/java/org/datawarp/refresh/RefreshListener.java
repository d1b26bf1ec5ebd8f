package org.datawarp.refresh;

/** Hears how a refresh goes on. Called on the refresh's own thread; what it throws ends the run. */
public interface RefreshListener {
  /** A listener that hears nothing. */
  RefreshListener SILENT =
      new RefreshListener() {
        @Override
        public void progressed(String what, long done, long total) {}

        @Override
        public void completed(RefreshStep step) {}
      };

  /**
   * Work went on.
   *
   * @param what the work, such as {@code adhd_aug25: rows}
   * @param done bytes or rows so far
   * @param total how many there will be; -1 when unknown
   */
  void progressed(String what, long done, long total);

  /** A step is over. */
  void completed(RefreshStep step);
}
