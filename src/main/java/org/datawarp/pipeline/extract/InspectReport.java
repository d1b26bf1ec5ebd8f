package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.DetectedColumn;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.model.table.LeftOutRows;
import org.datawarp.model.table.RowCounts;
import org.datawarp.model.table.SheetSummary;
import org.datawarp.model.table.Unpivot;
import org.datawarp.pipeline.extract.key.KeyPlan;
import org.datawarp.pipeline.extract.table.ColumnVerdict;
import org.datawarp.pipeline.extract.table.FoundTable;
import org.jspecify.annotations.Nullable;

/** Puts what was found in a file into maps and lists, ready to be printed as JSON. */
public final class InspectReport {
  private InspectReport() {}

  /**
   * Returns the report of {@code inspect FILE --json}: keys in a stable order, rows from 1.
   *
   * @param file the file as the user named it
   */
  public static Map<String, @Nullable Object> of(String file, Extraction extraction) {
    Map<String, @Nullable Object> report = new LinkedHashMap<>();
    report.put("file", file);
    List<Map<String, @Nullable Object>> sheets = new ArrayList<>();
    for (SheetSummary sheet : extraction.sheets()) {
      sheets.add(sheet(sheet));
    }
    report.put("sheets", sheets);
    List<Map<String, @Nullable Object>> tables = new ArrayList<>();
    List<List<LeftOutRows>> leftOut = extraction.leftOut();
    for (int i = 0; i < leftOut.size(); i++) {
      Map<String, @Nullable Object> table =
          table(extraction.tables().get(i), extraction.found().get(i));
      table.put("left_out", leftOut.get(i));
      tables.add(table);
    }
    report.put("tables", tables);
    report.put("unclaimed", extraction.unclaimed());
    report.put("legends", legends(extraction.legends()));
    report.put("differences", extraction.differences());
    report.put("warnings", extraction.warnings());
    return report;
  }

  private static Map<String, Object> legends(Map<String, Legend> legends) {
    Map<String, Object> map = new LinkedHashMap<>();
    legends.forEach(
        (sheet, legend) -> map.put(sheet, legend(List.copyOf(legend.entries().values()))));
    return map;
  }

  private static Map<String, @Nullable Object> sheet(SheetSummary sheet) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", sheet.name());
    map.put("member", sheet.member());
    map.put("kind", sheet.kind().text());
    map.put("why", sheet.why());
    map.put("state", sheet.state().text());
    return map;
  }

  private static Map<String, @Nullable Object> table(DetectedTable table, FoundTable found) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("sheet", table.sheet());
    map.put("member", table.member());
    map.put("title", table.title());
    map.put("header_rows", table.headerRows());
    map.put("first_data_row", table.firstDataRow());
    map.put("last_data_row", table.lastDataRow());
    map.put("first_column", table.firstColumn());
    map.put("last_column", table.lastColumn());
    map.put("data_rows", table.counts().data());
    map.put("group", table.group());
    map.put("unpivot", unpivot(table.unpivot()));
    List<Map<String, @Nullable Object>> columns = new ArrayList<>();
    List<Integer> shown = found.shown();
    for (int at = 0; at < shown.size(); at++) {
      int i = shown.get(at);
      Map<String, @Nullable Object> column =
          column(table.columns().get(at), found.scan().verdicts().get(i));
      column.put("filled", found.keys().filledCells(i));
      column.put(
          "filled_by", found.keys().filledCells(i) == 0 ? null : found.keys().fill(i).text());
      columns.add(column);
    }
    map.put("columns", columns);
    map.put("derived", derived(found));
    map.put("counts", counts(table.counts()));
    map.put("reason", table.reason());
    map.put("confidence", table.confidence());
    return map;
  }

  /** Returns the columns that are not the sheet's own. */
  private static List<Map<String, Object>> derived(FoundTable found) {
    List<Map<String, Object>> list = new ArrayList<>();
    KeyPlan keys = found.keys();
    for (int level = 0; level < keys.sections().size(); level++) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("name", keys.sections().get(level));
      map.put("type", ColumnType.TEXT.text());
      map.put("from", KeyOrigin.SECTION.text());
      int wanted = level;
      map.put(
          "rows",
          keys.labels().stream()
              .filter(label -> label.level() == wanted)
              .limit(LeftOutRows.MAX_RANGES)
              .map(KeyPlan.Label::row)
              .toList());
      map.put("labels", keys.labelCount(level));
      list.add(map);
    }
    return list;
  }

  private static Map<String, @Nullable Object> column(
      DetectedColumn column, ColumnVerdict verdict) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", column.name());
    map.put("header", column.header());
    map.put("type", column.type().text());
    map.put("markers", column.markers());
    map.put("legend", legend(verdict.markers()));
    map.put("put_aside", verdict.putAside());
    map.put("why", verdict.why());
    return map;
  }

  private static List<Map<String, Object>> legend(List<Marker> markers) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Marker marker : markers) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("token", marker.token());
      map.put("class", marker.kind().text());
      map.put("meaning", marker.meaning());
      list.add(map);
    }
    return list;
  }

  private static @Nullable Map<String, @Nullable Object> unpivot(@Nullable Unpivot unpivot) {
    if (unpivot == null) {
      return null;
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("id_columns", unpivot.idColumns());
    map.put("period_columns", unpivot.periodColumns());
    map.put("measures", unpivot.measures());
    return map;
  }

  private static Map<String, @Nullable Object> counts(RowCounts counts) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("read", counts.read());
    map.put("data", counts.data());
    map.put("blank", counts.blank());
    map.put("repeated_header", counts.repeatedHeader());
    map.put("section", counts.section());
    map.put("footer", counts.footer());
    map.put("quarantined", counts.quarantined());
    return map;
  }
}
