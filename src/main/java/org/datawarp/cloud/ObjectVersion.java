package org.datawarp.cloud;

/**
 * The mark of one state of an object (S3: the ETag), for compare-and-set. It is not a hash of the
 * content.
 *
 * @param tag as the store gave it
 */
public record ObjectVersion(String tag) {}
