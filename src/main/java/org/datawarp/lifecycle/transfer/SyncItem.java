package org.datawarp.lifecycle.transfer;

import java.time.Instant;
import org.datawarp.storage.object.StorageClass;

/**
 * What a sync does about one file.
 *
 * @param kind what it is
 * @param path the file, relative to the workspace; for {@link Kind#GONE} where it would be
 * @param key its key
 * @param sizeBytes its size
 * @param modifiedAt when it was changed last
 * @param storageClass how it is to be kept
 * @param why what a person should know, perhaps empty
 */
public record SyncItem(
    Kind kind,
    String path,
    String key,
    long sizeBytes,
    Instant modifiedAt,
    StorageClass storageClass,
    String why) {

  /** What can be said of a file and its key. */
  public enum Kind {
    /** Not in the store yet. */
    NEW,
    /** In the store, with this content. */
    SAME,
    /** In the store with another content, which is not overwritten. */
    CONFLICT,
    /** In the store, and damaged since it was sent. */
    DAMAGED,
    /** Sent once, and now neither in the store nor here. */
    GONE;

    /** Returns the word of plans. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
