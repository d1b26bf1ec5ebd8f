package org.datawarp.lifecycle.transfer;

import java.time.Duration;
import java.util.Set;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a sync.
 *
 * @param to the store's address, null for the configured one
 * @param endpoint the server's address, null for the configured one
 * @param transfers how many requests at once, null for the configured number or four
 * @param bytesPerSecond the most that travels in a second, null for no limit
 * @param maxDelete how many objects an expiry may delete, null for the usual bound
 * @param options what else is wanted
 * @param maxWait how long to wait for another sync to end
 * @param command the command, as other people are told
 */
public record SyncRequest(
    @Nullable String to,
    @Nullable String endpoint,
    @Nullable Integer transfers,
    @Nullable Long bytesPerSecond,
    @Nullable Integer maxDelete,
    Set<Option> options,
    Duration maxWait,
    String command) {
  private static final int MAX_TRANSFERS = 64;

  /** What else can be wanted. */
  public enum Option {
    /** Delete local files whose remote copies are proven. */
    DELETE_LOCAL,
    /** Show the plan and stop. */
    DRY_RUN
  }

  /** Checks the numbers. */
  public SyncRequest {
    if (transfers != null && (transfers < 1 || transfers > MAX_TRANSFERS)) {
      throw new UsageException(
          "--transfers " + transfers + " is not from 1 to " + MAX_TRANSFERS, "4 is the usual");
    }
    options = Set.copyOf(options);
  }

  /** Builds the request of a command that says nothing but its store. */
  public static SyncRequest of(@Nullable String to, @Nullable String endpoint, String command) {
    return new SyncRequest(to, endpoint, null, null, null, Set.of(), Duration.ZERO, command);
  }
}
