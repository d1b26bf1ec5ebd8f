package org.datawarp.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.ParquetDraft;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.RowFilter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is loaded is what SELECT gives. */
class RoundTripIT extends LoadFixture {
  @TempDir Path folder;

  private static final List<ColumnType> TYPES = List.of(ColumnType.values());
  private static final List<Object> EDGES =
      List.of(
          "",
          "\\N",
          "'; DROP TABLE x; --",
          "tab\tnewline\nreturn\r",
          "Ωmega 😀 ﷽ e\u0301",
          Long.MIN_VALUE,
          Long.MAX_VALUE,
          0L,
          new BigDecimal(BigInteger.valueOf(Long.MIN_VALUE), 0),
          new BigDecimal(BigInteger.valueOf(Long.MIN_VALUE), 19),
          new BigDecimal("0"),
          new BigDecimal("0.0000"),
          new BigDecimal("-99999999999999999999999999999999999999.99999999999999999999"),
          new BigDecimal("9".repeat(1_000) + "." + "9".repeat(1_000)),
          LocalDate.of(1, 1, 1),
          LocalDate.of(9999, 12, 31),
          LocalDate.of(2000, 2, 29),
          LocalDateTime.of(1, 1, 1, 0, 0, 0, 1_000),
          LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000),
          LocalTime.MIDNIGHT,
          LocalTime.of(23, 59, 59, 999_999_000),
          true,
          false,
          -0.1d,
          Double.MIN_VALUE,
          Double.MAX_VALUE);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomRowsReadBackEqual(long seed) throws SQLException {
    List<List<@Nullable Object>> rows = randomRows(seed);

    load(rows).commit();

    assertThat(stored()).isEqualTo(rows);
  }

  /** Of a new table PostgreSQL sends back the very bytes, and of any the same Parquet file. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void randomRowsAreWrittenTheSameBeforeAndAfter(long seed) throws SQLException, IOException {
    List<List<@Nullable Object>> rows = randomRows(seed);
    SentBytes sent = new SentBytes();
    try (ParquetDraft draft = new ParquetDraft(folder.resolve("draft.parquet"), Map.of())) {
      load(rows).run(sent);
      assertThat(sent.sha256())
          .isEqualTo(SentBytes.sha256(connection, sent.fields(), table.quoted()));

      load(rows).run(draft);

      assertThat(draft.rows())
          .contains(new ParquetExporter().hash(connection, table, RowFilter.all()));
      Path file = folder.resolve("a.parquet");
      new ParquetExporter().export(connection, SentBytes.request(table, file), draft);
      Path again = folder.resolve("b.parquet");
      new ParquetExporter().export(connection, SentBytes.request(table, again));
      assertThat(file).hasSameBinaryContentAs(again);
      assertThat(folder.resolve("draft.parquet")).doesNotExist();
    }
  }

  private static List<List<@Nullable Object>> randomRows(long seed) {
    Random random = new Random(seed);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (Object edge : EDGES) {
      List<@Nullable Object> row = new ArrayList<>();
      TYPES.forEach(type -> row.add(fits(type, edge) ? edge : null));
      rows.add(row);
    }
    for (int i = 0; i < 2_000; i++) {
      rows.add(randomRow(random));
    }
    return rows;
  }

  private Load load(List<List<@Nullable Object>> rows) {
    Load load = load();
    for (ColumnType type : TYPES) {
      load.column("c_" + type.text(), type);
    }
    return load.part("v.xlsx", rows.size(), () -> new MemoryRows(TYPES, rows));
  }

  /** PostgreSQL's own cast to text is the oracle for values loaded into a text column. */
  @ParameterizedTest
  @EnumSource(ColumnType.class)
  void aValueOfAnyTypePrintsInATextColumnAsPostgresqlPrintsIt(ColumnType type) throws SQLException {
    if (type == ColumnType.DOUBLE) {
      return;
    }
    Random random = new Random(11);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      rows.add(row(randomValue(type, random)));
    }
    values(ColumnType.TEXT, "text").commit();
    Load load = load().column("value", type).column("typed", type);
    List<List<@Nullable Object>> twice =
        rows.stream().map(row -> row(row.get(0), row.get(0))).toList();
    load.part("v.xlsx", twice.size(), () -> new MemoryRows(load.types(), twice));

    load.commit();

    assertThat(type("value")).isEqualTo("text");
    assertThat(
            query(
                "SELECT value, typed::text FROM "
                    + table
                    + " WHERE value IS DISTINCT FROM typed::text"))
        .isEmpty();
  }

  private List<List<@Nullable Object>> stored() throws SQLException {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT * FROM " + table + " ORDER BY _source_row")) {
      while (result.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < TYPES.size(); i++) {
          row.add(result.getObject(i + 1, javaType(TYPES.get(i))));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private static Class<?> javaType(ColumnType type) {
    return switch (type) {
      case TEXT -> String.class;
      case INTEGER, BIGINT -> Long.class;
      case NUMERIC -> BigDecimal.class;
      case DOUBLE -> Double.class;
      case DATE -> LocalDate.class;
      case TIMESTAMP -> LocalDateTime.class;
      case TIME -> LocalTime.class;
      case BOOLEAN -> Boolean.class;
    };
  }

  private static boolean fits(ColumnType type, Object value) {
    return type != ColumnType.INTEGER && javaType(type).isInstance(value);
  }

  private static List<@Nullable Object> randomRow(Random random) {
    List<@Nullable Object> row = new ArrayList<>();
    for (ColumnType type : TYPES) {
      row.add(random.nextInt(8) == 0 ? null : randomValue(type, random));
    }
    return row;
  }

  private static Object randomValue(ColumnType type, Random random) {
    return switch (type) {
      case TEXT -> randomText(random);
      case INTEGER -> (long) (random.nextInt() >> random.nextInt(32));
      case BIGINT -> random.nextLong() >> random.nextInt(64);
      case NUMERIC -> randomNumber(random);
      case DOUBLE -> Double.longBitsToDouble(random.nextLong() & 0xbfffffffffffffffL);
      case DATE -> LocalDate.of(1, 1, 1).plusDays(random.nextInt(3_652_059));
      case TIMESTAMP ->
          LocalDate.of(1, 1, 1)
              .plusDays(random.nextInt(3_652_059))
              .atTime((LocalTime) randomValue(ColumnType.TIME, random));
      case TIME ->
          LocalTime.ofNanoOfDay(
              random.nextInt(3) == 0
                  ? random.nextInt(86_400) * 1_000_000_000L
                  : (long) (random.nextDouble() * 86_399_999_999L) * 1_000);
      case BOOLEAN -> random.nextBoolean();
    };
  }

  private static BigDecimal randomNumber(Random random) {
    BigInteger unscaled = new BigInteger(1 + random.nextInt(200), random);
    BigDecimal number = new BigDecimal(unscaled, random.nextInt(60));
    return random.nextBoolean() ? number : number.negate();
  }

  private static String randomText(Random random) {
    int[] ranges = {0x7f, 0x7ff, 0xd7ff, 0x10ffff};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      int c = 1 + random.nextInt(ranges[random.nextInt(ranges.length)]);
      text.appendCodePoint(c >= 0xd800 && c <= 0xdfff ? 'x' : c);
    }
    return text.toString();
  }
}
