package org.datawarp.pipeline.compare;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A key as it can be looked up. */
record KeyBytes(byte[] bytes, int hash) {
  static KeyBytes of(EncodedRow row) {
    return new KeyBytes(row.key, Arrays.hashCode(row.key));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KeyBytes key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
