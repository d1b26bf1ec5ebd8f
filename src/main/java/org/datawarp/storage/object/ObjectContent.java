package org.datawarp.storage.object;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** The bytes to be sent; they can be read again from the start when an attempt failed. */
public interface ObjectContent {
  /** Returns how many bytes there are. */
  long sizeBytes();

  /** Opens the bytes from the start; the caller closes. */
  InputStream open() throws IOException;

  /** Builds the content of bytes in memory, which must not change. */
  static ObjectContent ofBytes(byte[] bytes) {
    return new ObjectContent() {
      @Override
      public long sizeBytes() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  /**
   * Builds the content of a part of a file.
   *
   * @param offset the first byte, from 0
   * @param sizeBytes how many bytes; a file that became shorter fails the reading
   */
  static ObjectContent ofFile(Path file, long offset, long sizeBytes) {
    return new FileSlice(file, offset, sizeBytes);
  }
}
