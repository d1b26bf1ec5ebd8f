package org.datawarp.workflow.convert;

import java.util.List;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.platform.codec.JsonKeys;
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
  @JsonKeys({"name", "title", "sheet", "member", "file", "rows", "columns=told"})
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

    /** Returns what of the columns is told. */
    List<Column> told() {
      return columns.stream()
          .map(column -> new Column(column.name(), column.header(), column.type()))
          .toList();
    }
  }

  /**
   * What is told of a column.
   *
   * @param name its name
   * @param header its header, level by level
   * @param type its type
   */
  record Column(String name, List<String> header, ColumnType type) {}
}
