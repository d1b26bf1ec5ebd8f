package org.datawarp.repository;

import java.util.List;
import org.datawarp.model.RunId;

/**
 * A run that did not come to its end.
 *
 * @param id the run
 * @param committed whether its transaction was committed, so that its files must be published
 * @param items what a committed run owes; empty otherwise
 */
public record UnfinishedRun(RunId id, boolean committed, List<FileOperation> items) {
  /** Copies the list. */
  public UnfinishedRun {
    items = List.copyOf(items);
  }
}
