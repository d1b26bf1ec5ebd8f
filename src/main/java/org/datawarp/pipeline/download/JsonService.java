package org.datawarp.pipeline.download;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.datawarp.model.Secrets;
import org.datawarp.model.error.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * Posts JSON to a service and reads its answer, through the proxies and with the certificates that
 * downloads use. Follows no redirect: a key must not be carried elsewhere. The client is made when
 * first needed; used by one thread.
 */
public final class JsonService {
  private static final int MAX_BYTES = 2 << 20;

  private final DownloadSettings settings;
  private final ProxyRules proxies;
  private final Clock clock;
  private @Nullable HttpClient client;

  /**
   * Makes it.
   *
   * @param clock tells how long a service that names a time wants to be left alone
   */
  public JsonService(DownloadSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.proxies = new ProxyRules(settings.environment());
  }

  /** An answer that nobody wants to read: asking again would not make it shorter. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("the answer is larger than " + MAX_BYTES + " bytes");
    }
  }

  /**
   * What a service answered.
   *
   * @param status the HTTP status
   * @param retryAfter how long it asks to wait; empty where it does not
   * @param body its text
   */
  public record Reply(int status, Optional<Duration> retryAfter, String body) {}

  /**
   * Makes sure that an address can be posted to without its key travelling unprotected: by https,
   * or inside this machine and its private networks.
   *
   * @throws UsageException if it cannot
   */
  public void requireSafe(URI address) {
    String scheme = String.valueOf(address.getScheme());
    String host = address.getHost();
    if (host == null || !(scheme.equals("https") || scheme.equals("http"))) {
      throw new UsageException(
          "not an address of a service: " + Secrets.blotted(address.toString()),
          "write it as https://host/path");
    }
    if (scheme.equals("http") && !settings.privateHosts().contains(host) && !isInner(host)) {
      throw new UsageException(
          "a key would travel unprotected to " + Secrets.blotted(address.toString()),
          "use https, or a service in a private network; a host named in downloads.private_hosts"
              + " counts as one");
    }
  }

  /**
   * Posts once.
   *
   * @param timeout how long the exchange may take as a whole, its answer included
   * @throws TooLargeException if the answer is larger than two megabytes
   * @throws IOException if it fails
   */
  public Reply post(URI address, Map<String, String> headers, String json, Duration timeout)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpClients.request(address)
            .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8))
            .setHeader("User-Agent", settings.userAgent())
            .setHeader("Content-Type", "application/json")
            .setHeader("Accept", "application/json");
    headers.forEach(request::setHeader);
    proxies
        .find(address)
        .map(ProxyRules.Server::authorization)
        .ifPresent(value -> request.setHeader("Proxy-Authorization", value));
    CompletableFuture<HttpResponse<byte[]>> answer =
        client().sendAsync(request.build(), head -> new LimitedBody());
    try {
      HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Reply(
          response.statusCode(),
          response
              .headers()
              .firstValue("Retry-After")
              .flatMap(value -> RetryRules.retryAfter(value, clock.instant())),
          new String(response.body(), StandardCharsets.UTF_8));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpTimeoutException("no answer within " + timeout.toSeconds() + " s");
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

  /** Explains a failed exchange in one line, without anything that the request held. */
  public String explained(IOException failure, URI address) {
    return NetworkFailures.of(failure, address, address.toString(), proxies.find(address))
        .message();
  }

  private static boolean isInner(String host) {
    if (ProxyRules.isLoopback(host)) {
      return true;
    }
    try {
      return List.of(InetAddress.getAllByName(host.replaceAll("^\\[|]$", ""))).stream()
          .allMatch(AddressRules::isInner);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private HttpClient client() {
    if (client == null) {
      client = HttpClients.make(settings, proxies);
    }
    return client;
  }

  /** Collects a body and gives up where it is too large. */
  private static final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final List<byte[]> parts = new ArrayList<>();
    private Flow.@Nullable Subscription subscription;
    private int size;

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        if (size + (long) buffer.remaining() > MAX_BYTES) {
          if (subscription != null) {
            subscription.cancel();
          }
          body.completeExceptionally(new TooLargeException());
          return;
        }
        byte[] part = new byte[buffer.remaining()];
        buffer.get(part);
        parts.add(part);
        size += part.length;
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      ByteBuffer all = ByteBuffer.allocate(size);
      parts.forEach(all::put);
      body.complete(all.array());
    }
  }
}
