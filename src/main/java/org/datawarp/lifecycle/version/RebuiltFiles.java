package org.datawarp.lifecycle.version;

import java.util.List;

/**
 * What became of a workspace's files when they were written anew from its database.
 *
 * @param manifests manifests written
 * @param exports exports written, byte for byte as they were
 * @param present files that were there already, as they should be
 * @param differing exports written whose bytes are not those of before, though their rows are
 * @param conflicts files that are there with other content and were left alone
 * @param missing exports that could not be written, each with the reason
 */
public record RebuiltFiles(
    int manifests,
    int exports,
    int present,
    List<String> differing,
    List<String> conflicts,
    List<String> missing) {
  /** Copies the lists. */
  public RebuiltFiles {
    differing = List.copyOf(differing);
    conflicts = List.copyOf(conflicts);
    missing = List.copyOf(missing);
  }

  /** Tells whether everything is as it was. */
  public boolean isComplete() {
    return differing.isEmpty() && conflicts.isEmpty() && missing.isEmpty();
  }
}
