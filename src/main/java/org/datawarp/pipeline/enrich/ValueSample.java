package org.datawarp.pipeline.enrich;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.datawarp.model.RowCursor;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.extract.SourceTable;

/** Some of the different texts in a table's columns: enough to tell what its codes are. */
public final class ValueSample {
  private static final int MAX_ROWS = 5_000;
  private static final int MAX_PARTS = 60;
  private static final int MAX_VALUES = 2_000;
  private static final int LONGEST_CODE = 20;

  private ValueSample() {}

  /**
   * Reads the first rows of each part.
   *
   * @return the different texts of each column of text, by its name; longer ones than any code has
   *     are given without their ends
   */
  public static Map<String, Set<String>> of(SourceTable table) {
    Map<String, Set<String>> values = new HashMap<>();
    List<TableColumn> columns = table.columns();
    List<SourcePart> parts = table.parts();
    for (SourcePart part : parts.subList(0, Math.min(MAX_PARTS, parts.size()))) {
      try (RowCursor rows = part.open()) {
        for (int read = 0; read < MAX_ROWS && rows.next(); read++) {
          for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).type() == ColumnType.TEXT && !rows.isNull(i)) {
              add(values.computeIfAbsent(columns.get(i).name(), name -> new HashSet<>()), rows, i);
            }
          }
        }
      }
    }
    return values;
  }

  private static void add(Set<String> into, RowCursor rows, int column) {
    if (into.size() < MAX_VALUES) {
      int length = Math.min(LONGEST_CODE, rows.length(column));
      String text =
          new String(rows.bytes(column), rows.offset(column), length, StandardCharsets.UTF_8);
      if (!text.isBlank()) {
        into.add(text);
      }
    }
  }
}
