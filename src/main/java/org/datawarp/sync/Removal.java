package org.datawarp.sync;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What becomes of local files whose remote copies should be equal. */
@FunctionalInterface
interface Removal {
  /** They stay. */
  Removal NONE = files -> new Removed(List.of(), Map.of());

  /**
   * What was deleted.
   *
   * @param deleted paths of files deleted
   * @param kept why files stayed, by path
   */
  record Removed(List<String> deleted, Map<String, String> kept) {
    /** Copies both. */
    public Removed {
      deleted = List.copyOf(deleted);
      kept = new TreeMap<>(kept);
    }
  }

  /** Deletes those that are proven and not needed here. */
  Removed remove(List<LocalFile> files);
}
