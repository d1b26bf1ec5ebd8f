package org.datawarp.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that writes whatever bytes a test wants, for answers that no honest server gives. */
public final class RawServer implements AutoCloseable {
  private static final int ANSWER_TAKEN_MILLIS = 100;

  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> heads = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Script script;

  /** Answers the connections, one after the other or at once. */
  @FunctionalInterface
  public interface Script {
    /**
     * Answers one request; the connection is closed afterwards.
     *
     * @param number how many requests came before this one
     * @param head the request's lines
     * @param out where bytes go
     */
    void answer(int number, String head, OutputStream out) throws IOException;
  }

  private RawServer(ServerSocket socket, Script script) {
    this.socket = socket;
    this.script = script;
  }

  /** Starts a server. */
  public static RawServer start(Script script) {
    try {
      RawServer server =
          new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
      server.threads.execute(server::listen);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the absolute address of a path. */
  public String url(String path) {
    return "http://127.0.0.1:" + socket.getLocalPort() + path;
  }

  /** Returns the heads of the requests so far. */
  public List<String> heads() {
    return List.copyOf(heads);
  }

  /** Writes text as ISO-8859-1, each {@code \n} as the CRLF of HTTP. */
  public static void write(OutputStream out, String text) throws IOException {
    out.write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Keeps a connection open, saying nothing, until the server is closed. */
  public void fallSilent() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads the head of a request; empty when the connection ended. */
  static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int value = in.read();
      if (value < 0) {
        return "";
      }
      head.append((char) value);
    }
    return head.toString();
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

  private void serve(Socket connection) {
    try (connection;
        OutputStream out = connection.getOutputStream();
        InputStream in = new BufferedInputStream(connection.getInputStream())) {
      String head = readHead(in);
      if (!head.isEmpty()) {
        int number;
        synchronized (heads) {
          number = heads.size();
          heads.add(head);
        }
        script.answer(number, head, out);
        awaitClient(connection, in);
      }
    } catch (IOException e) {
      // the client gave up, as tests let it
    }
  }

  /**
   * Lets the client take the answer before the connection ends: the JDK's client asks again by
   * itself when the end reaches it together with the first bytes.
   */
  private static void awaitClient(Socket connection, InputStream in) throws IOException {
    connection.setSoTimeout(ANSWER_TAKEN_MILLIS);
    try {
      in.read();
    } catch (SocketTimeoutException e) {
      // it has had its time
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
