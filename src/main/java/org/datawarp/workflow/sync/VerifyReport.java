package org.datawarp.workflow.sync;

import java.time.Duration;
import java.util.Map;

/**
 * What a verification found.
 *
 * @param store the store's address
 * @param objects objects in the store
 * @param verified objects read back whole, with the hash they were stored with
 * @param verifiedBytes their size
 * @param damaged what is wrong, by key; what was found before and is not mended is among it
 * @param neverVerified objects that were never verified so far
 * @param requests requests made
 * @param seconds how long it took
 */
public record VerifyReport(
    String store,
    long objects,
    long verified,
    long verifiedBytes,
    Map<String, String> damaged,
    long neverVerified,
    long requests,
    Duration seconds) {}
