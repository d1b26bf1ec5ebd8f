package org.datawarp.storage.object;

import org.jspecify.annotations.Nullable;

/**
 * A store that something is meant for, as it is noted on disk: bucket, prefix and server.
 *
 * @param address the store's address, such as {@code r2://bucket/prefix}
 * @param endpoint the server that has the bucket; null for a folder
 * @param identity what tells the store from every other one
 */
public record Destination(String address, @Nullable String endpoint, String identity) {
  /** Returns it as it is shown: the address, and the server where there is one. */
  @Override
  public String toString() {
    return endpoint == null ? address : address + " at " + endpoint;
  }

  /** Returns the options that name it on the command line. */
  public String options() {
    return "--to " + address + (endpoint == null ? "" : " --endpoint " + endpoint);
  }
}
