package org.datawarp.pipeline.workbook.ods;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.CellSink.RegionKind;
import org.jspecify.annotations.Nullable;

/** The named ranges and database ranges of an OpenDocument spreadsheet. */
final class OdsRegions {
  private static final String ANONYMOUS = "__Anonymous";

  private record Region(RegionKind kind, String name, OdsRange range, int headerRows) {}

  private final int maxItems;
  private final List<Region> regions = new ArrayList<>();

  OdsRegions(int maxItems) {
    this.maxItems = maxItems;
  }

  /** Takes the range of the element that just started, if it is one. */
  void add(OdsXml xml) {
    String name = xml.attribute(OdsXml.TABLE, "name");
    switch (xml.element()) {
      case "named-range" ->
          add(RegionKind.NAME, name, xml.attribute(OdsXml.TABLE, "cell-range-address"), 0);
      case "database-range" -> {
        String address = xml.attribute(OdsXml.TABLE, "target-range-address");
        boolean filter = "true".equals(xml.attribute(OdsXml.TABLE, "display-filter-buttons"));
        boolean header = !"false".equals(xml.attribute(OdsXml.TABLE, "contains-header"));
        boolean named = name != null && !name.startsWith(ANONYMOUS);
        if (named) {
          add(RegionKind.TABLE, name, address, header ? 1 : 0);
        } else if (filter) {
          add(RegionKind.FILTER, "filter", address, 0);
        }
      }
      default -> {
        // Expressions and sort rules are no ranges.
      }
    }
  }

  private void add(
      RegionKind kind, @Nullable String name, @Nullable String address, int headerRows) {
    List<OdsRange> ranges = OdsRange.listOf(address);
    if (ranges.size() == 1 && regions.size() < maxItems) {
      regions.add(new Region(kind, name == null ? "" : name, ranges.get(0), headerRows));
    }
  }

  /** Tells the sink the regions of one sheet and its print areas. */
  void emit(String sheet, @Nullable String printRanges, CellSink sink) {
    for (Region region : regions) {
      if (region.range.sheet().equals(sheet)) {
        emit(region.kind, region.name, region.range, region.headerRows, sink);
      }
    }
    for (OdsRange range : OdsRange.listOf(printRanges)) {
      emit(RegionKind.PRINT_AREA, "print area", range, 0, sink);
    }
  }

  private static void emit(
      RegionKind kind, String name, OdsRange range, int headerRows, CellSink sink) {
    sink.region(
        kind,
        name,
        range.firstRow(),
        range.lastRow(),
        range.firstColumn(),
        range.lastColumn(),
        headerRows,
        0);
  }
}
