package org.datawarp.pipeline.download;

/** How far a fetch trusts the cache. */
public enum FetchMode {
  /** Asks the publisher whether the file is still the same; the usual way. */
  ONLINE,
  /** Uses no network; what is not in the cache is a failure. */
  OFFLINE,
  /** Transfers the file again, whatever the publisher says about it having changed. */
  FORCE
}
