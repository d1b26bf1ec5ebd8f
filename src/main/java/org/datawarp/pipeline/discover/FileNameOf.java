package org.datawarp.pipeline.discover;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** File names in addresses. */
final class FileNameOf {
  private FileNameOf() {}

  /**
   * Returns the decoded last part of the path, or of a query's value where only that looks like a
   * file: {@code /file?uri=/a/b/data.xlsx}.
   */
  static String url(URI url) {
    List<String> candidates = new ArrayList<>();
    candidates.add(lastPart(decoded(url.getRawPath() == null ? "" : url.getRawPath())));
    if (url.getRawQuery() != null) {
      for (String pair : url.getRawQuery().split("&", -1)) {
        candidates.add(lastPart(decoded(pair.substring(pair.indexOf('=') + 1))));
      }
    }
    return candidates.stream()
        .filter(name -> LinkType.ofName(name).isPresent())
        .findFirst()
        .orElse(candidates.get(0));
  }

  /**
   * Returns one text for all spellings of an address: the ONS links to one file by its path and by
   * {@code /file?uri=} with and without percent-encoding.
   */
  static String place(URI url) {
    String path = decoded(String.valueOf(url.getRawPath()));
    String query = url.getRawQuery() == null ? "" : decoded(url.getRawQuery());
    boolean isIndirect = path.equals("/file") && query.startsWith("uri=/");
    return isIndirect
        ? query.substring("uri=".length()) // whatever the host: it has several
        : url.getRawAuthority() + path + "?" + query;
  }

  private static String lastPart(String path) {
    String trimmed = path.replaceFirst("(?<!/)/+$", "");
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // a stray percent sign
    }
  }
}
