package org.datawarp.workflow.sync;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a repair did, or would do.
 *
 * @param store the store's address
 * @param repaired keys of objects sent again and read back, or that would be
 * @param whole keys of objects that are whole after all
 * @param accepted keys of objects that were lost and are no more spoken of
 * @param lost why others could not be sent again, by key; they stay noted
 * @param executed whether it was carried out
 */
public record StoreRepairReport(
    String store,
    List<String> repaired,
    List<String> whole,
    List<String> accepted,
    Map<String, String> lost,
    boolean executed) {
  /** Copies the collections. */
  public StoreRepairReport {
    repaired = List.copyOf(repaired);
    whole = List.copyOf(whole);
    accepted = List.copyOf(accepted);
    lost = new TreeMap<>(lost);
  }
}
