package org.datawarp.pipeline.workbook.csv;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/*
 * Hot path: the whole file is looked at, eight bytes at a time, since one byte at its end can decide.
 */
/**
 * A text file's encoding.
 *
 * <p>A byte order mark decides, or the pattern of zero bytes that UTF-16 shows. Otherwise the whole
 * file counts: UTF-8 if every sequence is valid; UTF-8 with single bytes of Windows-1252 if most
 * are; else Windows-1252.
 *
 * @param encoding the encoding
 * @param markBytes the length of the byte order mark, 0 to 3
 */
public record TextProbe(TextEncoding encoding, int markBytes) {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Looks at a whole file. */
  public static TextProbe of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = new byte[BUFFER_BYTES];
      int length = in.readNBytes(bytes, 0, BUFFER_BYTES);
      TextProbe head = ofHead(bytes, length);
      return head.encoding == TextEncoding.UTF_8
          ? new TextProbe(eightBit(in, bytes, length), head.markBytes)
          : head;
    }
  }

  /** Looks at the first bytes of a file; UTF_8 then stands for all encodings of single bytes. */
  public static TextProbe ofHead(byte[] bytes, int length) {
    if (length >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf) {
      return new TextProbe(TextEncoding.UTF_8, 3);
    }
    if (length >= 2 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe) {
      return new TextProbe(TextEncoding.UTF_16LE, 2);
    }
    if (length >= 2 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff) {
      return new TextProbe(TextEncoding.UTF_16BE, 2);
    }
    int pairs = length / 2;
    int zeroFirst = 0;
    int zeroSecond = 0;
    for (int i = 0; i + 1 < length; i += 2) {
      zeroFirst += bytes[i] == 0 ? 1 : 0;
      zeroSecond += bytes[i + 1] == 0 ? 1 : 0;
    }
    // ASCII in UTF-16 is half zeros, all on one side.
    if (zeroSecond > pairs * 0.4 && zeroFirst < pairs * 0.05) {
      return new TextProbe(TextEncoding.UTF_16LE, 0);
    }
    if (zeroFirst > pairs * 0.4 && zeroSecond < pairs * 0.05) {
      return new TextProbe(TextEncoding.UTF_16BE, 0);
    }
    return new TextProbe(TextEncoding.UTF_8, 0);
  }

  /** Opens the file's text as valid UTF-8 without its byte order mark. */
  public InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      in.skipNBytes(markBytes);
    } catch (IOException e) {
      in.close();
      throw e;
    }
    return encoding.toUtf8(encoding == TextEncoding.UTF_8 ? in : new BufferedInputStream(in));
  }

  private static TextEncoding eightBit(InputStream in, byte[] bytes, int firstLength)
      throws IOException {
    long valid = 0;
    long invalid = 0;
    int length = firstLength;
    int held = 0;
    while (length > 0) {
      int end = held + length;
      int i = 0;
      held = 0;
      while (i < end) {
        while (i + 8 <= end && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
          i += 8;
        }
        while (i < end && bytes[i] >= 0) {
          i++;
        }
        if (i == end) {
          break;
        }
        int sequence = Utf8Sequences.sequenceLength(bytes, i, end);
        if (sequence == Utf8Sequences.INCOMPLETE) {
          held = end - i;
          break;
        }
        if (sequence == Utf8Sequences.INVALID) {
          invalid++;
          i++;
        } else {
          valid++;
          i += sequence;
        }
      }
      System.arraycopy(bytes, end - held, bytes, 0, held);
      length = in.readNBytes(bytes, held, bytes.length - held);
    }
    invalid += held;
    if (invalid == 0) {
      return TextEncoding.UTF_8;
    }
    return valid > invalid ? TextEncoding.UTF_8_WITH_WINDOWS_1252 : TextEncoding.WINDOWS_1252;
  }
}
