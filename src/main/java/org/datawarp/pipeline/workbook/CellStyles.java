package org.datawarp.pipeline.workbook;

import java.util.Arrays;

/**
 * The cell formats of a workbook: for each index the style bits and what its number format makes of
 * a number. Hot path: two arrays. An index that no format has is a plain cell.
 */
public final class CellStyles {
  private int[] bits = new int[64];
  private NumberFormat.Kind[] kinds = new NumberFormat.Kind[64];
  private int count;

  /** Appends a format. */
  public void add(NumberFormat format, int styleBits) {
    if (count == bits.length) {
      bits = Arrays.copyOf(bits, count * 2);
      kinds = Arrays.copyOf(kinds, count * 2);
    }
    bits[count] = styleBits | format.style();
    kinds[count++] = format.kind();
  }

  int bits(int index) {
    return index >= 0 && index < count ? bits[index] : 0;
  }

  NumberFormat.Kind kind(int index) {
    return index >= 0 && index < count ? kinds[index] : NumberFormat.Kind.NUMBER;
  }
}
