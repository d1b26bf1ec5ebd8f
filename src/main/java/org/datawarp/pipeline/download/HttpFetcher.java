package org.datawarp.pipeline.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * Sends GET requests, follows redirects and keeps to two connections a host. The client is built on
 * first use; safe for several threads.
 *
 * <p>Redirects are followed by hand, at most ten: only to http and https, never from https to http
 * (unless to this machine), from a public server never to a private network, and a password is
 * never carried to another origin. HTTP/1.1 only: one file a connection gains nothing from
 * multiplexing, and a stalled stream then stalls no other.
 */
final class HttpFetcher {
  private static final int MAX_REDIRECTS = 10;
  private static final int CONNECTIONS_PER_HOST = 2;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final DownloadSettings settings;
  private final ProxyRules proxies;
  private final AddressRules addresses;
  private final ConcurrentHashMap<String, Semaphore> slots = new ConcurrentHashMap<>();
  private @Nullable HttpClient client;

  HttpFetcher(DownloadSettings settings, AddressRules addresses) {
    this.settings = settings;
    this.addresses = addresses;
    this.proxies = new ProxyRules(settings.environment());
  }

  /** Returns the proxy that an address is reached through. */
  Optional<ProxyRules.Server> proxyOf(URI uri) {
    return proxies.find(uri);
  }

  /**
   * Sends one request and follows its redirects.
   *
   * @throws IOException if the connection fails; whether it is worth another try is {@link
   *     NetworkFailures}' to say
   * @throws SourceUnavailableException if the redirects lead nowhere
   */
  HttpReply get(Location.Remote location, Map<String, String> headers)
      throws IOException, InterruptedException {
    Set<String> visited = new HashSet<>();
    Location.Remote next = location;
    while (true) {
      if (!visited.add(next.uri().toString())) {
        throw new SourceUnavailableException(
            "the address redirects in a circle: " + location.key(),
            "open it in a browser to see where it leads");
      }
      HttpReply reply = send(next, headers);
      if (!REDIRECTS.contains(reply.status())) {
        return reply;
      }
      String target = reply.header("Location").orElse("");
      reply.close();
      if (visited.size() > MAX_REDIRECTS) {
        throw new SourceUnavailableException(
            "more than " + MAX_REDIRECTS + " redirects: " + location.key(),
            "open it in a browser to see where it leads");
      }
      next = redirect(next, target);
    }
  }

  private Location.Remote redirect(Location.Remote from, String target) {
    Location.Remote to = targetOf(from, target);
    addresses.requireAllowed(
        from.uri().getHost(), to.uri().getHost(), from.key() + " redirects to " + to.key());
    boolean losesEncryption =
        from.uri().getScheme().equals("https") && to.uri().getScheme().equals("http");
    if (losesEncryption && !ProxyRules.isLoopback(to.uri().getHost())) {
      throw new SourceUnavailableException(
          from.key() + " redirects from https to http, which is not followed: " + to.key(),
          "use that address yourself if its content may travel unprotected");
    }
    boolean isSameOrigin =
        from.uri().getScheme().equals(to.uri().getScheme())
            && from.uri().getRawAuthority().equals(to.uri().getRawAuthority());
    return isSameOrigin && from.authorization() != null && to.authorization() == null
        ? new Location.Remote(to.uri(), from.authorization(), to.key())
        : to;
  }

  private static Location.Remote targetOf(Location.Remote from, String target) {
    try {
      if (target.isBlank()) {
        throw new UsageException("the redirect names no target", null);
      }
      return Location.parseRemote(Links.resolve(from.uri(), target));
    } catch (UsageException e) {
      throw new SourceUnavailableException(
          from.key() + " redirects to where no file can be: " + e.getMessage(),
          "open it in a browser to see where it leads",
          e);
    }
  }

  private HttpReply send(Location.Remote location, Map<String, String> headers)
      throws IOException, InterruptedException {
    URI uri = location.uri();
    HttpRequest.Builder request =
        HttpClients.request(uri)
            .GET()
            .setHeader("User-Agent", settings.userAgent())
            .setHeader("Accept", "*/*")
            .setHeader("Accept-Encoding", "identity");
    headers.forEach(request::setHeader);
    if (location.authorization() != null) {
      request.setHeader("Authorization", location.authorization());
    }
    Optional<ProxyRules.Server> proxy = proxies.find(uri);
    proxy
        .map(ProxyRules.Server::authorization)
        .ifPresent(value -> request.setHeader("Proxy-Authorization", value));
    String origin = uri.getHost() + ":" + ProxyRules.portOf(uri);
    Semaphore slot = slots.computeIfAbsent(origin, key -> new Semaphore(CONNECTIONS_PER_HOST));
    slot.acquire();
    boolean isHandedOver = false;
    try {
      HttpResponse<InputStream> response = exchange(request.build());
      isHandedOver = true;
      return new HttpReply(
          location, response.statusCode(), response.headers(), response.body(), slot);
    } finally {
      if (!isHandedOver) {
        slot.release();
      }
    }
  }

  /** Waits for the headers; the body's reads time out by themselves. */
  private HttpResponse<InputStream> exchange(HttpRequest request)
      throws IOException, InterruptedException {
    Duration patience = settings.connectTimeout().plus(settings.readTimeout());
    CompletableFuture<HttpResponse<InputStream>> answer =
        client()
            .sendAsync(
                request, head -> new StreamingBody(settings.readTimeout(), settings.bodyTimeout()));
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("no answer within " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("the HTTP client failed", e.getCause());
    }
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client = HttpClients.make(settings, proxies);
    }
    return client;
  }
}
