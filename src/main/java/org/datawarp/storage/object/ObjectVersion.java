package org.datawarp.storage.object;

import org.jspecify.annotations.Nullable;

/**
 * The mark of one state of an object (S3: the ETag), for compare-and-set. It is not a hash of the
 * content.
 *
 * @param tag as the store gave it; empty where it gave none
 */
public record ObjectVersion(String tag) {
  /** Makes the version of what a store said, which may be nothing. */
  public static ObjectVersion of(@Nullable String tag) {
    return new ObjectVersion(tag == null ? "" : tag);
  }
}
