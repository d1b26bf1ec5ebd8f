package org.datawarp.pipeline.extract.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.DetectedColumn;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.extract.cell.Plural;
import org.datawarp.pipeline.extract.key.KeyPlan;
import org.datawarp.pipeline.extract.unpivot.UnpivotPlan;
import org.jspecify.annotations.Nullable;

/**
 * A table with its rows scanned and its columns named.
 *
 * @param layout where it lies
 * @param scan what its rows hold
 * @param names one per column of the layout
 * @param number its 1-based number on the sheet
 * @param unpivot how its period columns become rows; null when they do not
 * @param settings how it is read
 * @param keys how its rows get the keys that do not stand in their own cells
 */
public record FoundTable(
    TableLayout layout,
    TableScan.Result scan,
    List<String> names,
    int number,
    @Nullable UnpivotPlan unpivot,
    TableSettings settings,
    KeyPlan keys) {

  /**
   * Returns the columns that hold anything, header or values, by their place in the layout. Where a
   * CSV's records begin in its first line its fields are its columns, blank or not, up to the last
   * that holds anything.
   */
  public List<Integer> shown() {
    boolean records =
        layout.sheet().isCsv()
            && layout.extent().firstRow() == 1
            && layout.headerRows().size() <= 1
            && number == 1;
    int width = records ? width() : 0;
    return IntStream.range(0, names.size()).filter(i -> i < width || isHeld(i)).boxed().toList();
  }

  /** Returns how many columns there are up to the last that holds anything. */
  private int width() {
    int width = names.size();
    while (!layout.headerRows().isEmpty() && width > 0 && !isHeld(width - 1)) {
      width--;
    }
    return width;
  }

  private boolean isHeld(int index) {
    return scan.used().get(index) || !layout.columns().get(index).header().isEmpty();
  }

  /** Returns the columns as inspect reports them: those {@link #shown}. */
  public List<DetectedColumn> columns() {
    List<DetectedColumn> columns = new ArrayList<>(names.size());
    for (int i : shown()) {
      LayoutColumn column = layout.columns().get(i);
      ColumnVerdict verdict = scan.verdicts().get(i);
      columns.add(
          new DetectedColumn(
              column.position(),
              names.get(i),
              column.header(),
              verdict.type(),
              verdict.precision(),
              verdict.scale(),
              verdict.valueCount(),
              verdict.tokens()));
    }
    return columns;
  }

  /** Returns the markers of the columns that hold any, each once, in order of appearance. */
  public List<Marker> markers() {
    Map<String, Marker> markers = new LinkedHashMap<>();
    for (ColumnVerdict verdict : scan.verdicts()) {
      if (verdict.type() != ColumnType.TEXT || verdict.onlyMarkers()) {
        verdict.markers().forEach(marker -> markers.putIfAbsent(marker.token(), marker));
      }
    }
    return List.copyOf(markers.values());
  }

  /** Tells for people which keys stand above their rows: labels, and what is filled down. */
  public List<String> keyLines() {
    List<String> lines = new ArrayList<>();
    for (int level = 0; level < keys.sections().size(); level++) {
      lines.add(
          keys.sections().get(level)
              + ": the label above each row, "
              + Plural.counted(keys.labelCount(level), "label"));
    }
    for (int i = 0; i < names.size(); i++) {
      if (keys.filledCells(i) > 0) {
        lines.add(
            names.get(i)
                + ": filled down "
                + (keys.fill(i) == KeyOrigin.MERGES
                    ? "over merged cells, "
                    : "from the first row of each group, ")
                + Plural.counted(keys.filledCells(i), "cell"));
      }
    }
    return lines;
  }

  /** Tells whether a column is loaded: it has a header or a value, or the table has no header. */
  public boolean isLoaded(int index) {
    return layout.headerRows().isEmpty() || isHeld(index);
  }
}
