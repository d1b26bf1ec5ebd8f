package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.DetectedColumn;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.RowCounts;
import org.junit.jupiter.api.Test;

class TitlePeriodsTest {
  private static final Period NAMED = PeriodParser.require("2025-01-25");
  private static final String ORIGIN = "the file's name 'Deaths-25-January-2025.xlsx'";
  private static final String NEXT_YEAR = "Week ending 25 January 2026";

  private static TitlePeriods titles(String... titles) {
    List<DetectedTable> tables = new ArrayList<>();
    for (String title : titles) {
      DetectedColumn column =
          new DetectedColumn(0, "a", List.of("a"), ColumnType.TEXT, 0, 0, 1, List.of());
      tables.add(
          new DetectedTable(
              "Table " + tables.size(),
              null,
              1,
              title,
              List.of(1),
              2,
              2,
              List.of(column),
              new RowCounts(1, 1, 0, 0, 0, 0, 0),
              null,
              null,
              "",
              1));
    }
    return new TitlePeriods(tables);
  }

  @Test
  void sheetsThatAllSayAnotherPeriodAreToldWithBoth() {
    assertThat(titles(NEXT_YEAR, "Notes", NEXT_YEAR).contradiction(NAMED, ORIGIN))
        .contains(
            "the period is 2025-01-25 by the file's name 'Deaths-25-January-2025.xlsx', but the"
                + " titles of 2 sheets say 2026-W04, such as 'Week ending 25 January 2026'");
  }

  @Test
  void oneSheetOrOneThatAgreesIsNoContradiction() {
    assertThat(titles(NEXT_YEAR).contradiction(NAMED, ORIGIN)).isEmpty();
    assertThat(titles("Deaths", "By region").contradiction(NAMED, ORIGIN)).isEmpty();
    assertThat(titles(NEXT_YEAR, NEXT_YEAR, "January 2025").contradiction(NAMED, ORIGIN)).isEmpty();
    assertThat(titles("2019 to 2025", "April 2024 to March 2025").contradiction(NAMED, ORIGIN))
        .isEmpty();
  }

  @Test
  void rowsOfTheNamesPeriodAreNotReplacedByThoseOfTheTitles() {
    assertThatThrownBy(() -> titles(NEXT_YEAR, NEXT_YEAR).requireNoContradiction(NAMED, ORIGIN))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("2026-W04")
        .hasMessageEndingWith("2025-01-25 is loaded with other rows")
        .satisfies(
            e ->
                assertThat(((RefusedException) e).hint())
                    .contains("--period 2025-01-25", "--period 2026-W04"));
    titles(NEXT_YEAR).requireNoContradiction(NAMED, ORIGIN);
    titles(NEXT_YEAR, "Week ending 1 February 2026").requireNoContradiction(NAMED, ORIGIN);
  }
}
