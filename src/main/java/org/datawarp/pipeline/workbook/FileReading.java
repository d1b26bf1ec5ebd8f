package org.datawarp.pipeline.workbook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.pipeline.workbook.csv.CsvReader;
import org.datawarp.pipeline.workbook.ods.OdsReader;
import org.datawarp.pipeline.workbook.xls.XlsReader;
import org.datawarp.pipeline.workbook.xlsb.XlsbReader;
import org.datawarp.pipeline.workbook.xlsx.XlsxReader;
import org.datawarp.pipeline.workbook.zip.ZipContainer;
import org.jspecify.annotations.Nullable;

/** One reading of one file: finds the format and hands the file to its reader. */
final class FileReading {
  private static final int ZIP_FIRST_BYTE = 'P';

  private final ReadLimits limits;
  private final Path temporaryFolder;
  private final CellSink sink;
  private final List<String> warnings = new ArrayList<>();

  FileReading(ReadLimits limits, Path temporaryFolder, CellSink sink) {
    this.limits = limits;
    this.temporaryFolder = temporaryFolder;
    this.sink = sink;
  }

  ReadReport read(Path file, String displayName) {
    FileFormat format = FormatDetector.look(file, displayName).requireFormat(displayName);
    if (format == FileFormat.ZIP) {
      ZipContainer container = new ZipContainer(limits, temporaryFolder, this::readSheets);
      return new ReadReport(format, container.read(file, displayName), warnings);
    }
    FileFormat read = readSheets(format, file, displayName, null);
    return new ReadReport(read, List.of(), warnings);
  }

  /**
   * Reads a file that is no ZIP and returns its format, which for encrypted ones shows only now.
   */
  private FileFormat readSheets(
      FileFormat format, Path file, String displayName, @Nullable String member) {
    try {
      if ((format == FileFormat.XLSX || format == FileFormat.XLSB) && isEncrypted(file)) {
        return readDecrypted(file, displayName, member);
      }
    } catch (IOException e) {
      throw Unreadable.onDisk(displayName, e);
    }
    switch (format) {
      case XLSX -> new XlsxReader(limits).read(file, displayName, member, sink);
      case XLSB -> new XlsbReader(limits).read(file, displayName, member, sink);
      case XLS -> new XlsReader(limits).read(file, displayName, member, sink);
      case ODS -> new OdsReader(limits).read(file, displayName, member, sink);
      case CSV -> warnings.addAll(new CsvReader(limits).read(file, displayName, member, sink));
      case ZIP -> throw new IllegalStateException("a ZIP is read by its members");
    }
    return format;
  }

  private static boolean isEncrypted(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() != ZIP_FIRST_BYTE;
    }
  }

  private FileFormat readDecrypted(Path file, String displayName, @Nullable String member)
      throws IOException {
    Path decrypted = Files.createTempFile(temporaryFolder, "decrypted", ".tmp");
    try {
      EncryptedPackage.decrypt(file, decrypted, displayName);
      FileFormat format = FormatDetector.look(decrypted, displayName).requireFormat(displayName);
      if (format != FileFormat.XLSX && format != FileFormat.XLSB) {
        throw Unreadable.damaged(displayName, "no workbook is in its encrypted part", null);
      }
      return readSheets(format, decrypted, displayName, member);
    } finally {
      Files.deleteIfExists(decrypted);
    }
  }
}
