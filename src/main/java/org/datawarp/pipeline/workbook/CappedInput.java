package org.datawarp.pipeline.workbook;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Inflated XML that stops at a limit, in all and between two of the parser's events.
 *
 * <p>The second limit keeps one endless attribute from filling the memory. The failure is thrown as
 * it is, since XML parsers wrap only I/O failures.
 */
public final class CappedInput extends FilterInputStream {
  private static final long MAX_EVENT_BYTES = 16 << 20;

  private final long maxBytes;
  private final String displayName;
  private long bytes;
  private long eventStart;
  private final @Nullable CellSink sink;

  /** Wraps a stream; the sink is told what is read, unless it is null. */
  public CappedInput(InputStream in, long maxBytes, String displayName, @Nullable CellSink sink) {
    super(in);
    this.maxBytes = maxBytes;
    this.displayName = displayName;
    this.sink = sink;
  }

  /** Returns how many bytes were read. */
  public long bytesRead() {
    return bytes;
  }

  /** Says that the parser has come out with something. */
  public void eventSeen() {
    eventStart = bytes;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    count(Math.max(read, 0));
    return read;
  }

  private void count(int read) {
    bytes += read;
    if (sink != null) {
      sink.contentRead(read);
    }
    if (bytes > maxBytes) {
      throw Unreadable.beyondLimit(displayName, "unpacks to more than " + maxBytes + " bytes");
    }
    if (bytes - eventStart > MAX_EVENT_BYTES) {
      throw Unreadable.beyondLimit(
          displayName, "holds one XML tag or text of more than " + MAX_EVENT_BYTES + " bytes");
    }
  }
}
