package org.datawarp.pipeline.workbook.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * Reads text with separators, record by record, in constant memory.
 *
 * <p>Records count from 1, blank ones and a first line {@code sep=;} included, so that a row number
 * can be found again; neither of the two is reported. Text is taken as it stands, untrimmed; fields
 * of nothing but white space are blank. Records may differ in length.
 */
public final class CsvReader {
  private final ReadLimits limits;

  public CsvReader(ReadLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads a file into the sink.
   *
   * @param file the file, on disk
   * @param displayName what messages call it
   * @param member its path inside a ZIP; null outside one
   * @return what a person should know about how it was read, a line each
   * @throws SourceUnreadableException if the text holds U+0000 or a limit is passed; the sink may
   *     have received records by then
   */
  public List<String> read(Path file, String displayName, @Nullable String member, CellSink sink) {
    try {
      TextProbe text = TextProbe.of(file);
      CsvDialect dialect = sample(text, file);
      try (InputStream in = text.open(file)) {
        CsvScanner scanner =
            new CsvScanner(
                in, displayName, dialect, limits.maxCellBytes(), limits.maxColumns(), sink);
        sink.contentExpected(Files.size(file));
        sink.beginSheet(null, member, CellSink.SheetType.CSV, SheetState.VISIBLE);
        scanner.scan();
        sink.endSheet();
        return warnings(displayName, text.encoding(), dialect, scanner);
      }
    } catch (IOException e) {
      throw Unreadable.onDisk(displayName, e);
    }
  }

  private static List<String> warnings(
      String displayName, TextEncoding encoding, CsvDialect dialect, CsvScanner scanner) {
    List<String> warnings = new ArrayList<>();
    if (encoding == TextEncoding.UTF_8_WITH_WINDOWS_1252) {
      warnings.add(displayName + " mixes UTF-8 and Windows-1252; both were read as what they are");
    }
    if (dialect.unnumbered() > 0) {
      warnings.add(
          displayName
              + ": record "
              + dialect.unnumbered()
              + " has a name less than the rows have fields; the first of these only numbers them");
    }
    if (scanner.literalQuotes() > 0) {
      warnings.add(
          displayName
              + ": fields that open a quote and never close it were read as plain text: "
              + scanner.literalQuotes()
              + ", in "
              + listed(scanner.recordsWithLiteralQuotes()));
    }
    return warnings;
  }

  private static String listed(List<Long> records) {
    List<String> names = records.stream().map(String::valueOf).toList();
    int last = names.size() - 1;
    if (last == 0) {
      return "record " + names.get(0);
    }
    return names.size() < CsvScanner.MAX_NAMED
        ? "records " + String.join(", ", names.subList(0, last)) + " and " + names.get(last)
        : "records " + String.join(", ", names) + ", …";
  }

  /** Judges how a text file is written by its first part. */
  public static CsvDialect sample(TextProbe text, Path file) throws IOException {
    try (InputStream in = text.open(file)) {
      byte[] sample = new byte[CsvDialect.SAMPLE_BYTES];
      int length = in.readNBytes(sample, 0, sample.length);
      return CsvDialect.of(sample, length, length < sample.length);
    }
  }
}
