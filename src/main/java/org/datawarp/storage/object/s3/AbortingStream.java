package org.datawarp.storage.object.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that, closed before its end, drops its connection instead of reading on to the end. */
final class AbortingStream extends FilterInputStream {
  private final Runnable abort;
  private boolean ended;

  AbortingStream(InputStream in, Runnable abort) {
    super(in);
    this.abort = abort;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int count = super.read(bytes, from, length);
    ended = count < 0;
    return count;
  }

  @Override
  public void close() throws IOException {
    if (ended) {
      super.close();
    } else {
      abort.run();
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
