package org.datawarp.pipeline.workbook;

import java.util.List;
import org.datawarp.model.table.SheetState;
import org.jspecify.annotations.Nullable;

/**
 * One tab of a workbook.
 *
 * @param part the part that holds it
 * @param regions what defined names mark on it; grows while the workbook is read
 */
public record SheetEntry(
    String name, CellSink.SheetType type, SheetState state, String part, List<Region> regions) {

  /**
   * What a relationship of a tab says it is; null for macro and dialog sheets, which are skipped.
   */
  public static CellSink.@Nullable SheetType typeOf(String relationship) {
    return switch (relationship) {
      case "chartsheet" -> CellSink.SheetType.CHART;
      case "dialogsheet", "xlmacrosheet", "xlintlmacrosheet" -> null;
      default -> CellSink.SheetType.WORKSHEET;
    };
  }
}
