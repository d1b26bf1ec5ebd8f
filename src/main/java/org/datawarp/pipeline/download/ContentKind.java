package org.datawarp.pipeline.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.datawarp.model.error.StorageException;
import org.datawarp.platform.io.IoErrors;

/** What bytes are, by their beginning; servers' Content-Type headers are too often wrong. */
enum ContentKind {
  EMPTY,
  HTML,
  JSON,
  /** Anything else; the workbook room looks closer. */
  DATA;

  private static final int HEAD_BYTES = 4096;
  private static final Pattern PROLOG =
      Pattern.compile("(?s)\\A(?:\\s++|<\\?xml.*?\\?>|<!--.*?-->)*+");
  private static final List<String> HTML_STARTS =
      List.of("<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<script", "<link");
  private static final Pattern JSON_START = Pattern.compile("(?s)\\A\\s*\\{\\s*(?:\"|\\}).*");

  /** Looks at a file's beginning. */
  static ContentKind of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in.readNBytes(HEAD_BYTES));
    } catch (IOException e) {
      throw new StorageException("cannot read " + file + ": " + IoErrors.of(e), null, e);
    }
  }

  static ContentKind of(byte[] head) {
    if (head.length == 0) {
      return EMPTY;
    }
    String text = PageText.decode(head, StandardCharsets.ISO_8859_1);
    String start = PROLOG.matcher(text).replaceFirst("").toLowerCase(Locale.ROOT);
    if (HTML_STARTS.stream().anyMatch(start::startsWith)) {
      return HTML;
    }
    return JSON_START.matcher(text).matches() ? JSON : DATA;
  }

  boolean isPage() {
    return switch (this) {
      case HTML, JSON -> true;
      case EMPTY, DATA -> false;
    };
  }
}
