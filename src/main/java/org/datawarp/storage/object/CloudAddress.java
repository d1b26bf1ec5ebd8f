package org.datawarp.storage.object;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.datawarp.model.error.UsageException;

/**
 * Where a store is.
 *
 * @param kind how it is reached
 * @param bucket the bucket; empty for a folder
 * @param prefix what its keys begin with, without slashes at the ends; empty for none
 * @param folder the folder; empty for a bucket
 */
public record CloudAddress(Kind kind, String bucket, String prefix, String folder) {
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");

  /** How a store is reached. */
  public enum Kind {
    /** Cloudflare R2. */
    R2,
    /** Anything that speaks S3. */
    S3,
    /** A folder, perhaps on another machine's disk. */
    FOLDER
  }

  /**
   * Reads {@code r2://bucket[/prefix]}, {@code s3://bucket[/prefix]} or {@code file:/folder}.
   *
   * @throws UsageException if it is none of them
   */
  public static CloudAddress parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("r2://")) {
      return bucket(Kind.R2, text, text.substring(5));
    }
    if (lower.startsWith("s3://")) {
      return bucket(Kind.S3, text, text.substring(5));
    }
    if (lower.startsWith("file:")) {
      return folder(text);
    }
    throw malformed(text);
  }

  /** Tells whether a text looks like the address of a store. */
  public static boolean isOne(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.startsWith("r2://") || lower.startsWith("s3://") || lower.startsWith("file:");
  }

  /** Returns the address as it is written. */
  @Override
  public String toString() {
    if (kind == Kind.FOLDER) {
      return "file:" + folder;
    }
    String start = kind.name().toLowerCase(Locale.ROOT) + "://" + bucket;
    return prefix.isEmpty() ? start : start + "/" + prefix;
  }

  private static CloudAddress bucket(Kind kind, String text, String rest) {
    if (rest.indexOf('?') >= 0) { // nothing asks for it, and it may be a secret
      throw malformed(text);
    }
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    String prefix = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("^/+|/+$", "");
    if (!BUCKET.matcher(bucket).matches() || !(prefix.isEmpty() || ObjectKeys.isUsable(prefix))) {
      throw malformed(text);
    }
    return new CloudAddress(kind, bucket, prefix, "");
  }

  private static CloudAddress folder(String text) {
    try {
      URI uri = new URI(text.replace(" ", "%20"));
      String host = uri.getAuthority();
      if ((host != null && !host.equalsIgnoreCase("localhost")) || uri.getQuery() != null) {
        throw malformed(text);
      }
      String path = uri.getPath();
      String folder = path == null ? text.substring(5) : path;
      if (folder.isBlank()) {
        throw malformed(text);
      }
      return new CloudAddress(
          Kind.FOLDER, "", "", Path.of(folder).toAbsolutePath().normalize().toString());
    } catch (URISyntaxException e) {
      throw malformed(text);
    }
  }

  private static UsageException malformed(String text) {
    String shown = text.replaceAll("//[^/@\\s]*@", "//***@").replaceAll("(?s)\\?.*", "?***");
    String hint = "write r2://bucket/prefix, s3://bucket/prefix or file:/folder";
    return new UsageException(
        "'" + shown.strip() + "' is not the address of a store",
        text.toLowerCase(Locale.ROOT).startsWith("file://")
            ? "mount the other machine's folder and write file:/mnt/folder"
            : hint);
  }
}
