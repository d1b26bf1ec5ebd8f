package org.datawarp.download;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the network is used.
 *
 * @param connectTimeout for one connection
 * @param readTimeout the longest silence of a server, before the headers and inside the body
 * @param maxBytes the largest file taken, as sent and as unpacked
 * @param retries attempts after the first one failed
 * @param userAgent the User-Agent header, with a contact
 * @param caBundle a PEM file of further certificate authorities, or null
 * @param environment the environment, of which {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code
 *     ALL_PROXY}, {@code NO_PROXY} (in either case) and {@code SSL_CERT_FILE} are used
 */
public record DownloadSettings(
    Duration connectTimeout,
    Duration readTimeout,
    long maxBytes,
    int retries,
    String userAgent,
    @Nullable Path caBundle,
    Map<String, String> environment) {
  private static final long DEFAULT_MAX_BYTES = 8_000_000_000L;

  /** Checks the numbers and copies the environment. */
  public DownloadSettings {
    if (connectTimeout.isNegative()
        || connectTimeout.isZero()
        || readTimeout.isNegative()
        || readTimeout.isZero()
        || maxBytes < 1
        || retries < 0) {
      throw new IllegalArgumentException("not usable as download settings");
    }
    environment = Map.copyOf(environment);
  }

  /** Builds the defaults: 20 s to connect, 60 s of silence, 8 GB, four retries. */
  public static DownloadSettings defaults(String userAgent, Map<String, String> environment) {
    return new DownloadSettings(
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        DEFAULT_MAX_BYTES,
        4,
        userAgent,
        null,
        environment);
  }

  /**
   * Returns the User-Agent of a version of the program.
   *
   * @param contact an address or URL a publisher can write to
   */
  public static String userAgent(String version, String contact) {
    String text = "datawarp/" + version + " (+" + contact + ")";
    return text.replaceAll("[^\\x20-\\x7e]", "");
  }
}
