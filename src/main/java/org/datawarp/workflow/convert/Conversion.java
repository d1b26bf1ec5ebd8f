package org.datawarp.workflow.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.table.TableColumn;
import org.jspecify.annotations.Nullable;

/**
 * What was written.
 *
 * @param tables the tables, in the file's order
 * @param warnings what a person should know
 */
public record Conversion(List<Written> tables, List<String> warnings) {
  /** Copies the lists. */
  public Conversion {
    tables = List.copyOf(tables);
    warnings = List.copyOf(warnings);
  }

  /**
   * One table.
   *
   * @param name its name among the file's tables
   * @param title its title; may be empty
   * @param sheet its sheet; null for a CSV
   * @param member the path inside a ZIP; null outside one
   * @param file the file that was written; null for standard output
   * @param rows its rows
   * @param columns its columns, as written
   */
  public record Written(
      String name,
      String title,
      @Nullable String sheet,
      @Nullable String member,
      @Nullable String file,
      long rows,
      List<TableColumn> columns) {
    /** Copies the list. */
    public Written {
      columns = List.copyOf(columns);
    }
  }

  /**
   * Returns the same as JSON's maps and lists, with stable keys.
   *
   * @param request what was asked for
   */
  public Map<String, @Nullable Object> json(ConvertRequest request) {
    List<Map<String, @Nullable Object>> list = new ArrayList<>();
    for (Written table : tables) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("name", table.name());
      map.put("title", table.title());
      map.put("sheet", table.sheet());
      map.put("member", table.member());
      map.put("file", table.file());
      map.put("rows", table.rows());
      map.put("columns", table.columns().stream().map(Conversion::column).toList());
      list.add(map);
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("file", request.location());
    map.put("format", request.kind().extension());
    map.put("tables", list);
    map.put("warnings", warnings);
    return map;
  }

  private static Map<String, Object> column(TableColumn column) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", column.name());
    map.put("header", column.header());
    map.put("type", column.type().text());
    return map;
  }
}
