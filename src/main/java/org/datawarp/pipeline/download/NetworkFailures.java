package org.datawarp.pipeline.download;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Says what a failed connection or a status means, and whether another try can help. */
final class NetworkFailures {
  private static final String CHECK_NETWORK =
      "check the network and the proxy (HTTPS_PROXY, NO_PROXY), then try again";
  private static final String LOOK_AT_PAGE =
      "publishers move and rename files: look for it on the publication's page";
  private static final String TRY_LATER = "try again later";

  /**
   * A failed attempt.
   *
   * @param message what happened, on which address
   * @param hint what to do
   * @param chances further attempts that make sense, at most the settings' number
   * @param isAbsent whether the server answered that there is nothing
   */
  record Failure(String message, String hint, int chances, boolean isAbsent) {
    Failure(String message, String hint, int chances) {
      this(message, hint, chances, false);
    }
  }

  private NetworkFailures() {}

  /** Explains a connection that failed; {@code shown} is the address as it may be shown. */
  static Failure of(IOException e, URI uri, String shown, Optional<ProxyRules.Server> proxy) {
    String host = proxy.map(ProxyRules.Server::toString).orElse(uri.getHost());
    String peer = proxy.isPresent() ? "the proxy " + host : host;
    if (e instanceof InterruptedIOException) {
      return new Failure("interrupted: " + shown, TRY_LATER, 0);
    }
    UntrustedCertificateException untrusted = find(UntrustedCertificateException.class, e);
    if (untrusted != null) {
      return new Failure(
          "TLS failed, " + untrusted.getMessage() + ": " + shown,
          "if your network vouches for it, pass its authority's PEM file with --ca-bundle FILE or"
              + " SSL_CERT_FILE",
          0);
    }
    if (find(UnresolvedAddressException.class, e) != null
        || find(UnknownHostException.class, e) != null) {
      return new Failure(
          "no such host: " + (proxy.isPresent() ? peer + ", for " + shown : shown),
          "check the address, the network and the proxy (HTTPS_PROXY, NO_PROXY)",
          1);
    }
    if (e instanceof HttpConnectTimeoutException) {
      return new Failure(peer + " does not accept connections: " + shown, CHECK_NETWORK, ALL);
    }
    if (e instanceof SlowBodyException) {
      return new Failure(
          "the server is too slow, " + e.getMessage() + ": " + shown,
          "run it again: most servers let it go on where it stopped; for a slow line raise"
              + " downloads.total_timeout_seconds",
          0);
    }
    if (e instanceof HttpTimeoutException) {
      return new Failure("timed out, " + e.getMessage() + ": " + shown, TRY_LATER, ALL);
    }
    if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
      return new Failure("cannot connect to " + peer + ": " + shown, CHECK_NETWORK, ALL);
    }
    if (e instanceof SSLHandshakeException) {
      return new Failure("TLS failed, " + reason(e) + ": " + shown, CHECK_NETWORK, 1);
    }
    Matcher cut = CUT_SHORT.matcher(reason(e));
    if (cut.find()) {
      return new Failure(
          "the connection broke after " + cut.group(2) + " of " + cut.group(1) + " bytes: " + shown,
          CHECK_NETWORK,
          ALL);
    }
    String kind = e instanceof SSLException ? "TLS failed, " : "the connection broke, ";
    return new Failure(kind + reason(e) + ": " + shown, CHECK_NETWORK, ALL);
  }

  /** What the JDK's client says of a body shorter than its Content-Length. */
  private static final Pattern CUT_SHORT =
      Pattern.compile("fixed content-length: (\\d+), bytes received: (\\d+)");

  private static final int ALL = Integer.MAX_VALUE;

  /** Explains a status other than success. */
  static Failure of(int status, String shown, Optional<ProxyRules.Server> proxy) {
    String http = " (HTTP " + status + "): " + shown;
    return switch (status) {
      case 401 ->
          new Failure(
              "a user and password are wanted" + http,
              "write them into the address, https://user:password@host/…; they are never stored",
              0);
      case 403 ->
          new Failure(
              "access refused" + http,
              "open it in a browser: it may not be published yet, or this network is blocked",
              0);
      case 404 -> new Failure("not found" + http, LOOK_AT_PAGE, 0, true);
      case 407 ->
          new Failure(
              "the proxy "
                  + proxy.map(ProxyRules.Server::toString).orElse("")
                  + " refuses these credentials"
                  + http,
              "set HTTPS_PROXY=http://user:password@host:port, special characters percent-encoded",
              0);
      case 408, 425 -> new Failure("the server gave up waiting" + http, TRY_LATER, ALL);
      case 410 -> new Failure("withdrawn by the publisher" + http, LOOK_AT_PAGE, 0, true);
      case 429 -> new Failure("too many requests for the server" + http, TRY_LATER, ALL);
      default ->
          status >= 500
              ? new Failure("the server failed" + http, TRY_LATER, ALL)
              : new Failure("unexpected answer" + http, "open the address in a browser", 0);
    };
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      return e.getClass().getSimpleName();
    }
    return message.lines().findFirst().orElse("").strip();
  }

  private static <T extends Throwable> @Nullable T find(Class<T> type, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
