package org.datawarp.pipeline.download;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
 * @param bodyTimeout how long one body may take as a whole
 * @param privateHosts hosts of this machine or a private network that public servers may redirect
 *     to; {@code *} for all
 */
public record DownloadSettings(
    Duration connectTimeout,
    Duration readTimeout,
    long maxBytes,
    int retries,
    String userAgent,
    @Nullable Path caBundle,
    Map<String, String> environment,
    Duration bodyTimeout,
    List<String> privateHosts) {
  private static final long DEFAULT_MAX_BYTES = 8_000_000_000L;
  private static final Duration DEFAULT_BODY_TIMEOUT = Duration.ofHours(6);

  /** Checks the numbers and copies the environment. */
  public DownloadSettings {
    if (connectTimeout.isNegative()
        || connectTimeout.isZero()
        || readTimeout.isNegative()
        || readTimeout.isZero()
        || bodyTimeout.isNegative()
        || bodyTimeout.isZero()
        || maxBytes < 1
        || retries < 0) {
      throw new IllegalArgumentException("not usable as download settings");
    }
    environment = Map.copyOf(environment);
    privateHosts = List.copyOf(privateHosts);
  }

  /** Makes settings with six hours for a body and without private hosts. */
  public DownloadSettings(
      Duration connectTimeout,
      Duration readTimeout,
      long maxBytes,
      int retries,
      String userAgent,
      @Nullable Path caBundle,
      Map<String, String> environment) {
    this(
        connectTimeout,
        readTimeout,
        maxBytes,
        retries,
        userAgent,
        caBundle,
        environment,
        DEFAULT_BODY_TIMEOUT,
        List.of());
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
