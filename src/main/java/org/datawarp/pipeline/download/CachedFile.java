package org.datawarp.pipeline.download;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data file in the download cache, its bytes just proven by their hash.
 *
 * @param url the address asked for, normalized, without password or signature; {@code file:} for a
 *     file of this machine. It is the key of the cache entry
 * @param finalUrl the address after redirects, in the same form
 * @param path the file in the cache, absolute; never changed once written
 * @param sha256 64 hexadecimal digits
 * @param sizeBytes its size
 * @param outcome what the fetch found
 * @param downloadedAt when these bytes were first fetched
 * @param etag the server's validator, if it sent one
 * @param lastModified the server's Last-Modified header, as sent
 * @param contentType the server's Content-Type header, as sent; often wrong
 * @param fileName the publisher's name of the file, decoded and made safe; unlike {@code path}'s it
 *     never has a number added
 * @param previousSha256 where the bytes are others than those fetched before, the hash of those
 * @param warnings one line each, for people
 */
public record CachedFile(
    String url,
    String finalUrl,
    Path path,
    String sha256,
    long sizeBytes,
    FetchOutcome outcome,
    Instant downloadedAt,
    @Nullable String etag,
    @Nullable String lastModified,
    @Nullable String contentType,
    String fileName,
    @Nullable String previousSha256,
    List<String> warnings)
    implements Fetched {
  /** Copies the list. */
  public CachedFile {
    warnings = List.copyOf(warnings);
  }
}
