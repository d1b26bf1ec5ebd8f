package org.datawarp.journal;

import java.util.List;

/**
 * A run that did not come to its end.
 *
 * @param id the run
 * @param committed whether its transaction was committed, so that its files must be published
 * @param items what a committed run owes; empty otherwise
 */
public record UnfinishedRun(RunId id, boolean committed, List<PublishItem> items) {
  /** Copies the list. */
  public UnfinishedRun {
    items = List.copyOf(items);
  }
}
