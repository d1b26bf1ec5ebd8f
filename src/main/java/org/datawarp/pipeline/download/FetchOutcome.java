package org.datawarp.pipeline.download;

/** What a fetch found. */
public enum FetchOutcome {
  /** A file that was not in the cache. */
  DOWNLOADED,
  /** The file in the cache is the publisher's: it said so, or sent the same bytes again. */
  NOT_MODIFIED,
  /** The file in the cache; the publisher was not asked. */
  CACHED,
  /** Other bytes than last time at the same address; both versions are kept. */
  REVISED,
  /** The file in the cache was missing or damaged; the same bytes came again. */
  RESTORED,
  /** A file of this machine, of which the cache holds a copy. */
  LOCAL
}
