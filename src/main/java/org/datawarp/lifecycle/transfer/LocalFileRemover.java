package org.datawarp.lifecycle.transfer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What becomes of local files whose remote copies should be equal. */
public interface LocalFileRemover {
  /** They stay. */
  LocalFileRemover NONE =
      new LocalFileRemover() {
        @Override
        public Removed plan(List<LocalFile> files, List<String> staying) {
          return Removed.NOTHING;
        }

        @Override
        public Removed remove(List<LocalFile> files, List<String> staying) {
          return Removed.NOTHING;
        }
      };

  /**
   * What was deleted, or would be.
   *
   * @param deleted paths of files deleted
   * @param kept why files stayed, by path
   * @param damaged what is wrong with their objects, by path; these stayed too
   */
  record Removed(List<String> deleted, Map<String, String> kept, Map<String, String> damaged) {
    static final Removed NOTHING = new Removed(List.of(), Map.of(), Map.of());

    /** Copies all. */
    public Removed {
      deleted = List.copyOf(deleted);
      kept = new TreeMap<>(kept);
      damaged = new TreeMap<>(damaged);
    }
  }

  /**
   * Tells what would be deleted if every copy proves equal; reads no object.
   *
   * @param files the files whose copies should be equal
   * @param staying paths of files that stay whatever happens; what describes them stays too
   */
  Removed plan(List<LocalFile> files, List<String> staying);

  /** Deletes those that are proven and not needed here. */
  Removed remove(List<LocalFile> files, List<String> staying);
}
