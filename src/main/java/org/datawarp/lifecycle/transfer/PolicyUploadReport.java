package org.datawarp.lifecycle.transfer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * What became of the files that retention policies owe to one store.
 *
 * @param store the store's address
 * @param files how many files are owed
 * @param sent how many of them were sent now; the others were there already
 * @param sentBytes their size
 * @param deletedLocal paths of files deleted here, their remote copies proven
 * @param keptLocal why files stayed here that were to be deleted, by path
 * @param failures why files are not in the store, or not proven, by path; they stay owed
 * @param damaged what is wrong with copies that are not what was sent, by path
 * @param postponed why nothing was sent; null where it was tried
 */
@JsonKeys({
  "store",
  "files",
  "sent",
  "sent_bytes",
  "size_bytes",
  "deleted_local",
  "kept_local",
  "failures",
  "damaged",
  "postponed"
})
public record PolicyUploadReport(
    String store,
    long files,
    long sent,
    long sentBytes,
    List<String> deletedLocal,
    Map<String, String> keptLocal,
    Map<String, String> failures,
    Map<String, String> damaged,
    @Nullable String postponed) {
  /** Copies the collections. */
  public PolicyUploadReport {
    deletedLocal = List.copyOf(deletedLocal);
    keptLocal = new TreeMap<>(keptLocal);
    failures = new TreeMap<>(failures);
    damaged = new TreeMap<>(damaged);
  }

  /** Makes the report of one that waits. */
  public static PolicyUploadReport postponed(String store, long files, String why) {
    return new PolicyUploadReport(store, files, 0, 0, List.of(), Map.of(), Map.of(), Map.of(), why);
  }

  /** Tells whether all that was tried came out well; what waits for the network is no failure. */
  public boolean isSound() {
    return failures.isEmpty() && damaged.isEmpty();
  }

  /** Returns the size by the other name that it has. */
  long sizeBytes() {
    return sentBytes;
  }
}
