package org.datawarp.pipeline.workbook.csv;

import java.io.IOException;
import java.io.InputStream;

/** A stream of UTF-8 made from bytes in another encoding, in constant memory. */
abstract class TranscodingInput extends InputStream {
  private static final int CHUNK = 1 << 15;

  /** The longest sequence that a conversion looks at. */
  static final int LOOK_AHEAD = 4;

  private final InputStream source;
  private final byte[] chunk = new byte[CHUNK];
  private int chunkLength;
  private boolean sourceEnded;
  // Each input byte becomes at most three.
  private final byte[] ready = new byte[CHUNK * 3];
  private int readyStart;
  private int readyEnd;

  TranscodingInput(InputStream source) {
    this.source = source;
  }

  /**
   * Converts a piece.
   *
   * @param last whether nothing follows; otherwise at most {@link #LOOK_AHEAD} bytes may be left
   * @return how many bytes of the piece were used; the output was put by {@link #put}
   */
  abstract int convert(byte[] bytes, int length, boolean last);

  /** Appends a character to the output; a surrogate becomes U+FFFD. */
  final void put(int character) {
    int c = character >= 0xd800 && character <= 0xdfff ? 0xfffd : character;
    if (c < 0x80) {
      ready[readyEnd++] = (byte) c;
    } else if (c < 0x800) {
      ready[readyEnd++] = (byte) (0xc0 | c >> 6);
      ready[readyEnd++] = (byte) (0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
      ready[readyEnd++] = (byte) (0xe0 | c >> 12);
      ready[readyEnd++] = (byte) (0x80 | (c >> 6 & 0x3f));
      ready[readyEnd++] = (byte) (0x80 | (c & 0x3f));
    } else {
      ready[readyEnd++] = (byte) (0xf0 | c >> 18);
      ready[readyEnd++] = (byte) (0x80 | (c >> 12 & 0x3f));
      ready[readyEnd++] = (byte) (0x80 | (c >> 6 & 0x3f));
      ready[readyEnd++] = (byte) (0x80 | (c & 0x3f));
    }
  }

  /** Appends bytes that are UTF-8 already. */
  final void putBytes(byte[] bytes, int offset, int length) {
    System.arraycopy(bytes, offset, ready, readyEnd, length);
    readyEnd += length;
  }

  @Override
  public final int read() throws IOException {
    return fill() ? ready[readyStart++] & 0xff : -1;
  }

  @Override
  public final int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, readyEnd - readyStart);
    System.arraycopy(ready, readyStart, target, offset, count);
    readyStart += count;
    return count;
  }

  private boolean fill() throws IOException {
    while (readyStart == readyEnd) {
      if (sourceEnded) {
        return false;
      }
      int wanted = CHUNK - chunkLength;
      int read = source.readNBytes(chunk, chunkLength, wanted);
      sourceEnded = read < wanted;
      chunkLength += read;
      readyStart = 0;
      readyEnd = 0;
      int used = convert(chunk, chunkLength, sourceEnded);
      chunkLength -= used;
      System.arraycopy(chunk, used, chunk, 0, chunkLength);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
