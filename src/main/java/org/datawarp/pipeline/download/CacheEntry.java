package org.datawarp.pipeline.download;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.datawarp.model.Secrets;
import org.jspecify.annotations.Nullable;

/**
 * What the cache knows of one address.
 *
 * @param url the address; see {@link CachedFile#url}
 * @param finalUrl the address after redirects
 * @param current the version that counts
 * @param sourceCode who asked first
 * @param sources everyone who asked, in order of first use
 * @param lastUsed when a fetch last returned it
 * @param lastCheckedAt when the publisher last confirmed it
 * @param previous older versions, newest first
 */
public record CacheEntry(
    String url,
    String finalUrl,
    Version current,
    String sourceCode,
    List<String> sources,
    Instant lastUsed,
    Instant lastCheckedAt,
    List<Version> previous) {

  /** Copies the lists, and takes the secrets out of the addresses. */
  public CacheEntry {
    url = Secrets.blotted(url);
    finalUrl = Secrets.blotted(finalUrl);
    sources = List.copyOf(sources);
    previous = List.copyOf(previous);
  }

  /**
   * The bytes an address had at one time.
   *
   * @param path the file in the cache, absolute
   * @param sha256 64 hexadecimal digits
   * @param sizeBytes its size
   * @param downloadedAt when it was fetched
   * @param fileName the publisher's name of it
   * @param etag the server's validator
   * @param lastModified the server's Last-Modified header; for a file of this machine, its time of
   *     change as an instant
   * @param contentType the server's Content-Type header
   */
  public record Version(
      Path path,
      String sha256,
      long sizeBytes,
      Instant downloadedAt,
      String fileName,
      @Nullable String etag,
      @Nullable String lastModified,
      @Nullable String contentType) {}
}
