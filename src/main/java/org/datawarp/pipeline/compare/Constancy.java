package org.datawarp.pipeline.compare;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whether a column holds one value, and which. */
final class Constancy {
  private boolean isConstant = true;
  private boolean hasGaps;
  private long rows;
  private byte @Nullable [] value;

  /** Knows no rows yet. */
  Constancy() {}

  /** Knows what another one knows. */
  Constancy(Constancy other) {
    isConstant = other.isConstant;
    hasGaps = other.hasGaps;
    rows = other.rows;
    value = other.value;
  }

  void add(EncodedRows row, int label) {
    hasGaps |= row.isGap(label);
    if (!isConstant) {
      return;
    }
    rows++;
    byte[] first = value;
    if (first == null) {
      value = row.label(label);
    } else {
      isConstant = row.isLabel(label, first);
    }
  }

  /** Whether a row has no value. */
  boolean hasGaps() {
    return hasGaps;
  }

  /** Tells whether both hold one value in several rows, each another. */
  boolean isOneOf(Constancy other) {
    return isConstant
        && other.isConstant
        && rows > 1
        && other.rows > 1
        && !Arrays.equals(value, other.value);
  }

  /** The value as people read it; null for none. */
  @Nullable String text() {
    byte[] bytes = value;
    return bytes == null ? null : new CellCodec.Reader(bytes).text();
  }
}
