package org.datawarp.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP or HTTPS server on loopback that answers as told and remembers what was asked. */
public final class HttpTestServer implements AutoCloseable {
  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  /** What was asked; header names in lower case. */
  public record Request(String path, Map<String, String> headers) {
    /** Returns a header, the empty string when it was not sent. */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** What is answered. */
  @FunctionalInterface
  public interface Answer {
    /** Returns the reply to one request. */
    Reply to(Request request);
  }

  /** A status, headers (name, value, name, value …) and a body. */
  public record Reply(int status, byte[] body, String... headers) {}

  private HttpTestServer(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
  }

  /** Starts a server without encryption. */
  public static HttpTestServer start() {
    try {
      return started(new HttpTestServer(HttpServer.create(anyPort(), 0), "http"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server that shows a certificate. */
  public static HttpTestServer startTls(TestCertificate certificate) {
    try {
      HttpsServer server = HttpsServer.create(anyPort(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(certificate.serverContext()));
      return started(new HttpTestServer(server, "https"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static HttpTestServer started(HttpTestServer test) {
    test.server.createContext("/", test::answer);
    test.server.setExecutor(test.threads);
    test.server.start();
    return test;
  }

  /** Returns the absolute address of a path. */
  public String url(String path) {
    return scheme + "://127.0.0.1:" + port() + path;
  }

  /** Returns the port. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Answers a path (with its query) in any way. */
  public HttpTestServer on(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  /** Answers a path with a status. */
  public HttpTestServer on(String path, int status, byte[] body, String... headers) {
    return on(path, request -> new Reply(status, body, headers));
  }

  /** Serves a file as good servers do: with an ETag, conditional requests and ranges. */
  public HttpTestServer serve(String path, byte[] body, String... headers) {
    String etag = "\"" + java.util.Arrays.hashCode(body) + "-" + body.length + "\"";
    return on(
        path,
        request -> {
          List<String> sent = new ArrayList<>(List.of("ETag", etag, "Accept-Ranges", "bytes"));
          sent.addAll(List.of(headers));
          if (request.header("If-None-Match").equals(etag)) {
            return new Reply(304, new byte[0], sent.toArray(String[]::new));
          }
          String range = request.header("Range");
          if (range.startsWith("bytes=") && request.header("If-Range").equals(etag)) {
            int from = Integer.parseInt(range.substring(6, range.length() - 1));
            sent.add("Content-Range");
            sent.add("bytes " + from + "-" + (body.length - 1) + "/" + body.length);
            byte[] rest = java.util.Arrays.copyOfRange(body, from, body.length);
            return new Reply(206, rest, sent.toArray(String[]::new));
          }
          return new Reply(200, body, sent.toArray(String[]::new));
        });
  }

  /** Returns what was asked so far, in order. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Returns the last request. */
  public Request lastRequest() {
    return requests.get(requests.size() - 1);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
      Request request = new Request(exchange.getRequestURI().toString(), headers);
      requests.add(request);
      Answer answer = answers.getOrDefault(request.path(), r -> new Reply(404, new byte[0]));
      Reply reply = answer.to(request);
      for (int i = 0; i < reply.headers().length; i += 2) {
        exchange.getResponseHeaders().add(reply.headers()[i], reply.headers()[i + 1]);
      }
      boolean isBodiless = reply.status() == 304;
      exchange.sendResponseHeaders(
          reply.status(), isBodiless || reply.body().length == 0 ? -1 : reply.body().length);
      if (!isBodiless) {
        exchange.getResponseBody().write(reply.body());
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
