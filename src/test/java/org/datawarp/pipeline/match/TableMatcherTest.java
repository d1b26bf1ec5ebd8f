package org.datawarp.pipeline.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.match.TableMatch.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableMatcherTest {
  private static TableFingerprint table(String title, String sheet, String... columns) {
    List<TableColumn> all = new ArrayList<>();
    for (String column : columns) {
      boolean isText = column.startsWith("org") || column.equals("region");
      all.add(
          new TableColumn(
              column, isText ? ColumnType.TEXT : ColumnType.BIGINT, List.of(column), List.of()));
    }
    return TableFingerprint.of(all, title, sheet);
  }

  private static String[] columns(String prefix, int count) {
    String[] names = new String[count];
    for (int i = 0; i < count; i++) {
      names[i] = prefix + i;
    }
    return names;
  }

  @ParameterizedTest
  @CsvSource({
    "'Table 5b: Waiting lists by provider, August 2025', waiting lists by provider",
    "'Table 5b', ''",
    "'Tab 12 - Referrals, 2024-25 Q1', referrals",
    "'  Cost (£) by region  ', cost £ by region",
    "'', ''"
  })
  void aTitleIsItsWordsWithoutNumberAndPeriod(String title, String words) {
    assertThat(TableFingerprint.words(title)).isEqualTo(words);
  }

  @Test
  void theSameHeadersAreTheSameTableWhateverItsNumberAndSheet() {
    TableFingerprint before = table("Table 5a: Waits, July 2025", "Table 5a", columns("w", 9));
    TableFingerprint now = table("Table 6: Waits, August 2025", "x7Q2", columns("w", 9));

    TableMatch match = TableMatcher.match(List.of(now), List.of(before)).get(0);

    assertThat(match.isTaken()).isTrue();
    assertThat(match.method()).isEqualTo(Method.FINGERPRINT);
    assertThat(match.confidence()).isGreaterThan(0.95);
  }

  @Test
  void aRenumberedTableIsNotMatchedByItsLabel() {
    TableFingerprint waits = table("Table 5b", "Table 5b", columns("wait", 9));
    TableFingerprint staff = table("Table 5b", "Table 5b", columns("staff", 9));

    assertThat(TableMatcher.match(List.of(staff), List.of(waits))).isEmpty();
  }

  @Test
  void sheetsOfEqualHeadersAreToldApartByTheirTitles() {
    String[] names = columns("w", 119);
    List<TableFingerprint> before =
        List.of(
            table("Provider level incomplete pathways, May 2025", "a1", names),
            table("Commissioner level incomplete pathways, May 2025", "b2", names),
            table("Provider level completed pathways, May 2025", "c3", names));
    List<TableFingerprint> now =
        List.of(
            table("Provider level completed pathways, June 2025", "q9", names),
            table("Provider level incomplete pathways, June 2025", "r8", names),
            table("Commissioner level incomplete pathways, June 2025", "s7", names));

    Map<Integer, TableMatch> matches = TableMatcher.match(now, before);

    assertThat(matches.values()).allMatch(TableMatch::isTaken);
    assertThat(matches.get(0).candidate()).isEqualTo(2);
    assertThat(matches.get(1).candidate()).isEqualTo(0);
    assertThat(matches.get(2).candidate()).isEqualTo(1);
  }

  @Test
  void tablesThatAreAlikeInAllButTheSheetAreMatchedByIt() {
    List<TableFingerprint> before =
        List.of(table("", "North", columns("w", 5)), table("", "South", columns("w", 5)));
    List<TableFingerprint> now =
        List.of(table("", "South", columns("w", 5)), table("", "North", columns("w", 5)));

    Map<Integer, TableMatch> matches = TableMatcher.match(now, before);

    assertThat(matches.get(0).candidate()).isEqualTo(1);
    assertThat(matches.get(1).candidate()).isEqualTo(0);
    assertThat(matches.values())
        .allSatisfy(
            match -> {
              assertThat(match.isTaken()).isTrue();
              assertThat(match.method()).isEqualTo(Method.SHEET);
            });
  }

  @Test
  void oneOfTwoEqualTablesIsOnlyProposed() {
    List<TableFingerprint> before =
        List.of(table("", "x1", columns("w", 5)), table("", "y2", columns("w", 5)));
    List<TableFingerprint> now = List.of(table("", "z3", columns("w", 5)));

    TableMatch match = TableMatcher.match(now, before).get(0);

    assertThat(match.isTaken()).isFalse();
    assertThat(match.doubt()).isEqualTo("another table is as like");
  }

  @Test
  void halfOfTheColumnsIsAProposal() {
    String[] columns = columns("w", 10);
    TableFingerprint before = table("Waits", "1", columns);
    columns[0] = "a";
    columns[1] = "b";
    columns[2] = "c";
    columns[3] = "d";
    TableFingerprint now = table("Waits", "1", columns);

    TableMatch match = TableMatcher.match(List.of(now), List.of(before)).get(0);

    assertThat(match.isTaken()).isFalse();
    assertThat(match.doubt()).contains("43 % of the columns");
  }

  @Test
  void numbersAndPercentagesOfOneThingAreOnlyProposed() {
    TableFingerprint before = table("Cost of waits", "1", columns("w", 10));
    TableFingerprint now = table("% of waits", "1", columns("w", 10));

    TableMatch match = TableMatcher.match(List.of(now), List.of(before)).get(0);

    assertThat(match.isTaken()).isFalse();
    assertThat(match.doubt()).contains("units differ");
  }

  @Test
  void aFingerprintIsReadBackAsItWasWritten() {
    TableFingerprint one = table("% of waits, May 2025", "Sheet x", columns("w", 3));

    assertThat(TableFingerprint.ofJson(one.toJson())).contains(one);
    assertThat(TableFingerprint.ofJson(Map.of("columns", List.of("a")))).isEmpty();
  }

  @Test
  void aRenamedColumnIsFoundByItsName() {
    assertThat(
            ColumnRenames.likely(
                Map.of("org_code", ColumnType.TEXT, "patients", ColumnType.BIGINT),
                Map.of(
                    "organisation_code",
                    ColumnType.TEXT,
                    "number_of_patients",
                    ColumnType.NUMERIC,
                    "region",
                    ColumnType.TEXT)))
        .extracting(ColumnRenames.Rename::from, ColumnRenames.Rename::to)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("org_code", "organisation_code"),
            org.assertj.core.groups.Tuple.tuple("patients", "number_of_patients"));
  }

  @Test
  void whereColumnsAreTheSameOtherNumbersInTheTitleAreAnotherTable() {
    TableFingerprint over52 = table("Waiting over 52 weeks by service", "4g", columns("s", 6));
    TableFingerprint under18 = table("Waiting 12-18 weeks by service", "4e", columns("s", 6));
    TableFingerprint to104 = table("Waiting 52-104 weeks by service", "4g", columns("s", 6));
    TableFingerprint again = table("Waiting 12-18 weeks by service", "4e", columns("s", 6));

    Map<Integer, TableMatch> matches =
        TableMatcher.match(List.of(again, to104), List.of(over52, under18));

    assertThat(matches.keySet()).containsExactly(0);
    assertThat(matches.get(0).candidate()).isEqualTo(1);
    assertThat(matches.get(0).isTaken()).isTrue();
  }

  @Test
  void theOnlyTableWithOtherNumbersInItsTitleIsProposed() {
    TableFingerprint before = table("Waiting over 52 weeks", "a", columns("s", 6));
    TableFingerprint now = table("Waiting over 65 weeks", "a", columns("s", 6));

    TableMatch match = TableMatcher.match(List.of(now), List.of(before)).get(0);

    assertThat(match.isTaken()).isFalse();
    assertThat(match.doubt()).contains("the numbers in the titles differ");
  }

  @Test
  void columnsWithoutValuesDoNotCountAgainstAMatch() {
    TableFingerprint before = table("Waits", "a", columns("s", 4));
    List<TableColumn> blank = new ArrayList<>();
    for (String column : columns("s", 4)) {
      blank.add(
          new TableColumn(
              column, ColumnType.TEXT, List.of(column), List.of(), KeyOrigin.CELLS, List.of()));
    }
    TableFingerprint now = TableFingerprint.of(blank, "Waits", "a");

    assertThat(TableMatcher.match(List.of(now), List.of(before)).get(0).isTaken()).isTrue();
    assertThat(TableFingerprint.ofJson(now.toJson())).contains(now);
  }
}
