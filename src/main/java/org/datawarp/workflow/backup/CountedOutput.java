package org.datawarp.workflow.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.datawarp.platform.io.FileHash;

/** Passes bytes on, counts and hashes them; leaves the stream below open. */
final class CountedOutput extends OutputStream {
  private final OutputStream out;
  private final MessageDigest digest = FileHash.newDigest();
  private long sizeBytes;

  CountedOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
    digest.update(bytes, from, length);
    sizeBytes += length;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /** Returns the SHA-256 of all bytes; once. */
  String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
