package org.datawarp.pipeline.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.compare.RowChange.Kind;
import org.datawarp.pipeline.compare.RowChange.ValueChange;
import org.datawarp.pipeline.export.GivenRows;
import org.datawarp.pipeline.export.StoredColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableComparerTest {
  private static final StoredColumn CODE = StoredColumn.of("org_code", ColumnType.TEXT);
  private static final StoredColumn NAME = StoredColumn.of("org_name", ColumnType.TEXT);
  private static final StoredColumn COUNT = StoredColumn.of("patients", ColumnType.BIGINT);
  private static final StoredColumn MARKER = StoredColumn.of("patients__marker", ColumnType.TEXT);
  private static final StoredColumn ROW = StoredColumn.of("_source_row", ColumnType.INTEGER);

  @TempDir Path folder;

  private final List<RowChange> changes = new ArrayList<>();

  @Test
  void aRevisedValueIsToldWithItsKeyAndRows() {
    TableComparison found =
        compare(
            table(List.of(CODE, COUNT, ROW), row("RAX", 20L, 18L), row("RJ6", 5L, 19L)),
            table(List.of(CODE, COUNT, ROW), row("RAX", 1020L, 17L), row("RJ6", 5L, 18L)));

    assertThat(found.key()).containsExactly("org_code");
    assertThat(found.unique()).isTrue();
    assertThat(found.rowsChanged()).isEqualTo(1);
    assertThat(found.valuesRevised()).isEqualTo(1);
    assertThat(found.revisedByColumn()).containsExactly(Map.entry("patients", 1L));
    assertThat(changes)
        .containsExactly(
            new RowChange(
                Kind.CHANGED,
                Map.of("org_code", "RAX"),
                18L,
                17L,
                List.of(new ValueChange("patients", "20", "1020"))));
  }

  @Test
  void rowsThatCameOrWentAreToldByTheirKey() {
    TableComparison found =
        compare(
            table(List.of(CODE, COUNT), row("A", 1L), row("B", 2L), row("C", 3L)),
            table(List.of(CODE, COUNT), row("C", 3L), row("D", 4L), row("A", 1L)));

    assertThat(found.rowsAdded()).isEqualTo(1);
    assertThat(found.rowsRemoved()).isEqualTo(1);
    assertThat(found.rowsChanged()).isZero();
    assertThat(changes).extracting(RowChange::name).containsExactly("B", "D");
    assertThat(changes).extracting(RowChange::kind).containsExactly(Kind.REMOVED, Kind.ADDED);
  }

  @Test
  void aWithheldValueIsOneValueWithItsMarker() {
    TableComparison found =
        compare(
            table(List.of(CODE, COUNT), row("A", 20L), row("B", 2L)),
            table(List.of(CODE, COUNT, MARKER), row("A", null, "*"), row("B", 2L, null)));

    assertThat(found.valuesRevised()).isEqualTo(1);
    assertThat(found.columnsAdded()).containsExactly("patients__marker");
    assertThat(changes.get(0).values()).containsExactly(new ValueChange("patients", "20", "*"));
    assertThat(changes.get(0).values().get(0)).hasToString("patients 20 → *");
  }

  @Test
  void equalNumbersOfOtherTypesAreEqual() {
    StoredColumn exact = StoredColumn.of("patients", ColumnType.NUMERIC);
    StoredColumn floating = StoredColumn.of("patients", ColumnType.DOUBLE);
    ComparedTable whole = table(List.of(CODE, COUNT), row("A", 20L), row("B", 1_000L));

    TableComparison found =
        compare(
            whole,
            table(
                List.of(CODE, exact),
                row("A", new BigDecimal("20.00")),
                row("B", new BigDecimal("1000.0"))));

    assertThat(found.valuesRevised()).isZero();
    assertThat(found.columnsRetyped())
        .containsExactly(new TableComparison.Retyped("patients", "bigint", "numeric"));
    assertThat(
            compare(whole, table(List.of(CODE, floating), row("A", 20.0), row("B", 1e3)))
                .valuesRevised())
        .isZero();
    StoredColumn words = StoredColumn.of("patients", ColumnType.TEXT);
    assertThat(
            compare(whole, table(List.of(CODE, words), row("A", "20"), row("B", "1,000")))
                .valuesRevised())
        .isEqualTo(1);
  }

  @Test
  void aRenamedOrganisationIsARevisedValueAndNoNewRow() {
    TableComparison found =
        compare(
            table(List.of(NAME, CODE, COUNT), row("Kingston", "RAX", 1L), row("Leeds", "RR8", 2L)),
            table(
                List.of(NAME, CODE, COUNT),
                row("Kingston and Richmond", "RAX", 1L),
                row("Leeds", "RR8", 2L)));

    assertThat(found.key()).containsExactly("org_code");
    assertThat(changes.get(0).values())
        .containsExactly(new ValueChange("org_name", "Kingston", "Kingston and Richmond"));
  }

  @Test
  void aKeyMayBeOfSeveralColumnsAndOfYears() {
    StoredColumn band = StoredColumn.of("age_band", ColumnType.TEXT);
    StoredColumn year = StoredColumn.of("year", ColumnType.BIGINT);
    List<StoredColumn> columns = List.of(CODE, band, year, COUNT);

    TableComparison found =
        compare(
            table(
                columns,
                row("A", "0-4", 2024L, 1L),
                row("A", "0-4", 2025L, 2L),
                row("A", "5-9", 2025L, 3L),
                row("B", "0-4", 2024L, 1L)),
            table(
                columns,
                row("A", "0-4", 2024L, 1L),
                row("A", "0-4", 2025L, 7L),
                row("A", "5-9", 2025L, 3L),
                row("B", "0-4", 2024L, 1L)));

    assertThat(found.key()).containsExactly("org_code", "age_band", "year");
    assertThat(changes).extracting(RowChange::name).containsExactly("A, 0-4, 2025");
  }

  @Test
  void whatNamesTheIssueOnEveryRowIsNoKey() {
    StoredColumn period = StoredColumn.of("period", ColumnType.TEXT);
    StoredColumn day = StoredColumn.of("published", ColumnType.DATE);
    List<StoredColumn> columns = List.of(period, CODE, COUNT, day);

    TableComparison found =
        compare(
            table(
                columns,
                row("JUL-25", "A", 1L, LocalDate.of(2025, 8, 1)),
                row("JUL-25", "B", 2L, LocalDate.of(2025, 8, 1))),
            table(
                columns,
                row("AUG-25", "A", 1L, LocalDate.of(2025, 9, 1)),
                row("AUG-25", "B", 3L, LocalDate.of(2025, 9, 1))));

    assertThat(found.key()).containsExactly("org_code");
    assertThat(found.constants())
        .containsExactly(
            new TableComparison.Constant("period", "JUL-25", "AUG-25"),
            new TableComparison.Constant("published", "2025-08-01", "2025-09-01"));
    assertThat(found.valuesRevised()).isEqualTo(1);
  }

  @Test
  void rowsThatNoColumnTellsApartArePairedInTheirOrder() {
    TableComparison found =
        compare(
            table(List.of(CODE, COUNT), row("A", 1L), row("A", 2L), row("A", 3L), row("B", 1L)),
            table(List.of(CODE, COUNT), row("A", 2L), row("A", 9L), row("A", 3L), row("B", 1L)));

    assertThat(found.unique()).isFalse();
    assertThat(found.rowsChanged()).isEqualTo(1);
    assertThat(found.rowsAdded() + found.rowsRemoved()).isZero();
    assertThat(changes.get(0).values()).containsExactly(new ValueChange("patients", "1", "9"));
  }

  /** 100,000 rows of seven regions: no sample may take the regions for a key. */
  @Test
  void aColumnOfFewValuesInManyRowsIsNoKey() {
    TableComparison found = compare(many(100_000, 0), many(100_000, 1));

    assertThat(found.key()).containsExactly("org_code");
    assertThat(found.unique()).isTrue();
    assertThat(found.rowsChanged()).isEqualTo(100_000);
    assertThat(changes.get(99_999).toString()).contains("X99999");
  }

  private static ComparedTable many(int rows, long added) {
    StoredColumn region = new StoredColumn("region", ColumnType.TEXT, "text", null);
    List<StoredColumn> columns = List.of(region, CODE, COUNT);
    List<List<Object>> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      all.add(row("Region " + i % 7, "X" + i, i + added));
    }
    return new ComparedTable(columns, () -> new GivenRows(columns, all));
  }

  @Test
  void asManyRowsChangedWhetherTheyStandInPlaceOrNot() {
    List<StoredColumn> columns = List.of(CODE, COUNT);
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      List<List<Object>> before = new ArrayList<>();
      List<List<Object>> after = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String code = "K" + random.nextInt(4);
        long value = random.nextInt(6);
        before.add(row(code, value));
        after.add(row(code, random.nextInt(3) == 0 ? value + random.nextInt(40) : value));
      }
      ComparedTable old = new ComparedTable(columns, () -> new GivenRows(columns, before));
      ComparedTable now = new ComparedTable(columns, () -> new GivenRows(columns, after));
      // A key that a person names is paired without looking at the order.
      TableComparison named =
          new TableComparer(folder).compare(old, now, List.of("org_code"), all());

      TableComparison found = compare(old, now);

      assertThat(found.revisedByColumn()).isEqualTo(named.revisedByColumn());
      assertThat(found.rowsChanged()).isEqualTo(named.rowsChanged());
    }
  }

  /** Rows of the same labels, up to some row, after which a person's key is needed no less. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 511, 512, 513, 1_499, 1_500})
  void whereLabelsPartTheResultIsThatOfAKeyThatAPersonNames(int parted) {
    List<StoredColumn> columns = List.of(CODE, NAME, COUNT);
    List<List<Object>> before = new ArrayList<>();
    List<List<Object>> after = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      before.add(row("K" + i, "name " + i % 9, (long) i));
      after.add(row("K" + i, i == parted ? "new" : "name " + i % 9, i % 5 == 0 ? i + 1L : i));
    }
    after.add(parted == 1_500 ? after.size() : parted, row("more", "name 3", 1L));
    ComparedTable old = new ComparedTable(columns, () -> new GivenRows(columns, before));
    ComparedTable now = new ComparedTable(columns, () -> new GivenRows(columns, after));
    TableComparison named = new TableComparer(folder).compare(old, now, List.of("org_code"), all());
    List<RowChange> changesOfNamed = List.copyOf(changes);

    TableComparison found = compare(old, now);

    assertThat(found.key()).containsExactly("org_code");
    assertThat(found.revisedByColumn()).isEqualTo(named.revisedByColumn());
    assertThat(found.rowsChanged()).isEqualTo(named.rowsChanged());
    assertThat(found.rowsAdded()).isEqualTo(1);
    assertThat(changes).containsExactlyInAnyOrderElementsOf(changesOfNamed);
  }

  @Test
  void everyRowIsToldWhereMoreDifferThanAreKept() {
    List<RowChange> told = new ArrayList<>();
    TableComparison found = compare(many(12_000, 0), many(12_000, 1));
    told.addAll(changes);

    assertThat(found.rowsChanged()).isEqualTo(12_000);
    assertThat(found.revisedByColumn()).containsExactly(Map.entry("patients", 12_000L));
    assertThat(told).hasSize(12_000);
    assertThat(told.get(11_999).key()).containsExactly(Map.entry("org_code", "X11999"));
    assertThat(told.get(11_999).values())
        .containsExactly(new ValueChange("patients", "11999", "12000"));
  }

  @Test
  void onlyTheRowsThatAreWantedAreTold() {
    List<RowChange> told = new ArrayList<>();
    RowChanges three =
        new RowChanges() {
          @Override
          public int wanted(Kind kind) {
            return 3 - told.size();
          }

          @Override
          public void add(RowChange change) {
            told.add(change);
          }
        };

    TableComparison found =
        new TableComparer(folder).compare(many(2_000, 0), many(2_000, 1), List.of(), three);

    assertThat(found.rowsChanged()).isEqualTo(2_000);
    assertThat(told).hasSize(3);
    assertThat(told.get(2).key()).containsExactly(Map.entry("org_code", "X2"));
  }

  @Test
  void whatFailsInEitherTableIsThrown() {
    StorageException damaged = new StorageException("page 3 is damaged", null);
    ComparedTable whole = many(5_000, 0);
    List<List<Object>> rows =
        new AbstractList<>() {
          @Override
          public List<Object> get(int index) {
            if (index == 3_000) {
              throw damaged;
            }
            return row("Region 1", "X" + index, (long) index);
          }

          @Override
          public int size() {
            return 5_000;
          }
        };
    ComparedTable broken =
        new ComparedTable(whole.columns(), () -> new GivenRows(whole.columns(), rows));

    assertThatThrownBy(() -> compare(broken, whole)).isSameAs(damaged);
    assertThatThrownBy(() -> compare(whole, broken)).isSameAs(damaged);
  }

  @Test
  void withoutAnyKeyRowsOnlyComeAndGo() {
    TableComparison found =
        compare(table(List.of(COUNT), row(1L), row(2L)), table(List.of(COUNT), row(2L), row(3L)));

    assertThat(found.key()).isEmpty();
    assertThat(found.rowsAdded()).isEqualTo(1);
    assertThat(found.rowsRemoved()).isEqualTo(1);
    assertThat(found.rowsChanged()).isZero();
  }

  @Test
  void aPersonMaySayTheKey() {
    ComparedTable one = table(List.of(CODE, NAME, COUNT), row("A", "x", 1L), row("B", "y", 2L));
    ComparedTable other = table(List.of(CODE, NAME, COUNT), row("B", "x", 1L), row("A", "y", 2L));

    TableComparison found =
        new TableComparer(folder).compare(one, other, List.of("org_name"), all());

    assertThat(found.key()).containsExactly("org_name");
    assertThat(found.revisedByColumn()).containsExactly(Map.entry("org_code", 2L));
    assertThatThrownBy(() -> new TableComparer(folder).compare(one, other, List.of("no"), all()))
        .isInstanceOf(UsageException.class)
        .hasMessage("column 'no' is not in both tables")
        .extracting(e -> ((UsageException) e).hint())
        .isEqualTo("those in both are org_code, org_name, patients");
  }

  @Test
  void emptyTablesAreCompared() {
    ComparedTable none = table(List.of(CODE, COUNT));

    assertThat(compare(none, none).isSame()).isTrue();
    assertThat(compare(none, table(List.of(CODE, COUNT), row("A", 1L))).rowsAdded()).isEqualTo(1);
  }

  @Test
  void anyTextComesBackAsItIs() {
    String strange = "\u0001\u0002 a\u0000b é 💊 \u0001";
    TableComparison found =
        compare(
            table(List.of(CODE, NAME), row(strange, "x\u0000"), row("B", "y")),
            table(List.of(CODE, NAME), row(strange, strange), row("B", "y")));

    assertThat(found.rowsChanged()).isEqualTo(1);
    assertThat(changes.get(0).key()).containsValue(strange);
    assertThat(changes.get(0).values())
        .containsExactly(new ValueChange("org_name", "x\u0000", strange));
  }

  @ParameterizedTest
  @ValueSource(longs = {200, 5_000, 50_000_000})
  void whateverFitsInMemoryTheResultIsThatOfAPlainComparison(long memory) {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Map<String, Long> one = rows(random, 400);
      Map<String, Long> other = revised(random, one);
      changes.clear();

      TableComparison found =
          new TableComparer(folder, memory, memory)
              .compare(shuffled(one, random), shuffled(other, random), List.of("org_code"), all());

      Map<String, String> expected = new LinkedHashMap<>();
      one.forEach(
          (key, value) -> {
            if (!other.containsKey(key)) {
              expected.put(key, "removed");
            } else if (!other.get(key).equals(value)) {
              expected.put(key, "patients " + value + " → " + other.get(key));
            }
          });
      other.keySet().stream()
          .filter(key -> !one.containsKey(key))
          .forEach(key -> expected.put(key, "added"));
      Map<String, String> told = new LinkedHashMap<>();
      changes.forEach(
          change ->
              told.put(
                  change.name(),
                  change.kind() == Kind.CHANGED
                      ? change.values().get(0).toString()
                      : change.kind().text()));
      assertThat(told).isEqualTo(expected);
      assertThat(changes).hasSameSizeAs(expected.entrySet());
      assertThat(found.rowsAdded() + found.rowsRemoved() + found.rowsChanged())
          .isEqualTo(expected.size());
    }
  }

  private static Map<String, Long> rows(Random random, int count) {
    Map<String, Long> rows = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      rows.put("K" + random.nextInt(100_000), (long) random.nextInt(50));
    }
    return rows;
  }

  private static Map<String, Long> revised(Random random, Map<String, Long> rows) {
    Map<String, Long> revised = new LinkedHashMap<>();
    rows.forEach(
        (key, value) -> {
          int dice = random.nextInt(10);
          if (dice > 1) {
            revised.put(key, dice == 2 ? value + 1 : value);
          }
          if (dice == 3) {
            revised.put(key + "x", value);
          }
        });
    return revised;
  }

  private static ComparedTable shuffled(Map<String, Long> rows, Random random) {
    List<List<Object>> list = new ArrayList<>();
    rows.forEach((key, value) -> list.add(row(key, value)));
    Collections.shuffle(list, random);
    return new ComparedTable(List.of(CODE, COUNT), () -> new GivenRows(List.of(CODE, COUNT), list));
  }

  private RowChanges all() {
    return new RowChanges() {
      @Override
      public int wanted(Kind kind) {
        return Integer.MAX_VALUE;
      }

      @Override
      public void add(RowChange change) {
        changes.add(change);
      }
    };
  }

  private TableComparison compare(ComparedTable before, ComparedTable after) {
    changes.clear();
    return new TableComparer(folder).compare(before, after, List.of(), all());
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the rows are only read
  private static ComparedTable table(List<StoredColumn> columns, List<Object>... rows) {
    return new ComparedTable(columns, () -> new GivenRows(columns, List.of(rows)));
  }

  private static List<Object> row(Object... values) {
    return Arrays.asList(values);
  }
}
