package org.datawarp.lifecycle.transfer;

import java.time.Instant;

/**
 * Something that was found wrong in a store and is not mended yet.
 *
 * @param store the store: its address, and its server where there is one
 * @param key the object
 * @param what what is wrong with it
 * @param foundAt when that was found
 */
public record StoreDamage(String store, String key, String what, Instant foundAt) {}
