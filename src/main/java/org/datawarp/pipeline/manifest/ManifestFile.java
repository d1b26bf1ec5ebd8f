package org.datawarp.pipeline.manifest;

import java.util.Map;
import org.datawarp.model.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * One file of a manifest.
 *
 * @param url where it came from
 * @param sha256 the SHA-256 of its bytes; null in legacy manifests
 * @param sizeBytes its size; 0 where unknown
 * @param path its copy in the download cache, relative to the workspace; null where unknown
 * @param extra keys Datawarp does not know, kept as they were
 */
public record ManifestFile(
    String url,
    @Nullable String sha256,
    long sizeBytes,
    @Nullable String path,
    Map<String, ? extends @Nullable Object> extra) {
  /** Takes the secrets out of the address: people share manifests. */
  public ManifestFile {
    url = Secrets.blotted(url);
  }

  /** Makes one that has no further keys. */
  public ManifestFile(String url, @Nullable String sha256, long sizeBytes, @Nullable String path) {
    this(url, sha256, sizeBytes, path, Map.of());
  }
}
