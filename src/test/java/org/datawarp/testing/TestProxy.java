package org.datawarp.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A small proxy: whatever host is asked for, it connects to one port of this machine. */
public final class TestProxy implements AutoCloseable {
  private final ServerSocket socket;
  private final int targetPort;
  private final String credentials;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  private TestProxy(ServerSocket socket, int targetPort, String credentials) {
    this.socket = socket;
    this.targetPort = targetPort;
    this.credentials = credentials;
  }

  /**
   * Starts a proxy.
   *
   * @param targetPort where every connection goes
   * @param credentials {@code user:password}, or empty when it asks for none
   */
  public static TestProxy start(int targetPort, String credentials) {
    try {
      TestProxy proxy =
          new TestProxy(
              new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), targetPort, credentials);
      proxy.threads.execute(proxy::listen);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the proxy's port. */
  public int port() {
    return socket.getLocalPort();
  }

  /** Returns the request lines so far. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void listen() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      OutputStream out = client.getOutputStream();
      String head = RawServer.readHead(in);
      if (head.isEmpty()) {
        return;
      }
      String line = head.substring(0, head.indexOf('\r'));
      requests.add(line);
      if (!isAllowed(head)) {
        RawServer.write(
            out,
            "HTTP/1.1 407 Who are you\nProxy-Authenticate: Basic realm=\"test\"\n"
                + "Content-Length: 0\nConnection: close\n\n");
        return;
      }
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), targetPort)) {
        if (line.startsWith("CONNECT ")) {
          RawServer.write(out, "HTTP/1.1 200 Connected\n\n");
        } else {
          String path = line.replaceFirst("^(GET|POST) https?://[^/]+", "$1 ");
          String rest = head.substring(head.indexOf("\r\n"));
          server
              .getOutputStream()
              .write(
                  (path + rest.replaceFirst("(?i)\r\nProxy-Authorization:[^\r]*", ""))
                      .getBytes(StandardCharsets.ISO_8859_1));
          server.getOutputStream().flush();
        }
        threads.execute(() -> pump(in, server));
        server.getInputStream().transferTo(out);
      }
    } catch (IOException e) {
      // one side gave up
    }
  }

  private static void pump(InputStream in, Socket server) {
    try {
      in.transferTo(server.getOutputStream());
      server.shutdownOutput();
    } catch (IOException e) {
      // one side gave up
    }
  }

  private boolean isAllowed(String head) {
    String wanted =
        "proxy-authorization: basic "
            + Base64.getEncoder()
                .encodeToString(credentials.getBytes(StandardCharsets.UTF_8))
                .toLowerCase(Locale.ROOT);
    return credentials.isEmpty() || head.toLowerCase(Locale.ROOT).contains(wanted);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
