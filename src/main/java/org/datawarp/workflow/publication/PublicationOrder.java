package org.datawarp.workflow.publication;

import java.time.Duration;
import java.util.Set;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.lifecycle.refresh.RefreshRequest.ReplacedGoes;
import org.jspecify.annotations.Nullable;

/**
 * What a refresh of publications is asked to do.
 *
 * @param publication the one; null for all that are registered
 * @param wanted which issues
 * @param replaced where what is replaced goes
 * @param options switches for each issue's refresh
 * @param maxWait how long each waits for another run of its manifest
 */
public record PublicationOrder(
    @Nullable String publication,
    Wanted wanted,
    ReplacedGoes replaced,
    Set<Option> options,
    Duration maxWait) {
  /** Copies the set. */
  public PublicationOrder {
    options = Set.copyOf(options);
  }

  /** Which issues are wanted. */
  public enum Wanted {
    /** Those due or published and not here, and those here that may have been revised. */
    DUE,
    /** All that are not here. */
    ALL_MISSING
  }
}
