package org.datawarp.storage.object.s3;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.storage.object.ObjectContent;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a content before it is sent.
 *
 * @param sha256 64 lower-case hexadecimal digits
 * @param md5 16 bytes
 */
record ContentHashes(String sha256, byte[] md5) {
  /** Reads a content; its SHA-256 may be known already. */
  static ContentHashes of(ObjectContent content, @Nullable String sha256) {
    MessageDigest md5 = newMd5();
    if (sha256 != null) {
      read(content, md5);
      return new ContentHashes(sha256, md5.digest());
    }
    MessageDigest digest = FileHash.newDigest();
    read(content, md5, digest);
    return new ContentHashes(HexFormat.of().formatHex(digest.digest()), md5.digest());
  }

  private static void read(ObjectContent content, MessageDigest... digests) {
    try (InputStream in = content.open()) {
      read(in, digests);
    } catch (IOException e) {
      throw new StorageException(
          "cannot read what is to be sent: " + e.getMessage(), "run the command again", e);
    }
  }

  static void read(InputStream in, MessageDigest... digests) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      for (MessageDigest digest : digests) {
        digest.update(buffer, 0, count);
      }
    }
  }

  static MessageDigest newMd5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /** Returns a mark as the hexadecimal digits it may be. */
  static String unquoted(String tag) {
    return tag.replace("\"", "").toLowerCase(Locale.ROOT);
  }
}
