package org.datawarp.pipeline.workbook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.datawarp.pipeline.workbook.zip.ZipFiles;

/** Tells what a ZIP container is by the parts in it. */
final class PackageDetector {
  private static final int MAX_PART_BYTES = 1 << 20;
  private static final String SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet";
  private static final String OPEN_DOCUMENT = "application/vnd.oasis.opendocument.";

  private PackageDetector() {}

  static FileContent look(Path file) {
    try (ZipFile zip = ZipFiles.open(file)) {
      return look(zip);
    } catch (IOException e) {
      return FileContent.unreadable(
          "is a damaged or truncated ZIP", Unreadable.ASK_FOR_A_SOUND_COPY);
    }
  }

  private static FileContent look(ZipFile zip) throws IOException {
    Set<String> names = new HashSet<>();
    var entries = zip.getEntries();
    while (entries.hasMoreElements()) {
      names.add(entries.nextElement().getName().replace('\\', '/').toLowerCase(Locale.ROOT));
    }
    if (names.contains("[content_types].xml")) {
      return lookAtOpenXml(names, part(zip, "[Content_Types].xml"));
    }
    String type = part(zip, "mimetype").strip();
    if (type.isEmpty() && names.contains("content.xml")) {
      String manifest = part(zip, "META-INF/manifest.xml");
      type = manifest.contains(SPREADSHEET) ? SPREADSHEET : "";
    }
    if (type.startsWith(SPREADSHEET)) {
      return FileContent.of(FileFormat.ODS);
    }
    if (type.startsWith(OPEN_DOCUMENT)) {
      return FileContent.noData(
          "is an OpenDocument file of kind '"
              + Unreadable.oneLine(type.substring(OPEN_DOCUMENT.length()))
              + "', not a spreadsheet");
    }
    if (names.stream().anyMatch(name -> name.endsWith(".iwa"))) {
      return FileContent.unreadable(
          "is an Apple Numbers or Pages document", "export it as XLSX or CSV and give that");
    }
    return FileContent.of(FileFormat.ZIP);
  }

  private static FileContent lookAtOpenXml(Set<String> names, String contentTypes) {
    String types = contentTypes.toLowerCase(Locale.ROOT);
    if (names.contains("xl/workbook.bin") || types.contains("sheet.binary.macroenabled.main")) {
      return FileContent.of(FileFormat.XLSB);
    }
    if (names.contains("xl/workbook.xml")
        || types.contains("spreadsheetml.sheet.main")
        || types.contains("spreadsheetml.template.main")
        || types.contains("ms-excel.sheet.macroenabled.main")) {
      return FileContent.of(FileFormat.XLSX);
    }
    if (names.stream().anyMatch(name -> name.startsWith("word/"))) {
      return FileContent.noData("is a Word document");
    }
    if (names.stream().anyMatch(name -> name.startsWith("ppt/"))) {
      return FileContent.noData("is a PowerPoint presentation");
    }
    if (names.contains("workbook.xml") || names.contains("xl/worksheets/sheet1.xml")) {
      return FileContent.of(FileFormat.XLSX);
    }
    return FileContent.of(FileFormat.ZIP);
  }

  /** Returns the start of a part's text; empty where it is missing or unreadable. */
  private static String part(ZipFile zip, String name) throws IOException {
    ZipArchiveEntry entry = zip.getEntry(name);
    if (entry == null || !zip.canReadEntryData(entry)) {
      return "";
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return new String(in.readNBytes(MAX_PART_BYTES), StandardCharsets.UTF_8);
    } catch (ZipException e) {
      return "";
    }
  }
}
