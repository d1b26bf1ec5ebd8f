package org.datawarp.pipeline.workbook;

import java.util.Arrays;

/**
 * The shared strings of a workbook, in one slab of bytes.
 *
 * <p>Hot path: a string is a range of {@link #slab}, found by {@link #select}; no object per
 * string. Slab and index together are bounded; nothing is sized by what a file claims.
 */
public final class SharedStrings {
  private static final long SI = XmlScanner.key("si");

  /** The strings, one after the other. */
  public byte[] slab = new byte[64 << 10];

  /** The string selected last lies here. */
  public int from;

  public int to;
  private RichText.Weight weight = RichText.Weight.AS_CELL;

  private int[] ends = new int[1024];
  // Two bits a string: its weight.
  private byte[] weights = new byte[256];
  private int count;
  private int length;
  private final int maxBytes;
  private final Refusal refusal;

  public SharedStrings(ReadLimits limits, Refusal refusal) {
    this.maxBytes = limits.maxSharedStringBytes();
    this.refusal = refusal;
  }

  /** Reads the part of an XLSX that holds the strings. */
  public void read(OoxmlPackage container, String part, ReadLimits limits) {
    try (XmlScanner xml = container.xml(part)) {
      xml.root("sst");
      RichText rich =
          new RichText(xml, new ByteText(limits.maxCellBytes(), "a shared string", refusal));
      int token;
      while ((token = xml.next()) != XmlScanner.END) {
        if (token == XmlScanner.START) {
          if (xml.name == SI) {
            rich.read();
            add(rich.text.bytes, rich.text.length, rich.weight());
          } else {
            xml.skip();
          }
        }
      }
      xml.finish();
    }
  }

  /** Appends a string: valid UTF-8 with line feeds for line ends. */
  public void add(byte[] utf8, int size, RichText.Weight stringWeight) {
    if ((long) length + size + 4L * count > maxBytes) {
      throw refusal.beyond("has too many bytes of shared strings", maxBytes);
    }
    if (length + size > slab.length) {
      slab = Arrays.copyOf(slab, grown(slab.length, length + size));
    }
    System.arraycopy(utf8, 0, slab, length, size);
    length += size;
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, grown(count, count + 1));
    }
    if (count >> 2 == weights.length) {
      weights = Arrays.copyOf(weights, grown(weights.length, weights.length + 1));
    }
    weights[count >> 2] |= (byte) (stringWeight.code << ((count & 3) << 1));
    ends[count++] = length;
  }

  private int grown(int size, int atLeast) {
    return (int) Math.max(atLeast, Math.min(maxBytes, size + (long) (size >> 1) + 16));
  }

  public int count() {
    return count;
  }

  /** Selects a string; false if there is none of that index. */
  public boolean select(int index) {
    if (index < 0 || index >= count) {
      return false;
    }
    from = index == 0 ? 0 : ends[index - 1];
    to = ends[index];
    weight = RichText.Weight.of((weights[index >> 2] >> ((index & 3) << 1)) & 3);
    return true;
  }

  /** The weight of the string selected last. */
  public RichText.Weight weight() {
    return weight;
  }
}
