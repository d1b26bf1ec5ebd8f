package org.datawarp.pipeline.workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.jspecify.annotations.Nullable;

/** Tells what an OLE2 file is by the streams in it. */
final class Ole2Detector {
  private Ole2Detector() {}

  static FileContent look(Path file) {
    try (POIFSFileSystem container = new POIFSFileSystem(file.toFile(), true)) {
      return look(container);
    } catch (IOException | RuntimeException e) {
      // POI throws what its arrays and buffers throw when a container contradicts itself.
      return FileContent.unreadable(
          "is a damaged OLE2 file (the container of XLS)", Unreadable.ASK_FOR_A_SOUND_COPY);
    }
  }

  private static FileContent look(POIFSFileSystem container) throws IOException {
    Set<String> names =
        container.getRoot().getEntryNames().stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    if (names.contains("workbook")) {
      return FileContent.of(FileFormat.XLS);
    }
    if (names.contains("encryptedpackage")) {
      return EncryptedPackage.opensWithDefaultPassword(container)
          ? FileContent.of(FileFormat.XLSX)
          : FileContent.unreadable(EncryptedPackage.ENCRYPTED, EncryptedPackage.HINT);
    }
    if (names.contains("book")) {
      return FileContent.unreadable(
          "is an Excel 5.0/95 workbook, which is too old to be read",
          "open it in Excel or LibreOffice and save it as XLSX");
    }
    String what = otherDocument(names);
    return what != null
        ? FileContent.noData(what)
        : FileContent.noData("is an OLE2 file without a workbook in it");
  }

  private static @Nullable String otherDocument(Set<String> names) {
    if (names.contains("worddocument")) {
      return "is a Word document";
    }
    if (names.contains("powerpoint document")) {
      return "is a PowerPoint presentation";
    }
    return names.contains("__properties_version1.0") ? "is an Outlook message" : null;
  }
}
