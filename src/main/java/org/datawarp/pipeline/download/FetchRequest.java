package org.datawarp.pipeline.download;

/**
 * A wish for one file.
 *
 * @param location an http, https or file URL, or a path
 * @param source who uses the file, such as a manifest's name; recorded with the cache entry
 * @param mode how far the cache is trusted
 * @param progress hears how far the transfer is
 */
public record FetchRequest(
    String location, String source, FetchMode mode, ProgressListener progress) {

  /** Builds an online request without a progress listener. */
  public static FetchRequest of(String location, String source) {
    return new FetchRequest(location, source, FetchMode.ONLINE, ProgressListener.NONE);
  }

  /** Returns the same request in another mode. */
  public FetchRequest in(FetchMode otherMode) {
    return new FetchRequest(location, source, otherMode, progress);
  }

  /** Returns the same request, telling another listener. */
  public FetchRequest tellingOf(ProgressListener listener) {
    return new FetchRequest(location, source, mode, listener);
  }
}
