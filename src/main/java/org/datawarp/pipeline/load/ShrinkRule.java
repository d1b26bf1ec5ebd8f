package org.datawarp.pipeline.load;

/** What to do when a load has no rows, or less than half of those it replaces. */
public enum ShrinkRule {
  /** Refuse it. */
  REFUSE,
  /** Load it with a warning. */
  ACCEPT
}
