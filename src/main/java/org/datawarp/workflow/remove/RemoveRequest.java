package org.datawarp.workflow.remove;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be taken out of use.
 *
 * @param selectors names of manifests, codes of sources, or globs
 * @param maxDelete how many sources may go; null for the usual limit
 * @param commandLine the command as other people are told of it
 * @param maxWait how long to wait for other runs
 */
public record RemoveRequest(
    List<String> selectors, @Nullable Integer maxDelete, String commandLine, Duration maxWait) {
  /** Copies the list. */
  public RemoveRequest {
    selectors = List.copyOf(selectors);
  }
}
