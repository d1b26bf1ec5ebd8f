package org.datawarp.storage.object.s3;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that must bring as many bytes as were promised: HTTP's own would just end. */
final class CompleteStream extends FilterInputStream {
  private long left;

  CompleteStream(InputStream in, long promised) {
    super(in);
    this.left = promised;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int count = super.read(bytes, from, length);
    if (count < 0 && left > 0) {
      throw new EOFException("the body ended " + left + " bytes early");
    }
    left -= Math.max(count, 0);
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
