package org.datawarp.lifecycle.transfer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.storage.object.Destination;

/** Sends what waits for other stores than the one that is synced, each file to its own. */
public final class WaitingElsewhere {
  private final PendingUploads waiting;

  public WaitingElsewhere(PendingUploads waiting) {
    this.waiting = waiting;
  }

  /**
   * What came of it.
   *
   * @param drained files sent and removed
   * @param failures what failed, by key
   * @param notes what waits on, and why
   */
  public record Outcome(long drained, Map<String, String> failures, List<String> notes) {}

  /**
   * Sends to each store.
   *
   * @param synced the store that was synced, by identity
   * @param send drains one destination
   */
  public Outcome send(String synced, Function<Destination, Outcome> send) {
    long drained = 0;
    Map<String, String> failures = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>(withoutDestination());
    for (Map.Entry<Destination, List<String>> entry : waiting.byDestination().entrySet()) {
      Destination destination = entry.getKey();
      if (destination.identity().equals(synced)) {
        continue;
      }
      try {
        Outcome outcome = send.apply(destination);
        drained += outcome.drained();
        failures.putAll(outcome.failures());
      } catch (StorageException | LockedException | UsageException e) {
        notes.add(waits(destination, entry.getValue().size()) + ": " + e.getMessage());
      }
    }
    return new Outcome(drained, failures, notes);
  }

  /** Tells what waits for other stores, without sending. */
  public List<String> notes(String synced) {
    List<String> notes = new ArrayList<>(withoutDestination());
    waiting
        .byDestination()
        .forEach(
            (destination, keys) -> {
              if (!destination.identity().equals(synced)) {
                notes.add(waits(destination, keys.size()));
              }
            });
    return notes;
  }

  private List<String> withoutDestination() {
    return waiting.destinations().entrySet().stream()
        .filter(entry -> entry.getValue() == null)
        .map(
            entry ->
                waiting.folder().resolve(entry.getKey())
                    + " waits for a store that was not noted and is not sent; if it is to stay here,"
                    + " move it to "
                    + entry.getKey()
                    + " in the workspace")
        .toList();
  }

  private static String waits(Destination destination, int files) {
    return (files == 1 ? "1 file waits for " : files + " files wait for ") + destination;
  }
}
