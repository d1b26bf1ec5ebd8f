package org.datawarp.pipeline.workbook.zip;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Opens ZIPs by their central directory, unless it is so long that holding it would fill the
 * memory.
 *
 * <p>Source: APPNOTE.TXT 6.3.10 (PKWARE), 4.3.12 to 4.3.16.
 */
public final class ZipFiles {
  /** About 600 bytes of memory each. */
  private static final int MAX_ENTRIES = 200_000;

  private static final int END_BYTES = 22;
  private static final int MAX_COMMENT_BYTES = 0xffff;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int ZIP64_LOCATOR_SIGNATURE = 0x07064b50;
  private static final int ZIP64_LOCATOR_BYTES = 20;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int ENTRY_BYTES = 46;

  private ZipFiles() {}

  /**
   * Opens a ZIP.
   *
   * @throws IOException if the disk fails, or the directory is missing, damaged or too long
   */
  public static ZipFile open(Path file) throws IOException {
    requireShortDirectory(file);
    try {
      return ZipFile.builder().setPath(file).setIgnoreLocalFileHeader(true).get();
    } catch (IllegalArgumentException e) {
      throw new ZipException("its directory contradicts itself: " + e.getMessage());
    }
  }

  private static void requireShortDirectory(Path file) throws IOException {
    long start = directoryStart(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      in.skipNBytes(start);
      byte[] header = new byte[ENTRY_BYTES];
      ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
      int entries = 0;
      while (in.readNBytes(header, 0, ENTRY_BYTES) == ENTRY_BYTES
          && fields.getInt(0) == ENTRY_SIGNATURE) {
        if (++entries > MAX_ENTRIES) {
          throw new ZipException("it has more than " + MAX_ENTRIES + " members");
        }
        in.skipNBytes(
            Short.toUnsignedInt(fields.getShort(28))
                + Short.toUnsignedInt(fields.getShort(30))
                + Short.toUnsignedInt(fields.getShort(32)));
      }
    }
  }

  private static long directoryStart(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      int tailBytes = (int) Math.min(size, END_BYTES + MAX_COMMENT_BYTES + ZIP64_LOCATOR_BYTES);
      ByteBuffer tail = read(channel, size - tailBytes, tailBytes);
      for (int i = tailBytes - END_BYTES; i >= 0; i--) {
        if (tail.getInt(i) == END_SIGNATURE) {
          long start = Integer.toUnsignedLong(tail.getInt(i + 16));
          int locator = i - ZIP64_LOCATOR_BYTES;
          if (locator >= 0 && tail.getInt(locator) == ZIP64_LOCATOR_SIGNATURE) {
            start = read(channel, tail.getLong(locator + 8), 56).getLong(48);
          }
          if (start < 0 || start > size) {
            throw new ZipException("its directory lies outside the file");
          }
          return start;
        }
      }
      throw new ZipException("its directory is missing");
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    if (position < 0) {
      throw new ZipException("its directory lies outside the file");
    }
    long at = position;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw new ZipException("its directory is cut off");
      }
      at += read;
    }
    return buffer;
  }
}
