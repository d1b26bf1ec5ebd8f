package org.datawarp.model;

/** Hears how a run goes on. Steps are told on the run's own thread; what it throws ends the run. */
public interface RunListener extends Progress {
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

  /** A step begins. */
  void started(RunStep step);

  /** A step is over. */
  void completed(RunStep step);
}
