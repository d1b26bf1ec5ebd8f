package org.datawarp.lifecycle.transfer;

import org.jspecify.annotations.Nullable;

/**
 * What became of the sync after an archive.
 *
 * @param report what was sent; null where it was put off
 * @param postponed why it was put off; null where it was not
 */
public record AutoSync(@Nullable SyncReport report, @Nullable String postponed) {}
