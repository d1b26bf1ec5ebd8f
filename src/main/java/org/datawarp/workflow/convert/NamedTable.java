package org.datawarp.workflow.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.extract.SourceTable;
import org.jspecify.annotations.Nullable;

/**
 * A table of a file with its names.
 *
 * @param table the table; it has one part
 * @param stem what its own file is called, without an ending
 */
record NamedTable(SourceTable table, String stem) {
  /** Names the tables of a file: the only one goes by the file's name. */
  static List<NamedTable> of(List<SourceTable> tables, String stem) {
    List<NamedTable> named = new ArrayList<>();
    for (SourceTable table : tables) {
      String own = tables.size() == 1 ? stem : stem + "_" + table.suggestedName();
      named.add(new NamedTable(table, own));
    }
    return named;
  }

  /**
   * Returns the table of a name, else all tables of the sheet or member that is called so.
   *
   * @throws NotFoundException if there is none; it names those that are there
   */
  static List<NamedTable> choose(String wanted, List<NamedTable> tables) {
    List<Function<NamedTable, @Nullable String>> ways =
        List.of(NamedTable::name, NamedTable::sheet, NamedTable::member);
    for (Function<NamedTable, @Nullable String> way : ways) {
      List<NamedTable> found =
          tables.stream()
              .filter(table -> wanted.strip().equalsIgnoreCase(way.apply(table)))
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    throw new NotFoundException(
        "there is no table '" + wanted + "'",
        (tables.size() == 1 ? "the only one is " : "the tables are ") + list(tables));
  }

  /** Returns the names of tables, those of their sheets or members beside them. */
  static String list(List<NamedTable> tables) {
    return String.join(", ", tables.stream().map(NamedTable::described).toList());
  }

  String name() {
    return table.suggestedName();
  }

  SourcePart part() {
    return table.parts().get(0);
  }

  DetectedTable place() {
    return part().table();
  }

  private @Nullable String sheet() {
    return place().sheet();
  }

  private @Nullable String member() {
    return place().member();
  }

  private String described() {
    String where = sheet() == null ? member() : sheet();
    return name() + (where == null ? "" : " (" + where + ")");
  }
}
