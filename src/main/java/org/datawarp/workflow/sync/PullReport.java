package org.datawarp.workflow.sync;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a pull brought.
 *
 * @param store the store's address
 * @param pulled paths of files brought, each verified
 * @param pulledBytes their size
 * @param same how many were here already, with the same content
 * @param failures why others were not brought, by key
 * @param seconds how long it took
 */
public record PullReport(
    String store,
    List<String> pulled,
    long pulledBytes,
    long same,
    Map<String, String> failures,
    Duration seconds) {
  /** Copies the list. */
  public PullReport {
    pulled = List.copyOf(pulled);
  }
}
