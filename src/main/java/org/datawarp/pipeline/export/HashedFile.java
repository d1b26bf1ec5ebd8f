package org.datawarp.pipeline.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.FileHash;

/**
 * A new file that is hashed while it is written. Closing deletes it, unless {@link #finish} ran.
 */
public final class HashedFile extends OutputStream {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final MessageDigest digest = FileHash.newDigest();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;
  private long position;
  private boolean isFinished;

  private HashedFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates a file.
   *
   * @throws StorageException if it exists or cannot be created
   */
  public static HashedFile create(Path path) {
    try {
      return new HashedFile(
          path, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** Returns the failure of a file that cannot be written. */
  public static StorageException unwritable(Path path, IOException cause) {
    return new StorageException(
        "cannot write " + path + ": " + reason(cause),
        "check the disk's free space and the folder's permissions",
        cause);
  }

  /** Returns the failure of a file that cannot be read. */
  public static StorageException unreadable(Path path, IOException cause) {
    return new StorageException(
        "cannot read " + path + ": " + reason(cause),
        "check that the file is there and that you may read it",
        cause);
  }

  public long position() {
    return position;
  }

  @Override
  public void write(int value) throws IOException {
    if (buffered == buffer.length) {
      drain();
    }
    buffer[buffered++] = (byte) value;
    position++;
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    if (buffer.length - buffered < count) {
      drain();
    }
    if (count > buffer.length) {
      send(bytes, offset, count);
    } else {
      System.arraycopy(bytes, offset, buffer, buffered, count);
      buffered += count;
    }
    position += count;
  }

  /** Forces the file to disk, after which closing keeps it; returns its SHA-256. */
  public String finish() throws IOException {
    drain();
    channel.force(true);
    isFinished = true;
    return HexFormat.of().formatHex(digest.digest());
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (!isFinished) {
        Files.deleteIfExists(path);
      }
    }
  }

  private void drain() throws IOException {
    send(buffer, 0, buffered);
    buffered = 0;
  }

  private void send(byte[] bytes, int offset, int count) throws IOException {
    digest.update(bytes, offset, count);
    ByteBuffer rest = ByteBuffer.wrap(bytes, offset, count);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  private static String reason(IOException cause) {
    String name = cause.getClass().getSimpleName();
    String text = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return cause instanceof java.nio.file.FileSystemException ? name + " " + text : text;
  }
}
