package org.datawarp.storage.object;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is stored beside an object's content.
 *
 * @param sha256 the content's SHA-256, 64 hexadecimal digits, or null where it is not known before
 *     the content is sent
 * @param storageClass how it is kept
 */
public record ObjectAttributes(@Nullable String sha256, StorageClass storageClass) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** Checks the hash. */
  public ObjectAttributes {
    if (sha256 != null && !SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("not a SHA-256: " + sha256);
    }
  }

  /** Builds those of a content with this hash, kept as {@link StorageClass#STANDARD}. */
  public static ObjectAttributes of(String sha256) {
    return new ObjectAttributes(sha256, StorageClass.STANDARD);
  }
}
