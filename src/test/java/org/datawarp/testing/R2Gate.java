package org.datawarp.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * Stands before an S3 server and behaves as R2 does where that server is more lenient: parts of
 * equal size, one kind of checksum only, no aws-chunked bodies, no HeadBucket, and on demand a
 * second between two writes of one key. It can also fail in all the ways networks and servers do.
 *
 * <p>Source: Cloudflare's R2 documentation; domain.md, section 6.
 */
public final class R2Gate implements AutoCloseable {
  private static final Duration HOT_KEY = Duration.ofSeconds(1);
  private static final Pattern UPLOAD = Pattern.compile("[?&]uploadId=([^&]+)");
  private static final Pattern PART = Pattern.compile("[?&]partNumber=(\\d+)");

  private final ServerSocket socket;
  private final int upstreamPort;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "r2-gate");
            thread.setDaemon(true);
            return thread;
          });
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Map<Integer, Long>> parts = new ConcurrentHashMap<>();
  private final Map<String, Long> written = new ConcurrentHashMap<>();
  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private volatile Function<Request, Optional<Fault>> faults = request -> Optional.empty();
  private volatile @Nullable LongSupplier hotKeys;

  /**
   * A request.
   *
   * @param method its method
   * @param target path and query, as sent
   * @param headers its headers, names in lower case
   */
  public record Request(String method, String target, Map<String, String> headers) {
    /** Returns the path without the query. */
    public String path() {
      int query = target.indexOf('?');
      return query < 0 ? target : target.substring(0, query);
    }

    /** Returns how long its body is. */
    public long length() {
      return Long.parseLong(headers.getOrDefault("content-length", "0"));
    }

    /** Tells whether it sends a part. */
    public boolean isPart() {
      return method.equals("PUT") && target.contains("partNumber=");
    }
  }

  /**
   * How a request fails.
   *
   * @param kind what happens
   * @param number the status, or after how many bytes it happens
   * @param code the error's code in the answer; after a space, what it says
   */
  public record Fault(Kind kind, long number, String code) {
    /** The kinds. */
    public enum Kind {
      /** An error instead of the answer. */
      STATUS,
      /** The connection is cut while the request's body arrives. */
      CUT_REQUEST,
      /** The server does it, and the answer is lost. */
      LOSE_ANSWER,
      /** The connection is cut in the answer's body. */
      CUT_ANSWER,
      /** The answer's body has a byte changed. */
      DAMAGE_ANSWER,
      /** The answer has another ETag. */
      WRONG_TAG,
      /** A byte of the request's body is changed on its way, and nobody's hash tells. */
      DAMAGE_REQUEST,
      /** Something else answers: a web page, with this status. */
      PAGE,
      /** The server's clock is another, and it refuses. */
      SKEWED
    }

    /** Returns an error answer. */
    public static Fault status(int status, String code) {
      return new Fault(Kind.STATUS, status, code);
    }

    /** Returns a fault of a kind. */
    public static Fault of(Kind kind, long afterBytes) {
      return new Fault(kind, afterBytes, "");
    }
  }

  private R2Gate(ServerSocket socket, int upstreamPort) {
    this.socket = socket;
    this.upstreamPort = upstreamPort;
  }

  /** Opens a gate to a server of this machine. */
  public static R2Gate start(int upstreamPort) {
    return start(upstreamPort, 0);
  }

  /** Opens a gate on a port, 0 for a free one. */
  public static R2Gate start(int upstreamPort, int port) {
    try {
      R2Gate gate =
          new R2Gate(new ServerSocket(port, 100, InetAddress.getByName("127.0.0.1")), upstreamPort);
      gate.threads.execute(gate::listen);
      return gate;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Opens a gate that speaks TLS. */
  public static R2Gate startSecure(int upstreamPort, TestCertificate certificate) {
    try {
      ServerSocket socket =
          certificate
              .serverContext()
              .getServerSocketFactory()
              .createServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
      R2Gate gate = new R2Gate(socket, upstreamPort);
      gate.threads.execute(gate::listen);
      return gate;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns its address. */
  public String endpoint() {
    String scheme = socket instanceof SSLServerSocket ? "https" : "http";
    return scheme + "://127.0.0.1:" + socket.getLocalPort();
  }

  /** Returns its port. */
  public int port() {
    return socket.getLocalPort();
  }

  /** Lets a function choose how each request fails. */
  public void failBy(Function<Request, Optional<Fault>> chosen) {
    faults = chosen;
  }

  /** Lets everything pass again. */
  public void failNoMore() {
    faults = request -> Optional.empty();
  }

  /** Refuses two writes of one key within a second, as R2 does, by a clock of nanoseconds. */
  public void enforceHotKeys(LongSupplier nanos) {
    hotKeys = nanos;
  }

  /** Returns the requests so far: method, space, target. */
  public List<String> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** Forgets the requests so far. */
  public void forgetRequests() {
    requests.clear();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getByName("127.0.0.1"), upstreamPort)) {
      server.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(client.getInputStream(), 1 << 16);
      InputStream answers = new BufferedInputStream(server.getInputStream(), 1 << 16);
      boolean goOn = true;
      while (goOn) {
        Head head = Head.read(in);
        if (head == null) {
          return;
        }
        goOn = one(head, in, client.getOutputStream(), answers, server.getOutputStream());
      }
    } catch (IOException e) {
      return; // one side hung up; that is what the tests are about
    }
  }

  private boolean one(
      Head head, InputStream in, OutputStream out, InputStream answers, OutputStream server)
      throws IOException {
    String[] line = head.first.split(" ", 3);
    Request request = new Request(line[0], line[1], head.headers);
    requests.add(request.method() + " " + request.target());
    Optional<Fault> fault = faults.apply(request).or(() -> refusal(request));
    if (fault.isPresent()) {
      Fault.Kind kind = fault.get().kind();
      if (kind == Fault.Kind.STATUS || kind == Fault.Kind.SKEWED) {
        skip(in, request.length());
        refuse(out, request, fault.get());
        return true;
      }
      if (kind == Fault.Kind.PAGE) {
        skip(in, request.length());
        page(out, request, (int) fault.get().number());
        return true;
      }
      if (kind == Fault.Kind.CUT_REQUEST) {
        skip(in, Math.min(request.length(), fault.get().number()));
        return false;
      }
    }
    if (fault.isPresent() && fault.get().kind() == Fault.Kind.DAMAGE_REQUEST) {
      server.write(head.without("content-md5"));
      server.write(in.read() ^ 0x20);
      copy(in, server, request.length() - 1);
    } else {
      server.write(head.raw);
      copy(in, server, request.length());
    }
    server.flush();
    note(request);
    Head answer = Head.read(answers);
    if (answer == null) {
      return false;
    }
    noteEnd(request, answer);
    if (fault.isPresent() && fault.get().kind() == Fault.Kind.LOSE_ANSWER) {
      drain(request, answer, answers);
      return false;
    }
    return relay(request, answer, answers, out, fault);
  }

  private boolean relay(
      Request request, Head answer, InputStream answers, OutputStream out, Optional<Fault> fault)
      throws IOException {
    byte[] head = answer.raw;
    if (fault.isPresent() && fault.get().kind() == Fault.Kind.WRONG_TAG) {
      head =
          new String(head, StandardCharsets.ISO_8859_1)
              .replaceAll(
                  "(?i)(\r\netag: *)\"?[0-9a-f]{32}(-\\d+)?\"?",
                  "$1\"0123456789abcdef0123456789abcdef\"")
              .getBytes(StandardCharsets.ISO_8859_1);
    }
    out.write(head);
    byte[] body = hasNoBody(request, answer) ? new byte[0] : null;
    if (body == null && !answer.isChunked()) {
      long length = answer.length();
      if (fault.isPresent() && fault.get().kind() == Fault.Kind.CUT_ANSWER) {
        copy(answers, out, Math.min(length, fault.get().number()));
        out.flush();
        return false;
      }
      if (fault.isPresent() && fault.get().kind() == Fault.Kind.DAMAGE_ANSWER && length > 0) {
        long before = Math.min(length - 1, fault.get().number());
        copy(answers, out, before);
        out.write(answers.read() ^ 0x20);
        copy(answers, out, length - before - 1);
      } else {
        copy(answers, out, length);
      }
    } else if (body == null) {
      copyChunks(answers, out);
    }
    out.flush();
    return !"close".equalsIgnoreCase(answer.headers.get("connection"));
  }

  /** What R2 refuses. */
  private Optional<Fault> refusal(Request request) {
    Map<String, String> headers = request.headers();
    boolean checksum = headers.keySet().stream().anyMatch(n -> n.startsWith("x-amz-checksum-"));
    if (checksum && headers.containsKey("content-md5")) {
      return Optional.of(Fault.status(400, "InvalidRequest"));
    }
    if (headers.getOrDefault("x-amz-content-sha256", "").startsWith("STREAMING-")
        || headers.getOrDefault("content-encoding", "").contains("aws-chunked")
        || headers.containsKey("x-amz-tagging")
        || headers.containsKey("x-amz-acl")) {
      return Optional.of(Fault.status(501, "NotImplemented"));
    }
    if (request.method().equals("HEAD") && request.path().matches("/[^/]+/?")) {
      return Optional.of(Fault.status(403, "AccessDenied"));
    }
    LongSupplier nanos = hotKeys;
    if (nanos != null && request.method().equals("PUT") && !request.isPart()) {
      Long last = written.get(request.path());
      if (last != null && nanos.getAsLong() - last < HOT_KEY.toNanos()) {
        return Optional.of(Fault.status(429, "TooManyRequests"));
      }
    }
    Matcher upload = UPLOAD.matcher(request.target());
    if (!upload.find()) {
      return Optional.empty();
    }
    if (ended.contains(upload.group(1))) {
      return Optional.of(Fault.status(404, "NoSuchUpload"));
    }
    if (request.method().equals("POST") && !areEqual(upload.group(1))) {
      return Optional.of(Fault.status(400, "InvalidPart"));
    }
    return Optional.empty();
  }

  private boolean areEqual(String upload) {
    TreeMap<Integer, Long> sizes = new TreeMap<>(parts.getOrDefault(upload, Map.of()));
    if (sizes.size() < 2) {
      return true;
    }
    long first = sizes.firstEntry().getValue();
    long last = sizes.lastEntry().getValue();
    return last <= first
        && sizes.headMap(sizes.lastKey()).values().stream().allMatch(size -> size == first);
  }

  private void note(Request request) {
    Matcher upload = UPLOAD.matcher(request.target());
    Matcher part = PART.matcher(request.target());
    if (request.isPart() && upload.find() && part.find()) {
      parts
          .computeIfAbsent(upload.group(1), id -> new ConcurrentHashMap<>())
          .put(Integer.parseInt(part.group(1)), request.length());
    } else if (request.method().equals("PUT")) {
      LongSupplier nanos = hotKeys;
      written.put(request.path(), nanos == null ? 0L : nanos.getAsLong());
    }
  }

  private void noteEnd(Request request, Head answer) {
    Matcher upload = UPLOAD.matcher(request.target());
    boolean ends = request.method().equals("POST") || request.method().equals("DELETE");
    if (ends && upload.find() && answer.first.contains(" 20")) {
      ended.add(upload.group(1));
    }
  }

  private static void refuse(OutputStream out, Request request, Fault fault) throws IOException {
    boolean skewed = fault.kind() == Fault.Kind.SKEWED;
    int status = skewed ? 403 : (int) fault.number();
    String[] said = (skewed ? "RequestTimeTooSkewed" : fault.code()).split(" ", 2);
    byte[] body =
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>"
                + said[0]
                + "</Code><Message>"
                + (said.length > 1 ? said[1] : "as the test wants it")
                + "</Message></Error>")
            .getBytes(StandardCharsets.UTF_8);
    Instant date = Instant.now().minusSeconds(skewed ? fault.number() : 0);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atZone(ZoneOffset.UTC)));
    headers.put("Content-Type", "application/xml");
    headers.put("Content-Length", String.valueOf(body.length));
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Refused\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!request.method().equals("HEAD")) {
      out.write(body);
    }
    out.flush();
  }

  private static void page(OutputStream out, Request request, int status) throws IOException {
    byte[] body =
        "<!DOCTYPE html>\n<html><title>Guest Wi-Fi</title>\n".getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + " Page\r\nContent-Type: text/html; charset=utf-8\r\nETag: \"5f3e\"\r\n"
            + "Last-Modified: Mon, 23 Nov 2026 12:00:00 GMT\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    if (!request.method().equals("HEAD")) {
      out.write(body);
    }
    out.flush();
  }

  private static boolean hasNoBody(Request request, Head answer) {
    return request.method().equals("HEAD")
        || answer.first.contains(" 204 ")
        || answer.first.contains(" 304 ");
  }

  private static void drain(Request request, Head answer, InputStream answers) throws IOException {
    if (!hasNoBody(request, answer) && !answer.isChunked()) {
      skip(answers, answer.length());
    }
  }

  private static void copyChunks(InputStream in, OutputStream out) throws IOException {
    while (true) {
      String size = line(in, out);
      long length = Long.parseLong(size.replaceAll(";.*", "").strip(), 16);
      if (length == 0) {
        while (!line(in, out).isEmpty()) {
          continue; // trailers
        }
        return;
      }
      copy(in, out, length);
      line(in, out);
    }
  }

  private static String line(InputStream in, OutputStream out) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int one = in.read();
    while (one != '\n') {
      if (one < 0) {
        throw new EOFException();
      }
      line.write(one);
      one = in.read();
    }
    line.write('\n');
    line.writeTo(out);
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  private static void skip(InputStream in, long length) throws IOException {
    copy(in, OutputStream.nullOutputStream(), length);
  }

  private static void copy(InputStream in, OutputStream out, long length) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = length;
    while (left > 0) {
      int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (count < 0) {
        throw new EOFException();
      }
      out.write(buffer, 0, count);
      left -= count;
    }
  }

  /** The first line and the headers of a message, with their bytes. */
  private record Head(String first, Map<String, String> headers, byte[] raw) {
    static Head read(InputStream in) throws IOException {
      ByteArrayOutputStream raw = new ByteArrayOutputStream();
      int end = 0;
      while (end < 4) {
        int one = in.read();
        if (one < 0) {
          return null;
        }
        raw.write(one);
        boolean expected = one == (end % 2 == 0 ? '\r' : '\n');
        end = expected ? end + 1 : one == '\r' ? 1 : 0;
      }
      String[] lines = raw.toString(StandardCharsets.ISO_8859_1).split("\r\n");
      Map<String, String> headers = new HashMap<>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
      return new Head(lines[0], headers, raw.toByteArray());
    }

    byte[] without(String header) {
      return new String(raw, StandardCharsets.ISO_8859_1)
          .replaceAll("(?i)\r\n" + header + ":[^\r]*", "")
          .getBytes(StandardCharsets.ISO_8859_1);
    }

    long length() {
      return Long.parseLong(headers.getOrDefault("content-length", "0"));
    }

    boolean isChunked() {
      return headers.getOrDefault("transfer-encoding", "").contains("chunked");
    }
  }
}
