package org.datawarp.pipeline.workbook.ods;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.table.SheetState;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.EncryptedPackage;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Unreadable;
import org.datawarp.pipeline.workbook.zip.ZipFiles;
import org.jspecify.annotations.Nullable;

/**
 * Reads OpenDocument spreadsheets cell by cell.
 *
 * <p>The content is inflated twice: its end names the ranges that belong to the sheets before it.
 * Cells that a merge covers are not reported, as no program shows them. Source: OpenDocument 1.3
 * parts 2 and 3.
 */
public final class OdsReader {
  private static final int MAX_MANIFEST_BYTES = 16 << 20;

  private final ReadLimits limits;

  public OdsReader(ReadLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads every sheet of a workbook into the sink.
   *
   * @param file the workbook, on disk
   * @param displayName what messages call the file
   * @param member its path inside a ZIP; null outside one
   * @throws SourceUnreadableException if the file is encrypted, damaged, hostile or beyond a limit;
   *     the sink may have received sheets by then
   */
  public void read(Path file, String displayName, @Nullable String member, CellSink sink) {
    try (ZipFile zip = ZipFiles.open(file)) {
      refuseEncrypted(zip, displayName);
      OdsStyles styles = new OdsStyles(limits.maxItems(), displayName);
      OdsRegions regions = new OdsRegions(limits.maxItems());
      if (zip.getEntry("styles.xml") != null) {
        try (OdsXml xml = open(zip, "styles.xml", displayName, null)) {
          readStyles(xml, styles);
        }
      }
      try (OdsXml xml = open(zip, "content.xml", displayName, null)) {
        readRegions(xml, regions);
      }
      try (OdsXml xml = open(zip, "content.xml", displayName, sink)) {
        readContent(xml, styles, regions, displayName, member, sink);
      }
    } catch (IOException e) {
      throw Unreadable.damaged(displayName, "its ZIP cannot be read", e);
    }
  }

  private static void refuseEncrypted(ZipFile zip, String displayName) throws IOException {
    ZipArchiveEntry manifest = zip.getEntry("META-INF/manifest.xml");
    if (manifest == null) {
      return;
    }
    try (InputStream in = zip.getInputStream(manifest)) {
      String text = new String(in.readNBytes(MAX_MANIFEST_BYTES), StandardCharsets.UTF_8);
      if (text.contains("encryption-data")) {
        throw new SourceUnreadableException(
            displayName + " " + EncryptedPackage.ENCRYPTED, EncryptedPackage.HINT);
      }
    }
  }

  private OdsXml open(ZipFile zip, String part, String displayName, @Nullable CellSink sink)
      throws IOException {
    ZipArchiveEntry entry = zip.getEntry(part);
    if (entry == null) {
      throw Unreadable.damaged(displayName, "its part " + part + " is missing", null);
    }
    if (sink != null) {
      sink.contentExpected(Math.min(entry.getSize(), limits.maxInflatedBytes()));
    }
    return OdsXml.open(
        zip.getInputStream(entry),
        limits.maxInflatedBytes(),
        limits.maxNesting(),
        displayName,
        sink);
  }

  private static void readStyles(OdsXml xml, OdsStyles styles) {
    if (!xml.nextChild()) {
      return;
    }
    while (xml.nextChild()) {
      switch (xml.element()) {
        case "styles", "automatic-styles" -> styles.read(xml);
        default -> xml.skip();
      }
    }
  }

  /** Collects the document's named and database ranges, which stand behind its sheets. */
  private static void readRegions(OdsXml xml, OdsRegions regions) {
    if (!xml.nextChild()) {
      return;
    }
    while (xml.nextChild()) {
      switch (xml.element()) {
        case "body", "spreadsheet", "named-expressions", "database-ranges" ->
            readRegionsInside(xml, regions);
        default -> xml.skip();
      }
    }
  }

  private static void readRegionsInside(OdsXml xml, OdsRegions regions) {
    while (xml.nextChild()) {
      switch (xml.element()) {
        case "spreadsheet", "named-expressions", "database-ranges" ->
            readRegionsInside(xml, regions);
        default -> {
          regions.add(xml);
          xml.skip();
        }
      }
    }
  }

  private void readContent(
      OdsXml xml,
      OdsStyles styles,
      OdsRegions regions,
      String displayName,
      @Nullable String member,
      CellSink sink) {
    OdsBudget budget = new OdsBudget(limits, displayName);
    boolean found = false;
    if (xml.nextChild()) {
      while (xml.nextChild()) {
        switch (xml.element()) {
          case "automatic-styles" -> styles.read(xml);
          case "body" -> found = readBody(xml, styles, regions, budget, displayName, member, sink);
          default -> xml.skip();
        }
      }
    }
    if (!found) {
      throw Unreadable.damaged(displayName, "it holds no sheets", null);
    }
  }

  private boolean readBody(
      OdsXml xml,
      OdsStyles styles,
      OdsRegions regions,
      OdsBudget budget,
      String displayName,
      @Nullable String member,
      CellSink sink) {
    int sheets = 0;
    while (xml.nextChild()) {
      if (!xml.element().equals("spreadsheet")) {
        xml.skip();
        continue;
      }
      while (xml.nextChild()) {
        if (!xml.element().equals("table")) {
          xml.skip();
          continue;
        }
        if (++sheets > limits.maxItems()) {
          throw Unreadable.beyondLimit(displayName, "has too many sheets");
        }
        String tableName = xml.attribute(OdsXml.TABLE, "name");
        String name = tableName == null || tableName.isEmpty() ? "Sheet" + sheets : tableName;
        String printRanges = xml.attribute(OdsXml.TABLE, "print-ranges");
        boolean hidden = styles.hidesTable(xml.attribute(OdsXml.TABLE, "style-name"));
        sink.beginSheet(
            name,
            member,
            CellSink.SheetType.WORKSHEET,
            hidden ? SheetState.HIDDEN : SheetState.VISIBLE);
        OdsRegions local = new OdsRegions(limits.maxItems());
        new OdsSheet(xml, styles, limits, budget, displayName, sink).read(local);
        local.emit(name, null, sink);
        regions.emit(name, printRanges, sink);
        sink.endSheet();
      }
    }
    return sheets > 0;
  }
}
