package org.datawarp.storage.object;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream whose bytes are counted by a flow. */
public final class CountingStream extends FilterInputStream {
  /** How much is handed on at once, so that a slow rate is an even one. */
  private static final int STEP = 1 << 16;

  private final TransferListener flow;

  public CountingStream(InputStream in, TransferListener flow) {
    super(in);
    this.flow = flow;
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    if (one >= 0) {
      flow.passed(1);
    }
    return one;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int count = super.read(bytes, from, Math.min(length, STEP));
    if (count > 0) {
      flow.passed(count);
    }
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
