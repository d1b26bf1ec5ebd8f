package org.datawarp.pipeline.load;

import org.jspecify.annotations.Nullable;

/**
 * Where the rows of one part come from: a file and the table in it.
 *
 * @param url where the file was fetched from
 * @param localPath the file in the workspace, relative to it, with forward slashes
 * @param sha256 the file's SHA-256, 64 lower-case hexadecimal digits
 * @param sizeBytes the file's size
 * @param sheet the sheet's name; null for a CSV
 * @param member the path inside a ZIP; null outside one
 * @param tableNumber the table's 1-based number on its sheet
 */
public record FileRef(
    String url,
    String localPath,
    String sha256,
    long sizeBytes,
    @Nullable String sheet,
    @Nullable String member,
    int tableNumber) {
  /** Checks the digest and the number. */
  public FileRef {
    if (!sha256.matches("[0-9a-f]{64}") || tableNumber < 1 || sizeBytes < 0) {
      throw new IllegalArgumentException(
          "not a file reference: " + url + " " + sha256 + " " + sizeBytes + " " + tableNumber);
    }
  }
}
