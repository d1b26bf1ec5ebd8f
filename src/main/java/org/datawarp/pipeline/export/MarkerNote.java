package org.datawarp.pipeline.export;

import org.jspecify.annotations.Nullable;

/**
 * What a shorthand in the marker columns means.
 *
 * @param token as printed in the cells
 * @param kind its class, such as {@code SUPPRESSED}
 * @param meaning in the publisher's words; empty where unknown
 * @param period the stored form of the period it was explained for; null where there is none
 */
public record MarkerNote(String token, String kind, String meaning, @Nullable String period) {}
