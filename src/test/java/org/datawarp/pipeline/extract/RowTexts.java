package org.datawarp.pipeline.extract;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.jspecify.annotations.Nullable;

/** Prints the rows of a part, for comparing. */
final class RowTexts {
  private RowTexts() {}

  /** Returns each row as its values with blanks between; null is a full stop. */
  static List<String> of(SourcePart part) {
    try (RowCursor cursor = part.open()) {
      return of(cursor);
    }
  }

  /** Returns the same of a cursor's rows. */
  static List<String> of(RowCursor cursor) {
    List<String> rows = new ArrayList<>();
    while (cursor.next()) {
      List<String> row = new ArrayList<>();
      for (int c = 0; c < cursor.columnCount(); c++) {
        String value = value(cursor, c);
        row.add(value == null ? "." : value);
      }
      rows.add(String.join(" ", row));
    }
    return rows;
  }

  private static @Nullable String value(RowCursor cursor, int c) {
    if (cursor.isNull(c)) {
      return null;
    }
    return switch (cursor.type(c)) {
      case TEXT ->
          new String(cursor.bytes(c), cursor.offset(c), cursor.length(c), StandardCharsets.UTF_8);
      case DATE -> LocalDate.ofEpochDay(cursor.longValue(c)).toString();
      default -> BigDecimal.valueOf(cursor.longValue(c), cursor.scale(c)).toPlainString();
    };
  }
}
