package org.datawarp.storage.object;

import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How servers are reached. Package {@code pipeline.download} has the rules.
 *
 * @param proxy the proxy of an address, empty for a direct connection
 * @param trust the TLS context, built when a connection needs one
 */
public record HttpSettings(Function<URI, Optional<Proxy>> proxy, Supplier<SSLContext> trust) {

  /**
   * A proxy server.
   *
   * @param host its name or address
   * @param port its port
   * @param authorization the Proxy-Authorization header, or null
   */
  public record Proxy(String host, int port, @Nullable String authorization) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }
}
