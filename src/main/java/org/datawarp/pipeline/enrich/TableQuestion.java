package org.datawarp.pipeline.enrich;

import java.util.List;
import org.datawarp.model.table.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * What is told about a table to whoever is to describe it: names and notes, never rows.
 *
 * @param publication the publication's title; may be empty
 * @param summary what the publication is about; may be empty
 * @param table the table's title
 * @param sheet its sheet; null for a CSV
 * @param description what the publisher says it holds; null where that is wanted
 * @param notes the publisher's notes on it
 * @param columns its columns in order
 */
public record TableQuestion(
    String publication,
    String summary,
    String table,
    @Nullable String sheet,
    @Nullable String description,
    List<String> notes,
    List<ColumnQuestion> columns) {
  /** Copies the lists. */
  public TableQuestion {
    notes = List.copyOf(notes);
    columns = List.copyOf(columns);
  }

  /**
   * One column.
   *
   * @param name its name
   * @param header its header as written; empty for a made column
   * @param type its type
   * @param unit what its numbers count; null where unknown
   * @param notes the publisher's notes on it
   * @param isWanted whether a description of it is wanted
   */
  public record ColumnQuestion(
      String name,
      String header,
      ColumnType type,
      @Nullable String unit,
      List<String> notes,
      boolean isWanted) {
    /** Copies the list. */
    public ColumnQuestion {
      notes = List.copyOf(notes);
    }
  }

  /** Returns the columns of which a description is wanted. */
  public List<ColumnQuestion> wanted() {
    return columns.stream().filter(ColumnQuestion::isWanted).toList();
  }
}
