package org.datawarp.pipeline.download;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of a page. */
final class PageText {
  private static final int META_WITHIN = 2048;
  private static final Pattern CHARSET =
      Pattern.compile("(?i)charset\\s*=\\s*[\"']?([A-Za-z0-9_:.-]+)");
  private static final Pattern TITLE = Pattern.compile("(?is)<title[^<>]*+>([^<]{0,300})");

  private PageText() {}

  /** Decodes a page: byte order mark, Content-Type, {@code <meta>}, UTF-8, Windows-1252. */
  static String decode(byte[] bytes, @Nullable String contentType) {
    Optional<Charset> charset = contentType == null ? Optional.empty() : named(contentType);
    if (charset.isEmpty()) {
      int length = Math.min(bytes.length, META_WITHIN);
      charset = named(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }
    if (charset.isPresent()) {
      return decode(bytes, charset.get());
    }
    String text = decode(bytes, StandardCharsets.UTF_8);
    return text.indexOf('\ufffd') < 0 ? text : decode(bytes, Charset.forName("windows-1252"));
  }

  /** Decodes by the byte order mark, else as told. */
  static String decode(byte[] bytes, Charset otherwise) {
    if (startsWith(bytes, 0xef, 0xbb, 0xbf)) {
      return new String(bytes, 3, bytes.length - 3, StandardCharsets.UTF_8);
    }
    if (startsWith(bytes, 0xfe, 0xff)) {
      return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16BE);
    }
    if (startsWith(bytes, 0xff, 0xfe)) {
      return new String(bytes, 2, bytes.length - 2, StandardCharsets.UTF_16LE);
    }
    return new String(bytes, otherwise);
  }

  /** Finds the title of an HTML page, on one line. */
  static Optional<String> findTitle(String html) {
    Matcher title = TITLE.matcher(html);
    return title.find()
        ? Optional.of(title.group(1).replaceAll("[\\s\\p{Cntrl}]+", " ").strip())
            .filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  private static Optional<Charset> named(String text) {
    Matcher name = CHARSET.matcher(text);
    if (!name.find()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Charset.forName(name.group(1)));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return Optional.empty();
    }
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    for (int i = 0; i < start.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != start[i]) {
        return false;
      }
    }
    return true;
  }
}
