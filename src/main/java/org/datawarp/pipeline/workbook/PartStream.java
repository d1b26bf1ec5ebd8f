package org.datawarp.pipeline.workbook;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/** The inflated bytes of one part: counted, and checked against their checksum at the end. */
final class PartStream extends InputStream {
  private final InputStream in;
  private final String part;
  private final long statedCrc;
  private final OoxmlPackage container;
  private final CRC32 crc = new CRC32();
  private final byte[] single = new byte[1];

  PartStream(InputStream in, String part, long statedCrc, OoxmlPackage container) {
    this.in = in;
    this.part = part;
    this.statedCrc = statedCrc;
    this.container = container;
  }

  @Override
  public int read() {
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    int count;
    try {
      count = in.read(into, offset, length);
    } catch (IOException e) {
      throw container
          .refusal()
          .damaged("the part " + part + " is cut off or damaged (" + e.getMessage() + ")", e);
    }
    if (count < 0) {
      if (statedCrc >= 0 && crc.getValue() != statedCrc) {
        throw container.refusal().damaged("the part " + part + " does not match its checksum");
      }
    } else {
      crc.update(into, offset, count);
      container.count(count);
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
