package org.datawarp.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.GivenRows;
import org.datawarp.pipeline.export.StoredColumn;
import org.junit.jupiter.api.Test;

class RowHashTest {
  private static final List<StoredColumn> COLUMNS =
      List.of(
          StoredColumn.of("name", ColumnType.TEXT),
          StoredColumn.of("count", ColumnType.BIGINT),
          StoredColumn.of("rate", ColumnType.NUMERIC),
          StoredColumn.of("day", ColumnType.DATE),
          StoredColumn.of("_load_id", ColumnType.INTEGER));

  private static final List<List<Object>> ROWS =
      List.of(
          Arrays.asList("Leeds", 17L, new BigDecimal("2.50"), LocalDate.of(2025, 8, 1), 1L),
          Arrays.asList("", -1L, new BigDecimal("0.125"), null, 2L),
          Arrays.asList(null, Long.MIN_VALUE, null, LocalDate.of(1, 1, 1), 3L),
          Arrays.asList("long ".repeat(1000), 0L, new BigDecimal("-3"), null, null));

  /** Databases and files record it: the same rows have the same hash for ever. */
  @Test
  void theHashOfRowsStaysWhatItIs() {
    assertThat(hash(ROWS).hex()).isEqualTo("01b90e57e432cfeecce249e524a4d4ae");
  }

  @Test
  void partsAddUpToTheWhole() {
    RowHash first = hash(ROWS.subList(0, 1));

    first.addAll(hash(ROWS.subList(1, 4)));

    assertThat(first.hex()).isEqualTo(hash(ROWS).hex());
    assertThat(first.rowCount()).isEqualTo(4);
  }

  private static RowHash hash(List<List<Object>> given) {
    RowHash hash =
        RowHash.of(COLUMNS.stream().map(StoredColumn::name).toList(), List.of("_load_id"));
    try (RowCursor rows = new GivenRows(COLUMNS, given)) {
      while (rows.next()) {
        hash.add(rows);
      }
    }
    return hash;
  }
}
