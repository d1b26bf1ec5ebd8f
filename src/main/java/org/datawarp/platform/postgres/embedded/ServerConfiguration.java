package org.datawarp.platform.postgres.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.datawarp.model.error.DatabaseException;

/**
 * The embedded server's port and settings, written anew at each start into {@code
 * data/datawarp.conf}. A person's own settings belong into the administrator's {@code ALTER
 * SYSTEM}, which comes after.
 */
final class ServerConfiguration {
  static final String FILE = "datawarp.conf";

  /** Below the range from which systems hand out ports for outgoing connections. */
  private static final int FIRST_PORT = 20_000;

  private static final int LAST_PORT = 32_000;
  private static final int PORT_ATTEMPTS = 200;
  private static final long SMALL_SHARED_MEMORY = 512L << 20;

  private static final String ALWAYS =
      """
      # Written by datawarp at each start. Own settings: ALTER SYSTEM SET ..., as role datawarp_admin.
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      max_connections = 150
      password_encryption = scram-sha-256
      cluster_name = 'datawarp'
      timezone = 'UTC'
      log_timezone = 'UTC'

      # Durable.
      fsync = on
      full_page_writes = on
      synchronous_commit = on

      # One server, no replicas, bulk loads.
      wal_level = minimal
      max_wal_senders = 0
      wal_compression = off
      max_wal_size = 2GB
      checkpoint_timeout = 15min
      shared_buffers = 128MB
      maintenance_work_mem = 128MB
      work_mem = 16MB
      max_locks_per_transaction = 256
      jit = off

      log_destination = 'stderr'
      logging_collector = off
      log_line_prefix = '%m [%p] '
      log_statement = 'none'
      log_checkpoints = off
      log_min_error_statement = panic
      """;

  private ServerConfiguration() {}

  /** Writes the settings for a start on a port. */
  static void write(ServerFolder folder, int port) {
    String memory = isSharedMemorySmall() ? "dynamic_shared_memory_type = mmap\n" : "";
    folder.write(folder.data().resolve(FILE), ALWAYS + memory + "port = " + port + "\n");
  }

  /** Returns the port used before if it is free, else another one, and records it. */
  static int choosePort(ServerFolder folder) {
    int kept = keptPort(folder);
    if (kept > 0 && isFree(kept)) {
      return kept;
    }
    for (int i = 0; i < PORT_ATTEMPTS; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
      if (isFree(port)) {
        folder.write(folder.port(), port + "\n");
        return port;
      }
    }
    throw new DatabaseException(
        "no free port on 127.0.0.1 between " + FIRST_PORT + " and " + LAST_PORT,
        "end programs that listen there, or name an external server with --db-url");
  }

  /** Forgets the port, because something else has it after all. */
  static void forgetPort(ServerFolder folder) {
    try {
      Files.deleteIfExists(folder.port());
    } catch (IOException e) {
      throw ServerFolder.failed("removing " + folder.port(), e);
    }
  }

  /** Returns a password of 192 random bits, in letters and digits only. */
  static String newPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return java.util.HexFormat.of().formatHex(bytes);
  }

  private static int keptPort(ServerFolder folder) {
    try {
      int port = Integer.parseInt(Files.readString(folder.port(), StandardCharsets.UTF_8).strip());
      return port > 0 && port <= 65535 ? port : 0;
    } catch (IOException | NumberFormatException e) {
      // None yet, or spoilt: either way a new one is chosen.
      return 0;
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Containers often have 64 MB, which one parallel query of an analyst can use up. */
  private static boolean isSharedMemorySmall() {
    Path shared = Path.of("/dev/shm");
    try {
      return Files.isDirectory(shared)
          && Files.getFileStore(shared).getTotalSpace() < SMALL_SHARED_MEMORY;
    } catch (IOException e) {
      return true;
    }
  }
}
