package org.datawarp.manifest;

import org.jspecify.annotations.Nullable;

/**
 * One file of a manifest.
 *
 * @param url where it came from
 * @param sha256 the SHA-256 of its bytes; null in legacy manifests
 * @param sizeBytes its size; 0 where unknown
 * @param path its copy in the download cache, relative to the workspace; null where unknown
 */
public record ManifestFile(
    String url, @Nullable String sha256, long sizeBytes, @Nullable String path) {}
