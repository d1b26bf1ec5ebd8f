package org.datawarp.pipeline.workbook;

import java.util.List;

/** A marked rectangle of a sheet, as {@link CellSink#region} takes it. */
public record Region(
    CellSink.RegionKind kind,
    String name,
    long firstRow,
    long lastRow,
    int firstColumn,
    int lastColumn,
    int headerRows,
    int totalRows) {

  /** Makes a region of the range that was parsed last. */
  public static Region of(
      CellSink.RegionKind kind, String name, A1 range, int headerRows, int totalRows) {
    return new Region(
        kind,
        name,
        range.firstRow,
        range.lastRow,
        range.firstColumn,
        range.lastColumn,
        headerRows,
        totalRows);
  }

  private boolean covers(Region other) {
    return kind == other.kind
        && firstRow == other.firstRow
        && lastRow == other.lastRow
        && firstColumn == other.firstColumn
        && lastColumn == other.lastColumn;
  }

  /** Adds a region unless the list has an equal filter: Excel states a filter twice. */
  public static void add(List<Region> regions, Region region) {
    if (region.kind == CellSink.RegionKind.FILTER && regions.stream().anyMatch(region::covers)) {
      return;
    }
    regions.add(region);
  }

  void emit(CellSink sink) {
    sink.region(kind, name, firstRow, lastRow, firstColumn, lastColumn, headerRows, totalRows);
  }
}
