package org.datawarp.cloud;

/**
 * A part that arrived.
 *
 * @param number from 1
 * @param sizeBytes its size
 * @param tag the store's mark of it
 */
public record UploadedPart(int number, long sizeBytes, String tag) {}
