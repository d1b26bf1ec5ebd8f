package org.datawarp.pipeline.workbook.xlsx;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.datawarp.pipeline.workbook.A1;
import org.datawarp.pipeline.workbook.CellSink;
import org.datawarp.pipeline.workbook.ReadLimits;
import org.datawarp.pipeline.workbook.Refusal;
import org.datawarp.pipeline.workbook.Region;
import org.datawarp.pipeline.workbook.SheetEntry;

/**
 * Places defined names on their sheets: those that refer to one rectangle, print areas and filters.
 *
 * <p>Names that stand for formulas, constants, other files or nothing ({@code #REF!}) mark nothing.
 * Source: ECMA-376 part 1, 18.2.5.
 */
final class DefinedNames {
  private static final String PRINT_AREA = "_xlnm.print_area";
  private static final String FILTER = "_xlnm._filterdatabase";

  private final Map<String, SheetEntry> sheets = new HashMap<>();
  private final A1 range;
  private final ReadLimits limits;
  private final Refusal refusal;
  private int count;

  DefinedNames(List<SheetEntry> all, ReadLimits limits, Refusal refusal) {
    for (SheetEntry sheet : all) {
      sheets.put(sheet.name().toLowerCase(Locale.ROOT), sheet);
    }
    this.range = new A1(limits);
    this.limits = limits;
    this.refusal = refusal;
  }

  /**
   * Places one name.
   *
   * @param formula what it stands for, such as {@code 'My sheet'!$A$1:$C$9}
   * @param shown false for a hidden name, which only counts if it is a filter
   */
  void place(String name, String formula, boolean shown) {
    if (++count > limits.maxItems()) {
      throw refusal.beyond("has too many defined names", limits.maxItems());
    }
    String known = name.toLowerCase(Locale.ROOT);
    CellSink.RegionKind kind =
        switch (known) {
          case PRINT_AREA -> CellSink.RegionKind.PRINT_AREA;
          case FILTER -> CellSink.RegionKind.FILTER;
          default -> CellSink.RegionKind.NAME;
        };
    if (kind == CellSink.RegionKind.NAME && (!shown || known.startsWith("_xlnm."))) {
      return;
    }
    List<String> areas = areas(formula);
    if (areas.size() > 1 && kind == CellSink.RegionKind.NAME) {
      return;
    }
    for (String area : areas) {
      placeArea(kind, name, area);
    }
  }

  private void placeArea(CellSink.RegionKind kind, String name, String area) {
    int bang = area.lastIndexOf('!');
    if (bang <= 0) {
      return;
    }
    String sheet = area.substring(0, bang);
    if (sheet.length() > 1 && sheet.startsWith("'") && sheet.endsWith("'")) {
      sheet = sheet.substring(1, sheet.length() - 1).replace("''", "'");
    }
    SheetEntry entry = sheets.get(sheet.toLowerCase(Locale.ROOT));
    byte[] cells = area.substring(bang + 1).getBytes(StandardCharsets.UTF_8);
    if (entry != null && range.parse(cells, 0, cells.length)) {
      Region.add(entry.regions(), Region.of(kind, name, range, 0, 0));
    }
  }

  /** Splits a formula at the commas outside quotes. */
  private static List<String> areas(String formula) {
    List<String> areas = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i <= formula.length(); i++) {
      if (i == formula.length() || (formula.charAt(i) == ',' && !quoted)) {
        areas.add(formula.substring(start, i).trim());
        start = i + 1;
      } else if (formula.charAt(i) == '\'') {
        quoted = !quoted;
      }
    }
    return areas;
  }
}
