package org.datawarp.app;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Speaks as much of PostgreSQL's protocol as a session needs in which no query finds a row, so that
 * training meets the driver's classes without a database. The first client is asked for a password
 * and refused once it has answered; the others are let in.
 *
 * <p>Source: PostgreSQL's documentation, chapter "Frontend/Backend Protocol".
 */
final class TrainingServer implements AutoCloseable {
  private static final int PROTOCOL_3 = 196608;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;

  /**
   * Who says nothing for so long is left: a driver that expects other answers would wait for ever.
   */
  private static final int PATIENCE_MILLIS = 5_000;

  private final ServerSocket socket;
  private boolean isFirst = true;

  private TrainingServer(ServerSocket socket) {
    this.socket = socket;
  }

  /** Starts one on a free port of this machine. */
  static TrainingServer start() throws IOException {
    TrainingServer server =
        new TrainingServer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    Thread thread = new Thread(server::serve, "training-server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  /** Returns the address of a database on it. */
  String url() {
    return "postgresql://training:training@127.0.0.1:"
        + socket.getLocalPort()
        + "/training?sslmode=disable";
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        new Session(client).serve(isFirst);
      } catch (IOException e) {
        continue; // a client that hung up, or the end
      }
      isFirst = false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** One client. */
  private static final class Session {
    private final DataInputStream in;
    private final DataOutputStream out;
    private char state = 'I';
    private String tag = "";

    Session(Socket client) throws IOException {
      client.setSoTimeout(PATIENCE_MILLIS);
      in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
      out = new DataOutputStream(client.getOutputStream());
    }

    void serve(boolean asksPassword) throws IOException {
      while (startup() != PROTOCOL_3) {
        out.write('N'); // neither TLS nor GSS
      }
      if (asksPassword) {
        refuse();
        return;
      }
      send('R', 0, "");
      send('S', "server_version\0" + "18.0\0");
      send('S', "client_encoding\0UTF8\0");
      send('S', "integer_datetimes\0on\0");
      send('S', "standard_conforming_strings\0on\0");
      send('S', "TimeZone\0UTC\0");
      ready();
      for (int kind = in.read(); kind >= 0 && kind != 'X'; kind = in.read()) {
        answer(kind, new String(rest(), StandardCharsets.UTF_8));
      }
    }

    private int startup() throws IOException {
      byte[] message = new byte[in.readInt() - Integer.BYTES];
      in.readFully(message);
      return ByteBuffer.wrap(message).getInt();
    }

    private byte[] rest() throws IOException {
      byte[] rest = new byte[in.readInt() - Integer.BYTES];
      in.readFully(rest);
      return rest;
    }

    private void refuse() throws IOException {
      send('R', SASL, "SCRAM-SHA-256\0\0");
      in.read();
      String first = new String(rest(), StandardCharsets.UTF_8);
      String nonce = first.substring(first.lastIndexOf("r=") + 2);
      send('R', SASL_CONTINUE, "r=" + nonce + "training,s=dHJhaW5pbmc=,i=4096");
      in.read();
      rest();
      send('E', "SFATAL\0VFATAL\0C28P01\0Mtraining\0\0");
    }

    private void answer(int kind, String text) throws IOException {
      switch (kind) {
        case 'Q' -> {
          understand(text);
          if (hasRows()) {
            rows();
          }
          send('C', tag + "\0");
          ready();
        }
        case 'P' -> {
          understand(text.substring(text.indexOf('\0') + 1));
          send('1', "");
        }
        case 'B' -> send('2', "");
        case 'D' -> {
          if (text.startsWith("S")) {
            send('t', "\0\0");
          }
          if (hasRows()) {
            rows();
          } else {
            send('n', "");
          }
        }
        case 'E' -> send('C', tag + "\0");
        case 'C' -> send('3', "");
        case 'S' -> ready();
        default -> {}
      }
    }

    /** Takes the first word of a statement, and with it whether a transaction is open. */
    private void understand(String sql) {
      String word = sql.strip().split("[^A-Za-z]", 2)[0].toUpperCase(Locale.ROOT);
      tag =
          switch (word) {
            case "BEGIN", "COMMIT", "ROLLBACK", "SET" -> word;
            default -> "SELECT 0";
          };
      state =
          word.equals("BEGIN")
              ? 'T'
              : word.equals("COMMIT") || word.equals("ROLLBACK") ? 'I' : state;
    }

    private boolean hasRows() {
      return tag.equals("SELECT 0");
    }

    /** Says that there are rows without a column. */
    private void rows() throws IOException {
      send('T', "\0\0");
    }

    private void ready() throws IOException {
      send('Z', String.valueOf(state));
      out.flush();
    }

    private void send(int kind, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      out.write(kind);
      out.writeInt(Integer.BYTES + bytes.length);
      out.write(bytes);
    }

    private void send(int kind, int code, String body) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream message = new DataOutputStream(bytes);
      message.writeInt(code);
      message.write(body.getBytes(StandardCharsets.UTF_8));
      send(kind, bytes.toString(StandardCharsets.ISO_8859_1));
    }
  }
}
