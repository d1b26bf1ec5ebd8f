package org.datawarp.pipeline.workbook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.datawarp.pipeline.workbook.csv.Blanks;
import org.datawarp.pipeline.workbook.csv.CsvDialect;
import org.datawarp.pipeline.workbook.csv.CsvReader;
import org.datawarp.pipeline.workbook.csv.TextEncoding;
import org.datawarp.pipeline.workbook.csv.TextProbe;
import org.jspecify.annotations.Nullable;

/** Tells what a file is by its bytes. */
public final class FormatDetector {
  private static final int HEAD_BYTES = 1 << 16;
  private static final int TAR_MAGIC_AT = 257;
  private static final int LOCK_FILE_BYTES = 165;

  private static final String RESAVE =
      "open it in Excel or LibreOffice and save it as XLSX, or download another format";

  /** First bytes of formats that hold no table anyone could read here. */
  private record Signature(String bytes, String what) {}

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("%PDF-", "is a PDF document"),
          new Signature("%!PS", "is a PostScript document"),
          new Signature("{\\rtf", "is an RTF document"),
          new Signature("\u0089PNG", "is a PNG image"),
          new Signature("\u00ff\u00d8\u00ff", "is a JPEG image"),
          new Signature("GIF8", "is a GIF image"),
          new Signature("II*\0", "is a TIFF image"),
          new Signature("MM\0*", "is a TIFF image"),
          new Signature("RIFF", "is an image, a sound or a film"),
          new Signature("\u001f\u008b", "is compressed with gzip"),
          new Signature("BZh", "is compressed with bzip2"),
          new Signature("\u00fd7zXZ", "is compressed with xz"),
          new Signature("(\u00b5/\u00fd", "is compressed with zstd"),
          new Signature("7z\u00bc\u00af", "is a 7-Zip archive"),
          new Signature("Rar!", "is a RAR archive"),
          new Signature("PAR1", "is a Parquet file"),
          new Signature("ARROW1", "is an Arrow file"),
          new Signature("SQLite format 3", "is an SQLite database"),
          new Signature("\0\1\0\0Standard ", "is an Access database"),
          new Signature("$FL2", "is an SPSS file"),
          new Signature("MZ", "is a Windows program"),
          new Signature("\u007fELF", "is a program"));

  private FormatDetector() {}

  /**
   * Looks at a file.
   *
   * @param displayName what messages call it
   */
  public static FileContent look(Path file, String displayName) {
    try {
      long size = Files.size(file);
      byte[] head = head(file);
      if (size == 0) {
        return FileContent.blank("is empty (0 bytes)");
      }
      String start = new String(head, StandardCharsets.ISO_8859_1);
      if (start.startsWith("PK\3\4") || start.startsWith("PK\5\6") || start.startsWith("PK00PK")) {
        return PackageDetector.look(file);
      }
      if (start.startsWith("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")) {
        return Ole2Detector.look(file);
      }
      return lookAtFlat(file, head, start, size);
    } catch (IOException e) {
      throw Unreadable.onDisk(displayName, e);
    }
  }

  private static FileContent lookAtFlat(Path file, byte[] head, String start, long size)
      throws IOException {
    for (Signature signature : SIGNATURES) {
      // "MZ", "BZh" and "GIF8" could start a text.
      if (start.startsWith(signature.bytes)
          && (signature.bytes.length() > 4 || !isText(head) || signature.bytes.startsWith("%"))) {
        return FileContent.noData(signature.what);
      }
    }
    if (start.startsWith("ustar", TAR_MAGIC_AT)) {
      return FileContent.noData("is a tar archive");
    }
    String old = oldExcel(head);
    if (old != null) {
      return FileContent.unreadable(old, RESAVE);
    }
    if (size == LOCK_FILE_BYTES && head[0] > 0 && head[0] < 55 && head[1] >= ' ') {
      return FileContent.unreadable(
          "is the lock file that Excel keeps beside an open workbook",
          "give the workbook itself; its name lacks the ~$ in front");
    }
    TextProbe text = TextProbe.ofHead(head, head.length);
    FileContent markup = lookAtMarkup(head, text);
    if (markup != null) {
      return markup;
    }
    if (text.encoding() == TextEncoding.UTF_8 && !isText(head)) {
      return FileContent.noData("is binary data in no format known here");
    }
    TextProbe probe = TextProbe.of(file);
    CsvDialect dialect = CsvReader.sample(probe, file);
    if (dialect.records() == 0 && isBlank(probe, file)) {
      return FileContent.blank("holds nothing but white space");
    }
    if (dialect.records() == 1 && dialect.evidence() == 0) {
      return FileContent.noData("is a line of text, not a table");
    }
    return FileContent.of(FileFormat.CSV);
  }

  /** Tells whether a text shows nothing to its end; one with data below a blank start does not. */
  private static boolean isBlank(TextProbe probe, Path file) throws IOException {
    try (InputStream in = probe.open(file)) {
      byte[] bytes = new byte[HEAD_BYTES];
      int held = 0;
      int read;
      while ((read = in.readNBytes(bytes, held, bytes.length - held)) > 0) {
        int end = held + read;
        while (end > Math.max(0, held + read - 3) && bytes[end - 1] < 0) {
          end--; // a character may go on in the next piece
        }
        if (!Blanks.isBlank(bytes, 0, end)) {
          return false;
        }
        held = held + read - end;
        System.arraycopy(bytes, end, bytes, 0, held);
      }
      return Blanks.isBlank(bytes, 0, held);
    }
  }

  /**
   * Returns what a stream of BIFF records without a container is: Excel 2.1 to 4.0 wrote such
   * files.
   */
  private static @Nullable String oldExcel(byte[] head) {
    if (head.length < 8 || head[0] != 0x09 || head[3] != 0 || head[2] < 4 || head[2] > 16) {
      return null;
    }
    return switch (head[1]) {
      case 0x00 -> "is an Excel 2.1 workbook (BIFF2), which is too old to be read";
      case 0x02 -> "is an Excel 3.0 workbook (BIFF3), which is too old to be read";
      case 0x04 -> "is an Excel 4.0 workbook (BIFF4), which is too old to be read";
      case 0x08 -> "is an Excel 5.0/95 workbook, which is too old to be read";
      default -> null;
    };
  }

  private static @Nullable FileContent lookAtMarkup(byte[] head, TextProbe text) {
    Charset charset =
        switch (text.encoding()) {
          case UTF_16LE -> StandardCharsets.UTF_16LE;
          case UTF_16BE -> StandardCharsets.UTF_16BE;
          case UTF_8, WINDOWS_1252, UTF_8_WITH_WINDOWS_1252 -> StandardCharsets.ISO_8859_1;
        };
    String start =
        new String(head, text.markBytes(), head.length - text.markBytes(), charset)
            .stripLeading()
            .toLowerCase(Locale.ROOT);
    if (start.startsWith("<")) {
      return lookAtTags(start);
    }
    if (start.matches("(?s)(\\{\\s*[\"}]|\\[\\s*[\\[{]).*")) {
      return FileContent.noData("is JSON, not a table");
    }
    return null;
  }

  private static @Nullable FileContent lookAtTags(String start) {
    if (start.contains("urn:schemas-microsoft-com:office:spreadsheet")
        && !start.contains("<html")) {
      return FileContent.unreadable(
          "is an XML Spreadsheet 2003 (SpreadsheetML), which is not read", RESAVE);
    }
    if (start.contains("urn:oasis:names:tc:opendocument")) {
      return FileContent.unreadable("is a flat OpenDocument file (XML), which is not read", RESAVE);
    }
    if (start.startsWith("<!doctype html")
        || start.matches(
            "(?s)(?:<\\?xml[^>]*+>|<!--.*?-->|\\s++)*+"
                + "<(!doctype html|html|head|body|title|meta|script|style|table|div|p|h1)\\b.*")) {
      return FileContent.unreadable(
          "is an HTML page, not a workbook",
          "the address may lead to an error or login page: open it in a browser and"
              + " give the address of the file itself");
    }
    if (start.startsWith("<?xml") || start.matches("(?s)<[a-z][a-z0-9_.:-]*[\\s/>].*")) {
      return FileContent.noData("is an XML file, not a table");
    }
    return null;
  }

  /** Tells whether bytes look like text: hardly any control characters but those of layout. */
  private static boolean isText(byte[] head) {
    int controls = 0;
    for (byte b : head) {
      boolean layout = b == '\n' || b == '\r' || b == '\t' || b == '\f' || b == 0x1a;
      controls += (b >= 0 && b < ' ' && !layout) || b == 0x7f ? 1 : 0;
    }
    return controls <= head.length / 50;
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD_BYTES);
    }
  }
}
