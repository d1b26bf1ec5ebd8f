package org.datawarp.pipeline.download;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.List;

/**
 * Makes the JDK's client with the proxies and certificates of the settings, and its requests: what
 * is said of proxies here must be said before the first of either.
 */
final class HttpClients {
  /*
   * The JDK withholds Basic credentials from a proxy that tunnels HTTPS unless told otherwise, and
   * it looks once, when the first request is built. Source: JDK 8u111 release notes.
   */
  static {
    String key = "jdk.http.auth.tunneling.disabledSchemes";
    if (System.getProperty(key) == null) {
      System.setProperty(key, "");
    }
  }

  private HttpClients() {}

  /** Begins a request. */
  static HttpRequest.Builder request(URI address) {
    return HttpRequest.newBuilder(address);
  }

  /** Makes a client of HTTP/1.1 that follows no redirect. */
  static HttpClient make(DownloadSettings settings, ProxyRules proxies) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(settings.connectTimeout())
        .proxy(new Selector(proxies))
        .sslContext(new TrustedCertificates(settings.caBundle(), settings.environment()).context())
        .build();
  }

  private static final class Selector extends ProxySelector {
    private final ProxyRules rules;

    Selector(ProxyRules rules) {
      this.rules = rules;
    }

    @Override
    public List<Proxy> select(URI uri) {
      return List.of(
          rules
              .find(uri)
              .map(server -> new InetSocketAddress(server.host(), server.port()))
              .map(address -> new Proxy(Proxy.Type.HTTP, address))
              .orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      // The exchange fails with the same exception, which says it.
    }
  }
}
