package org.datawarp.workflow.archive;

import org.datawarp.lifecycle.transfer.PolicyUploadQueue;

/**
 * Where archived files go beyond {@code archive/}.
 *
 * @param store the store's address, such as {@code r2://bucket/prefix}
 * @param then what becomes of the files in {@code archive/} once the store is proven to hold them
 */
record Destination(String store, PolicyUploadQueue.Then then) {}
