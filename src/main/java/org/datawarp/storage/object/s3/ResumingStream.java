package org.datawarp.storage.object.s3;

import java.io.IOException;
import java.io.InputStream;

/** A body that goes on where it broke off, from the same version of the object. */
final class ResumingStream extends InputStream {
  /** Breaks without a byte between them after which the stream gives up. */
  private static final int MAX_BREAKS = 5;

  private final Reconnect reconnect;
  private final Retrier attempts;
  private InputStream body;
  private long position;
  private int breaks;

  /** Opens the body again. */
  @FunctionalInterface
  interface Reconnect {
    InputStream from(long position, IOException cause) throws Retrier.FailedAttemptException;
  }

  ResumingStream(InputStream body, long position, Reconnect reconnect, Retrier attempts) {
    this.body = body;
    this.position = position;
    this.reconnect = reconnect;
    this.attempts = attempts;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    while (true) {
      try {
        int count = body.read(bytes, from, length);
        if (count > 0) {
          position += count;
          breaks = 0;
        }
        return count;
      } catch (IOException e) {
        breaks++;
        if (breaks > MAX_BREAKS) {
          throw e;
        }
        goOn(e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }

  private void goOn(IOException broken) throws IOException {
    try {
      body.close();
    } catch (IOException e) {
      broken.addSuppressed(e);
    }
    body = attempts.run(number -> reconnect.from(position, broken));
  }
}
