package org.datawarp.workflow.cleanup;

import java.util.List;
import org.datawarp.model.UnreadablePath;

/**
 * How many things have lost their owner.
 *
 * @param count those that a plan of a cleanup would list
 * @param unreadable files and folders that nobody could look into
 */
public record OrphanCount(long count, List<UnreadablePath> unreadable) {
  /** Copies the list. */
  public OrphanCount {
    unreadable = List.copyOf(unreadable);
  }
}
