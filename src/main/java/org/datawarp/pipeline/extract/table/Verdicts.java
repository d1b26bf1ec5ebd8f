package org.datawarp.pipeline.extract.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.datawarp.model.table.ColumnType;
import org.jspecify.annotations.Nullable;

/** One verdict from several: columns that are loaded into one. */
public final class Verdicts {
  private Verdicts() {}

  /** Returns the type that holds the values of all, as it is loaded: never INTEGER. */
  public static ColumnType type(List<ColumnVerdict> verdicts) {
    ColumnType type = null;
    for (ColumnVerdict verdict : verdicts) {
      if (verdict.valueCount() > 0) {
        ColumnType own = loaded(verdict.type());
        type = type == null ? own : widen(type, own);
      }
    }
    return type == null ? ColumnType.TEXT : type;
  }

  private static ColumnType loaded(ColumnType type) {
    return type == ColumnType.INTEGER ? ColumnType.BIGINT : type;
  }

  private static ColumnType widen(ColumnType one, ColumnType other) {
    if (one == other) {
      return one;
    }
    if (one.isNumber() && other.isNumber()) {
      return ColumnType.NUMERIC;
    }
    boolean dates =
        (one == ColumnType.DATE || one == ColumnType.TIMESTAMP)
            && (other == ColumnType.DATE || other == ColumnType.TIMESTAMP);
    return dates ? ColumnType.TIMESTAMP : ColumnType.TEXT;
  }

  /** Returns the shorthand of all, in order of first appearance; none for text. */
  public static List<String> tokens(List<ColumnVerdict> verdicts, ColumnType type) {
    Map<String, Boolean> tokens = new LinkedHashMap<>();
    if (type != ColumnType.TEXT) {
      verdicts.forEach(verdict -> verdict.tokens().forEach(token -> tokens.put(token, true)));
    }
    return List.copyOf(tokens.keySet());
  }

  /** Tells whether a column of this type needs a column for shorthand beside it. */
  public static boolean needMarkers(List<ColumnVerdict> verdicts, ColumnType type) {
    return type != ColumnType.TEXT
        && verdicts.stream().anyMatch(verdict -> verdict.hasMarkers() || verdict.onlyMarkers());
  }

  /**
   * Returns the shorthand in a column without any value, none where it is all blank; null for one
   * with values.
   */
  public static @Nullable List<String> insteadOfValues(List<ColumnVerdict> verdicts) {
    if (verdicts.stream().anyMatch(verdict -> verdict.valueCount() > 0)) {
      return null;
    }
    return verdicts.stream().flatMap(verdict -> verdict.tokens().stream()).distinct().toList();
  }
}
