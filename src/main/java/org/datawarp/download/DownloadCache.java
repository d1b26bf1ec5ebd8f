package org.datawarp.download;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** draft. */
public final class DownloadCache {
  /** Builds the cache in its folder; nothing is created or connected before it is needed. */
  public DownloadCache(Path folder, DownloadSettings settings, Clock clock) {}

  /**
   * Gives the data file behind an address, from the cache when it is still current.
   *
   * @throws org.datawarp.error.SourceUnreadableException if a web page was sent, or an empty file
   */
  public CachedFile fetch(FetchRequest request) {
    throw new IllegalStateException(request.location());
  }

  /** Gives what is behind an address, a data file (as {@link #fetch}) or a page. */
  public Fetched fetchAny(FetchRequest request) {
    throw new IllegalStateException(request.location());
  }

  /** Lists what is in the cache, by address. */
  public List<CacheEntry> entries() {
    return List.of();
  }

  /** Notes that the files of these addresses were used now. */
  public void touch(List<String> urls) {}

  /** Builds the index again from the {@code .meta} files; returns the number of addresses. */
  public int rebuild() {
    return 0;
  }

  /** Takes a file out of the index, before its owner moves or deletes it. */
  public void forget(Path file) {}
}
