package org.datawarp.pipeline.discover;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a link leads to, by its name; the file's content has the last word later. */
public enum LinkType {
  XLSX("xlsx"),
  XLSM("xlsm"),
  XLSB("xlsb"),
  XLS("xls"),
  ODS("ods"),
  CSV("csv"),
  TSV("tsv", "tab"),
  ZIP("zip"),
  PDF("pdf"),
  /** Text documents and slides. */
  DOCUMENT("doc", "docx", "odt", "rtf", "ppt", "pptx", "odp", "txt", "msg"),
  IMAGE("png", "jpg", "jpeg", "gif", "svg", "webp", "bmp"),
  /** Formats of other programs. */
  OTHER("csdb", "sav", "dta", "sas7bdat", "xml", "json", "jsonl", "parquet", "mp4", "mp3", "ics"),
  /** A page, or a thing whose name does not tell. */
  PAGE("html", "htm", "aspx", "php");

  /** Words of a link's text that tell the format where its address does not. */
  private static final Pattern SAID =
      Pattern.compile("(?i)(?<![a-z0-9])(xlsx|xlsm|xlsb|xls|ods|csv|zip|pdf|excel)(?![a-z0-9])");

  /** Without a size or the word, a text that names a format may lead to a page about it. */
  private static final Pattern DOWNLOAD = Pattern.compile("(?i)\\bdownload\\b|\\d ?[km]b\\b");

  private final List<String> extensions;

  LinkType(String... extensions) {
    this.extensions = List.of(extensions);
  }

  /** Tells whether files of this format can hold data that Datawarp reads. */
  public boolean isData() {
    return switch (this) {
      case XLSX, XLSM, XLSB, XLS, ODS, CSV, TSV, ZIP -> true;
      case PDF, DOCUMENT, IMAGE, OTHER, PAGE -> false;
    };
  }

  /** Tells whether a file name's extension promises data that Datawarp reads. */
  public static boolean isDataName(String name) {
    return ofName(name).filter(LinkType::isData).isPresent();
  }

  /** Finds the format a file name's extension stands for. */
  static Optional<LinkType> ofName(String name) {
    int dot = name.lastIndexOf('.');
    String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
    return dot < 0
        ? Optional.empty()
        : Arrays.stream(values()).filter(f -> f.extensions.contains(extension)).findFirst();
  }

  /** Finds the format a link's text names: {@code Data tables (xlsx, 3 MB)}. */
  static Optional<LinkType> ofText(String text) {
    Matcher said = SAID.matcher(text);
    if (!said.find() || !DOWNLOAD.matcher(text).find()) {
      return Optional.empty();
    }
    String word = said.group(1).toLowerCase(Locale.ROOT);
    return word.equals("excel") ? Optional.of(XLSX) : ofName("." + word);
  }
}
