package org.datawarp.storage.object.s3;

import java.net.URI;
import java.util.Locale;
import org.datawarp.storage.object.CloudAddress;
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
public record S3Settings(
    CloudAddress address,
    URI endpoint,
    String region,
    String accessKeyId,
    String secretAccessKey,
    @Nullable String sessionToken) {
  /** Returns the server's address as it is compared: lower case, without the scheme's own port. */
  String server() {
    String scheme = endpoint.getScheme().toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? 443 : 80;
    String port =
        endpoint.getPort() < 0 || endpoint.getPort() == usual ? "" : ":" + endpoint.getPort();
    String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
    return scheme + "://" + endpoint.getHost().toLowerCase(Locale.ROOT) + port + path;
  }

  @Override
  public String toString() {
    return address + " at " + endpoint.getHost(); // never the secrets
  }
}
