package org.datawarp.platform.dump;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.datawarp.platform.io.FileHash;

/**
 * The count and hash of rows as COPY writes them, whatever their order: the sum modulo 2^128 of the
 * first half of each line's SHA-256. Every column counts. Not thread-safe.
 */
final class RowsDigest {
  private final MessageDigest digest = FileHash.newDigest();
  private final byte[] result = new byte[32];
  private long high;
  private long low;
  private long rows;
  private boolean partial;

  /** Adds bytes of lines; a line may come in pieces and ends with its newline. */
  void add(byte[] bytes, int from, int length) {
    int start = from;
    int end = from + length;
    for (int i = from; i < end; i++) {
      if (bytes[i] == '\n') {
        digest.update(bytes, start, i - start);
        endRow();
        start = i + 1;
        partial = false;
      }
    }
    if (start < end) {
      digest.update(bytes, start, end - start);
      partial = true;
    }
  }

  /** Adds one whole line that ends with its newline, quicker. */
  void addRow(byte[] line) {
    if (partial || line.length == 0 || line[line.length - 1] != '\n') {
      add(line, 0, line.length);
      return;
    }
    digest.update(line, 0, line.length - 1);
    endRow();
  }

  long rowCount() {
    return rows;
  }

  /** Returns the hash as 32 hexadecimal digits; all zeros where there are no rows. */
  String hex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }

  private void endRow() {
    try {
      digest.digest(result, 0, result.length);
    } catch (java.security.DigestException e) {
      throw new IllegalStateException("SHA-256 is 32 bytes", e);
    }
    long sum = low + longAt(8);
    high += longAt(0) + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    low = sum;
    rows++;
  }

  private long longAt(int index) {
    long value = 0;
    for (int i = index; i < index + 8; i++) {
      value = value << 8 | (result[i] & 0xff);
    }
    return value;
  }
}
