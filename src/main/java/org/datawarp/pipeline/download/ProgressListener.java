package org.datawarp.pipeline.download;

/** Hears how far a transfer is. Called on the fetching thread, often; it must return at once. */
@FunctionalInterface
public interface ProgressListener {
  /** A listener that ignores everything. */
  ProgressListener NONE = (url, bytes, totalBytes) -> {};

  /**
   * Takes note of bytes that arrived.
   *
   * @param url the address as it may be shown
   * @param bytes bytes of the file so far, resumed ones included
   * @param totalBytes bytes of the whole file, -1 when the server does not say
   */
  void advanced(String url, long bytes, long totalBytes);
}
