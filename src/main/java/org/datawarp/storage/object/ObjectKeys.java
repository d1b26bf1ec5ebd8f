package org.datawarp.storage.object;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What may be a key. */
public final class ObjectKeys {
  /** The limit of S3 and R2. */
  private static final int MAX_BYTES = 1024;

  /** Where a folder that stands in for a bucket keeps what is not an object. */
  public static final String PRIVATE = ".datawarp-store";

  private ObjectKeys() {}

  /** Tells whether a key can be kept in every kind of store. */
  public static boolean isUsable(String key) {
    return !key.isEmpty()
        && key.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
        && key.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\')
        && !key.startsWith(PRIVATE)
        && Arrays.stream(key.split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  /** Returns a key, or fails: callers make keys of checked paths. */
  public static String require(String key) {
    if (!isUsable(key)) {
      throw new IllegalArgumentException("not usable as a key: '" + key + "'");
    }
    return key;
  }
}
