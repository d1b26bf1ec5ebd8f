package org.datawarp.pipeline.extract.table;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.extract.Marker;
import org.datawarp.pipeline.extract.cell.CellText;
import org.jspecify.annotations.Nullable;

/** The bounds that the shorthand of one column stands for, in the column's own unit. */
public final class BoundTable {
  /**
   * What a shorthand stands for, both ends included.
   *
   * @param lower null where it is open
   * @param upper null where it is open
   */
  record Bounds(@Nullable BigDecimal lower, @Nullable BigDecimal upper) {}

  private final Map<String, Bounds> byToken = new HashMap<>();

  /**
   * Builds the table of a column.
   *
   * @param type the type the column is loaded as
   */
  BoundTable(ColumnVerdict verdict, ColumnType type) {
    for (Marker marker : verdict.markers()) {
      if (marker.lower() != null || marker.upper() != null) {
        byToken.put(marker.token(), bounds(marker, verdict, type));
      }
    }
  }

  /** Tells whether any shorthand of a column gives bounds. */
  public static boolean isNeeded(List<ColumnVerdict> verdicts, ColumnType type) {
    return type.isNumber()
        && verdicts.stream()
            .flatMap(verdict -> verdict.markers().stream())
            .anyMatch(marker -> marker.lower() != null || marker.upper() != null);
  }

  /** Returns the bounds of a marker as it stands in a cell; null where it has none. */
  @Nullable Bounds find(String token) {
    return byToken.get(token);
  }

  private static Bounds bounds(Marker marker, ColumnVerdict verdict, ColumnType type) {
    CellText text = new CellText();
    byte[] utf8 = marker.token().getBytes(StandardCharsets.UTF_8);
    boolean stated = text.parse(utf8, 0, utf8.length) == CellText.Kind.BOUND;
    // "<5" is 4 at most where things are counted, and 5 where they are measured.
    boolean moved = stated && text.isMoved() && type == ColumnType.NUMERIC;
    int shift = stated && marker.token().indexOf('%') >= 0 ? verdict.percentShift() : 0;
    return new Bounds(
        scaled(marker.lower(), moved ? BigDecimal.ONE.negate() : BigDecimal.ZERO, shift),
        scaled(marker.upper(), moved ? BigDecimal.ONE : BigDecimal.ZERO, shift));
  }

  private static @Nullable BigDecimal scaled(
      @Nullable BigDecimal bound, BigDecimal move, int shift) {
    if (bound == null) {
      return null;
    }
    BigDecimal value = bound.add(move).movePointLeft(shift).stripTrailingZeros();
    return value.scale() < 0 ? value.setScale(0) : value;
  }
}
