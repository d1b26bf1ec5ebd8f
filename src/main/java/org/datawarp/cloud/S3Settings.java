package org.datawarp.cloud;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A bucket and how one gets in.
 *
 * @param address as it is shown
 * @param endpoint the server
 * @param region the region requests are signed for
 * @param accessKeyId the key's name
 * @param secretAccessKey the key
 * @param sessionToken the token of a temporary key, or null
 */
record S3Settings(
    CloudAddress address,
    URI endpoint,
    String region,
    String accessKeyId,
    String secretAccessKey,
    @Nullable String sessionToken) {
  @Override
  public String toString() {
    return address + " at " + endpoint.getHost(); // never the secrets
  }
}
