package org.datawarp.pipeline.extract.table;

import java.util.List;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.extract.MarkerClass;
import org.datawarp.pipeline.extract.cell.CellPrinter;
import org.datawarp.pipeline.extract.cell.DateOrder;

/**
 * What a full scan says about one column.
 *
 * <p>How a cell is read with it: a number column takes NUMBER and MARKED_NUMBER texts as numbers,
 * and every other text, error or bound is null with its text in the marker column. A TEXT column
 * takes every cell as text, other kinds printed by {@link CellPrinter}. An INTEGER or BIGINT column
 * may hold numbers with a scale: their digits after the point are zeros. A DATE column may hold
 * timestamps: their time is midnight. Dates and times have markers as numbers have.
 *
 * @param type the narrowest type that holds every value; INTEGER where 32 bits do
 * @param precision for NUMERIC the digits on both sides of the point, else 0
 * @param scale for NUMERIC the digits after the point, else 0; trailing zeros do not count
 * @param valueCount values that are neither blank nor markers
 * @param markers the distinct markers met, in order of first appearance; empty for TEXT that holds
 *     anything else
 * @param onlyMarkers whether the column holds markers and nothing else; it is TEXT then, and can be
 *     loaded into a column that was a number before
 * @param dateOrder how dates in digits are to be read
 * @param percentShift what to add to the scale of a number text with a percent sign: 2 where the
 *     column's other numbers are fractions shown as percentages, else 0
 * @param putAside cells that contradict the type: no values of it, and none of the markers
 * @param why the reason in one phrase with counts
 */
public record ColumnVerdict(
    ColumnType type,
    int precision,
    int scale,
    long valueCount,
    List<Marker> markers,
    boolean onlyMarkers,
    DateOrder dateOrder,
    int percentShift,
    long putAside,
    String why) {
  /** Copies the list. */
  public ColumnVerdict {
    markers = List.copyOf(markers);
  }

  /** Tells whether the column needs a marker column beside it. */
  public boolean hasMarkers() {
    return !markers.isEmpty();
  }

  /** Returns the tokens of the markers, in order of first appearance. */
  public List<String> tokens() {
    return markers.stream().map(Marker::token).toList();
  }

  /** Returns the tokens nobody explains. */
  public List<String> unknownTokens() {
    return markers.stream()
        .filter(marker -> marker.kind() == MarkerClass.UNKNOWN && marker.meaning().isEmpty())
        .map(Marker::token)
        .toList();
  }
}
