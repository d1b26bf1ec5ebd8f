package org.datawarp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/**
 * A server that speaks S3, in this JVM: S3Proxy over a folder, with signatures checked. Its objects
 * are the files of that folder, so that a test can damage one.
 */
public final class S3Server implements AutoCloseable {
  /** The key's name it knows. */
  public static final String KEY_ID = "testkeyid0123456789";

  /** The secret it knows; no output of any command may hold it. */
  public static final String SECRET = "TESTSECRETneverShown/abcdefghijk+0123456789";

  private final S3Proxy proxy;
  private final Path folder;

  private S3Server(S3Proxy proxy, Path folder) {
    this.proxy = proxy;
    this.folder = folder;
  }

  /** Starts a server over a folder, with a bucket. */
  public static S3Server start(Path folder, String bucket) {
    return start(folder, bucket, 0);
  }

  /** Starts a server that compares nothing: neither signatures nor what they cover. */
  public static S3Server startCareless(Path folder, String bucket) {
    return start(folder, bucket, 0, AuthenticationType.NONE);
  }

  /** Starts a server on a port, 0 for a free one. */
  public static S3Server start(Path folder, String bucket, int port) {
    return start(folder, bucket, port, AuthenticationType.AWS_V4);
  }

  private static S3Server start(
      Path folder, String bucket, int port, AuthenticationType authentication) {
    try {
      Files.createDirectories(folder);
      BlobStore store = new FilesystemNio2BlobStore(folder.toString());
      S3Proxy.Builder builder = S3Proxy.builder();
      if (authentication != AuthenticationType.NONE) {
        builder.awsAuthentication(authentication, KEY_ID, SECRET);
      }
      S3Proxy proxy =
          builder
              .endpoint(URI.create("http://127.0.0.1:" + port))
              .v4MaxNonChunkedRequestSize(64L << 20)
              .ignoreUnknownHeaders(true)
              .blobStore(store)
              .build();
      proxy.start();
      if (!store.containerExists(bucket)) {
        store.createContainer(bucket);
      }
      return new S3Server(proxy, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy does not start", e);
    }
  }

  /**
   * Runs a server until the program is ended: a folder, a bucket, a port and a gate's port. The
   * gate enforces R2's rules; 0 leaves it out.
   */
  public static void main(String[] arguments) throws InterruptedException {
    S3Server server = start(Path.of(arguments[0]), arguments[1], Integer.parseInt(arguments[2]));
    int gatePort = Integer.parseInt(arguments[3]);
    String endpoint =
        gatePort == 0 ? server.endpoint() : R2Gate.start(server.port(), gatePort).endpoint();
    System.out.println("ready " + endpoint);
    Thread.currentThread().join();
  }

  /** Returns its port. */
  public int port() {
    return proxy.getPort();
  }

  /** Returns its address. */
  public String endpoint() {
    return "http://127.0.0.1:" + port();
  }

  /** Returns the file of an object. */
  public Path file(String bucket, String key) {
    return folder.resolve(bucket).resolve(key);
  }

  @Override
  public void close() {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException("S3Proxy does not stop", e);
    }
  }
}
