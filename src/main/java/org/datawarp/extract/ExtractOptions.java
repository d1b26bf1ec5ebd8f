package org.datawarp.extract;

import java.util.List;

/**
 * How a file is to be read: what differs from the standard.
 *
 * @param unpivot what to do with tables whose columns are periods
 * @param overrides what a person has decided about single sheets, usually in the manifest
 * @param anchors the tables of the previous manifest, so that a difference is reported as one
 */
public record ExtractOptions(
    UnpivotMode unpivot, List<SheetOverride> overrides, List<TableAnchor> anchors) {
  private static final ExtractOptions STANDARD =
      new ExtractOptions(UnpivotMode.AUTOMATIC, List.of(), List.of());

  /** Copies the lists. */
  public ExtractOptions {
    overrides = List.copyOf(overrides);
    anchors = List.copyOf(anchors);
  }

  /** Returns the options without overrides or anchors; period columns become rows. */
  public static ExtractOptions standard() {
    return STANDARD;
  }

  /** Returns these options with another way of treating period columns. */
  public ExtractOptions withUnpivot(UnpivotMode mode) {
    return new ExtractOptions(mode, overrides, anchors);
  }
}
