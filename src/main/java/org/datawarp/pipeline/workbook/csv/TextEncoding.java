package org.datawarp.pipeline.workbook.csv;

import java.io.InputStream;

/** How the bytes of a text file stand for characters. */
public enum TextEncoding {
  UTF_8,
  UTF_16LE,
  UTF_16BE,
  WINDOWS_1252,
  /** UTF-8 in which single bytes are Windows-1252: files put together from both. */
  UTF_8_WITH_WINDOWS_1252;

  /**
   * Opens a stream of valid UTF-8 over bytes in this encoding, a byte order mark already left out.
   */
  InputStream toUtf8(InputStream bytes) {
    return switch (this) {
      case UTF_8 -> bytes;
      case UTF_16LE -> new Utf16Input(bytes, 0);
      case UTF_16BE -> new Utf16Input(bytes, 1);
      case WINDOWS_1252 -> new Windows1252Input(bytes, Windows1252Input.Sequences.CONVERT);
      case UTF_8_WITH_WINDOWS_1252 -> new Windows1252Input(bytes, Windows1252Input.Sequences.KEEP);
    };
  }
}
