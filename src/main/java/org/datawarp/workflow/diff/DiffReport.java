package org.datawarp.workflow.diff;

import java.util.List;
import org.datawarp.pipeline.compare.RowChange;
import org.datawarp.pipeline.compare.TableComparison;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * In what two sides differ.
 *
 * @param before the older side as it was named
 * @param after the newer side as it was named
 * @param tables the tables that both have
 * @param onlyBefore the tables that only the older one has
 * @param onlyAfter the tables that only the newer one has
 * @param file the Parquet file with every row that differs; null where none was asked for
 */
@JsonKeys({"before", "after", "same", "tables", "only_before", "only_after", "file"})
public record DiffReport(
    String before,
    String after,
    List<TableDiff> tables,
    List<String> onlyBefore,
    List<String> onlyAfter,
    @Nullable String file) {
  /** Copies the lists. */
  public DiffReport {
    tables = List.copyOf(tables);
    onlyBefore = List.copyOf(onlyBefore);
    onlyAfter = List.copyOf(onlyAfter);
  }

  /** Tells whether nothing differs. */
  public boolean isSame() {
    return onlyBefore.isEmpty()
        && onlyAfter.isEmpty()
        && tables.stream().allMatch(table -> table.comparison().isSame());
  }

  /**
   * One table of both sides.
   *
   * @param before the older one
   * @param after the newer one
   * @param comparison what differs, counted
   * @param changes the first rows that differ
   * @param leftOut how many more there are
   */
  @JsonKeys({"before", "after", "comparison.*", "changes", "left_out"})
  public record TableDiff(
      SideName before,
      SideName after,
      TableComparison comparison,
      List<RowChange> changes,
      long leftOut) {
    /** Copies the list. */
    public TableDiff {
      changes = List.copyOf(changes);
    }
  }

  /**
   * A table as people know it.
   *
   * @param name its code, or its name in its file
   * @param title its title; may be empty
   * @param period the stored form of its period; null for none or several
   * @param place where the rows were read: a staging table, or a file
   */
  public record SideName(String name, String title, @Nullable String period, String place) {}
}
