package org.datawarp.pipeline.download;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of files after the publisher's, made safe for every file system. */
public final class FileNames {
  static final int MAX_BYTES = 120;
  private static final int MAX_EXTENSION_BYTES = 16;
  private static final String NAMELESS = "download";

  private static final Pattern DATA_NAME =
      Pattern.compile("(?i).*\\.(xlsx|xlsm|xlsb|xls|ods|csv|tsv|txt|zip|gz|parquet|json|html?)");
  private static final Pattern EXTENDED_NAME =
      Pattern.compile("(?i)filename\\*\\s*=\\s*\"?([\\w-]*)'[^']*'([^;\"]+)");
  private static final Pattern QUOTED_NAME =
      Pattern.compile("(?i)filename\\s*+=\\s*+\"((?:[^\"\\\\]++|\\\\.)*+)\"");
  private static final Pattern BARE_NAME = Pattern.compile("(?i)filename\\s*=\\s*([^;\"\\s]+)");
  private static final Pattern RESERVED =
      Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");

  /** Endings with a meaning of their own in the cache's folders. */
  private static final Set<String> OWN_EXTENSIONS =
      Set.of("meta", "sha256", "part", "tmp", "changed");

  private FileNames() {}

  /**
   * Chooses the name of a download: the server's Content-Disposition, else the last segment of the
   * final or of the requested address, whichever looks like a data file, also inside a query.
   */
  static String ofDownload(@Nullable String contentDisposition, URI finalUri, URI requested) {
    if (contentDisposition != null) {
      String sent = ofContentDisposition(contentDisposition);
      if (sent != null) {
        return safe(sent);
      }
    }
    List<String> candidates = new ArrayList<>();
    for (URI uri : List.of(finalUri, requested)) {
      candidates.add(uri.getRawPath());
      if (uri.getRawQuery() != null) {
        for (String pair : uri.getRawQuery().split("&", -1)) {
          candidates.add(pair.substring(pair.indexOf('=') + 1));
        }
      }
    }
    return candidates.stream()
        .map(FileNames::decoded)
        .map(FileNames::safe)
        .filter(name -> DATA_NAME.matcher(name).matches())
        .findFirst()
        .orElseGet(() -> safe(decoded(finalUri.getRawPath())));
  }

  /**
   * Returns a file name of at most {@value #MAX_BYTES} bytes, legal on Linux, macOS and Windows.
   */
  public static String safe(String wish) {
    String name = Normalizer.normalize(wish, Normalizer.Form.NFC);
    name = name.replaceAll("(?<![/\\\\])[/\\\\]+$", "");
    name = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    name = name.replaceAll("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}]", "");
    name = name.replaceAll("[<>:\"|?*]", "_").replaceAll("[\\s\\p{Z}]+", " ");
    name = name.replaceAll("^[. ]+|(?<![. ])[. ]+$", "");
    if (name.isEmpty()) {
      return NAMELESS;
    }
    if (name.startsWith("-") || name.startsWith("~") || RESERVED.matcher(name).matches()) {
      name = "_" + name;
    }
    if (OWN_EXTENSIONS.contains(extension(name).toLowerCase(Locale.ROOT))) {
      int dot = name.lastIndexOf('.');
      name = name.substring(0, dot) + "_" + name.substring(dot + 1);
    }
    return shortened(name);
  }

  /** Returns the name with a number before its extension: {@code data-2.csv}. */
  static String numbered(String name, int number) {
    String extension = extension(name);
    String dotted = extension.isEmpty() ? "" : "." + extension;
    return name.substring(0, name.length() - dotted.length()) + "-" + number + dotted;
  }

  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    boolean isShort = dot > 0 && byteCount(name.substring(dot + 1)) <= MAX_EXTENSION_BYTES;
    return isShort ? name.substring(dot + 1) : "";
  }

  private static String shortened(String name) {
    if (byteCount(name) <= MAX_BYTES) {
      return name;
    }
    String extension = extension(name);
    String dotted = extension.isEmpty() ? "" : "." + extension;
    int[] points = name.substring(0, name.length() - dotted.length()).codePoints().toArray();
    int room = MAX_BYTES - byteCount(dotted);
    StringBuilder stem = new StringBuilder();
    for (int point : points) {
      String next = Character.toString(point);
      room -= byteCount(next);
      if (room < 0) {
        break;
      }
      stem.append(next);
    }
    return stem.toString().stripTrailing() + dotted;
  }

  private static int byteCount(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Source: RFC 6266, section 4; {@code filename*} wins. */
  private static @Nullable String ofContentDisposition(String header) {
    Matcher extended = EXTENDED_NAME.matcher(header);
    if (extended.find()) {
      boolean isLatin = extended.group(1).equalsIgnoreCase("ISO-8859-1");
      return PercentEncoding.decode(
          extended.group(2).strip(),
          isLatin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }
    Matcher quoted = QUOTED_NAME.matcher(header);
    if (quoted.find()) {
      return utf8IfPossible(quoted.group(1).replaceAll("\\\\(.)", "$1"));
    }
    Matcher bare = BARE_NAME.matcher(header);
    return bare.find() ? utf8IfPossible(bare.group(1)) : null;
  }

  /** Headers arrive as ISO-8859-1, while many servers send UTF-8. */
  private static String utf8IfPossible(String header) {
    String decoded =
        new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return decoded.indexOf('\ufffd') >= 0 ? header : decoded;
  }

  private static String decoded(String rawPath) {
    return PercentEncoding.decode(rawPath, StandardCharsets.UTF_8);
  }
}
