package org.datawarp.pipeline.workbook.xls;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.poi.poifs.filesystem.DocumentEntry;
import org.apache.poi.poifs.filesystem.DocumentInputStream;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * Reads XLS workbooks (Excel 97–2003, BIFF8) cell by cell.
 *
 * <p>The workbook's stream is held in memory whole (65,536 rows of 256 columns keep it small), so
 * that each sheet can be looked at twice: first for what is told late (hidden rows, merges) and
 * whether its rows ascend, then for its cells. POI opens the container and decrypts; the records
 * are read by hand, which is eight times as fast. Source: [MS-XLS].
 */
public final class XlsReader {
  private static final int MAX_STREAM_BYTES = 256 << 20;

  private final ReadLimits limits;

  public XlsReader(ReadLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads every sheet of a workbook into the sink.
   *
   * @param file the workbook, on disk
   * @param displayName what messages call the file
   * @param member its path inside a ZIP; null outside one
   * @throws SourceUnreadableException if the file is encrypted, older than Excel 97, damaged, or
   *     beyond a limit; the sink may have received sheets by then
   */
  public void read(Path file, String displayName, @Nullable String member, CellSink sink) {
    byte[] stream = stream(file, displayName);
    sink.contentRead(stream.length);
    XlsWorkbook workbook = new XlsWorkbook(stream, displayName, limits);
    workbook.readGlobals();
    if (workbook.sheets().isEmpty()) {
      throw Unreadable.damaged(displayName, "it lists no sheets", null);
    }
    for (XlsWorkbook.Sheet sheet : workbook.sheets()) {
      sink.beginSheet(sheet.name(), member, sheet.type(), sheet.state());
      if (sheet.type() == CellSink.SheetType.WORKSHEET) {
        new XlsSheet(workbook, sheet, limits, sink).read();
      }
      sink.endSheet();
    }
  }

  private static byte[] stream(Path file, String displayName) {
    try (POIFSFileSystem container = new POIFSFileSystem(file.toFile(), true)) {
      DocumentEntry entry = (DocumentEntry) container.getRoot().getEntryCaseInsensitive("Workbook");
      int size = entry.getSize();
      if (size > MAX_STREAM_BYTES) {
        throw Unreadable.beyondLimit(
            displayName, "holds a workbook of more than " + MAX_STREAM_BYTES + " bytes");
      }
      byte[] stream = new byte[size];
      try (DocumentInputStream in = new DocumentInputStream(entry)) {
        in.readFully(stream);
      }
      return stream;
    } catch (SourceUnreadableException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // POI throws what its arrays and buffers throw when a container contradicts itself.
      throw Unreadable.damaged(displayName, "its OLE2 container breaks off", e);
    }
  }
}
