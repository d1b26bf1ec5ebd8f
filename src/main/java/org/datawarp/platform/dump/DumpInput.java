package org.datawarp.platform.dump;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.datawarp.model.error.RefusedException;

/** Opens what may be a dump: compressed with gzip, or plain. */
final class DumpInput {
  private static final int MAGIC_BYTES = 5;
  private static final int BUFFER_BYTES = 1 << 16;

  private DumpInput() {}

  /**
   * Opens a file's bytes as plain SQL.
   *
   * @param file its bytes as they are; the caller closes them
   * @param name for messages
   * @param maxBytes how long it may become
   * @throws RefusedException if it is something else
   */
  static InputStream open(InputStream file, String name, long maxBytes) throws IOException {
    BufferedInputStream in = new BufferedInputStream(file, BUFFER_BYTES);
    in.mark(MAGIC_BYTES);
    byte[] magic = in.readNBytes(MAGIC_BYTES);
    in.reset();
    if (magic.length >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
      return new Limited(new GZIPInputStream(in, BUFFER_BYTES), name, maxBytes);
    }
    if (Arrays.equals(magic, new byte[] {'P', 'G', 'D', 'M', 'P'})) {
      throw new RefusedException(
          name + ", line 1: this is pg_dump's own format, not plain SQL",
          "turn it into SQL: pg_restore -f backup.sql " + name);
    }
    for (byte b : magic) {
      if (b <= 0 || (b < ' ' && b != '\n' && b != '\r' && b != '\t')) {
        throw new RefusedException(
            name + ", line 1: this is neither gzip nor SQL", "name a backup, as in backup list");
      }
    }
    return new Limited(in, name, maxBytes);
  }

  /** Ends what inflates beyond all measure. */
  private static final class Limited extends FilterInputStream {
    private final String name;
    private final long maxBytes;
    private long count;
    private long lines = 1;

    Limited(InputStream in, String name, long maxBytes) {
      super(in);
      this.name = name;
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      count += Math.max(0, read);
      if (count > maxBytes) {
        throw new RefusedException(
            name + ", after line " + lines + ": it inflates to more than " + maxBytes + " bytes",
            "this is not the backup that was made; take another");
      }
      for (int i = from; i < from + read; i++) {
        if (bytes[i] == '\n') {
          lines++;
        }
      }
      return read;
    }
  }
}
