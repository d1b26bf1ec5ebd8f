package org.datawarp.storage.object;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A part that arrived.
 *
 * @param number from 1
 * @param sizeBytes its size
 * @param tag the store's mark of it
 * @param md5 the MD5 of what was sent, 32 hexadecimal digits; null where that is not known
 */
public record UploadedPart(int number, long sizeBytes, String tag, @Nullable String md5) {
  /** Returns the same, known to be of this MD5. */
  UploadedPart withMd5(String known) {
    return new UploadedPart(number, sizeBytes, tag, known);
  }

  /**
   * Tells whether the mark of an object proves that it was made of the parts as they were sent: it
   * is the MD5 of their MD5s. A mark of another kind proves nothing.
   *
   * <p>Source: Amazon S3 User Guide, "Checking object integrity": ETags of multipart uploads.
   *
   * @param parts all of them, by number
   */
  static boolean isMarkOf(List<UploadedPart> parts, ObjectVersion version) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
    for (UploadedPart part : parts) {
      String md5 = part.md5();
      if (md5 == null) {
        return false;
      }
      digest.update(HexFormat.of().parseHex(md5));
    }
    String mark = HexFormat.of().formatHex(digest.digest()) + "-" + parts.size();
    return version.tag().replace("\"", "").toLowerCase(Locale.ROOT).equals(mark);
  }
}
