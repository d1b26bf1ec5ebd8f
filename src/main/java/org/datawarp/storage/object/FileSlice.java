package org.datawarp.storage.object;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A part of a file as content. */
public record FileSlice(Path file, long offset, long sizeBytes) implements ObjectContent {
  @Override
  public InputStream open() throws IOException {
    return new SliceStream(FileChannel.open(file, StandardOpenOption.READ), offset, sizeBytes);
  }

  private static final class SliceStream extends InputStream {
    private final FileChannel channel;
    private long position;
    private long left;

    SliceStream(FileChannel channel, long position, long left) {
      this.channel = channel;
      this.position = position;
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      if (length == 0) {
        return 0;
      }
      int count =
          channel.read(ByteBuffer.wrap(bytes, from, (int) Math.min(length, left)), position);
      if (count < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      position += count;
      left -= count;
      return count;
    }

    @Override
    public int available() {
      return (int) Math.min(left, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
