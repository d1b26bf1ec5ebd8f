package org.datawarp.pipeline.export.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.datawarp.model.RowCursor;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.ColumnSummary;
import org.datawarp.pipeline.export.GivenRows;
import org.datawarp.pipeline.export.HashedFile;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.export.StoredColumn;
import org.datawarp.pipeline.export.TableHash;
import org.datawarp.pipeline.export.ValueText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetWriterTest {
  private static final List<StoredColumn> COLUMNS =
      Arrays.stream(ColumnType.values())
          .map(type -> StoredColumn.of("c_" + type.text(), type))
          .toList();

  @TempDir Path folder;

  @Test
  void everyTypeIsReadBackAsItWasWritten() throws IOException {
    Random random = new Random(7);
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      rows.add(row(random, i));
    }
    Path file = folder.resolve("all.parquet");

    write(file, COLUMNS, rows);

    assertThat(ParquetRows.columns(file)).isEqualTo(COLUMNS);
    assertThat(texts(ParquetRows.open(file))).isEqualTo(texts(new GivenRows(COLUMNS, rows)));
  }

  @Test
  void extremesNullsAndEmptyTextsAreKeptApart() throws IOException {
    List<StoredColumn> columns = List.of(of(ColumnType.BIGINT), of(ColumnType.TEXT));
    List<List<Object>> rows =
        List.of(
            Arrays.asList(Long.MIN_VALUE, ""),
            Arrays.asList(null, null),
            Arrays.asList(Long.MAX_VALUE, "Ünïcødé 日本 \uD83D\uDE00 \n\t\"|"),
            Arrays.asList(0L, " "));
    Path file = folder.resolve("extremes.parquet");

    List<ColumnSummary> summaries = write(file, columns, rows);

    assertThat(texts(ParquetRows.open(file))).isEqualTo(texts(new GivenRows(columns, rows)));
    assertThat(summaries.get(0).min()).isEqualTo("-9223372036854775808");
    assertThat(summaries.get(0).max()).isEqualTo("9223372036854775807");
    assertThat(summaries.get(1).nullCount()).isEqualTo(1);
    assertThat(summaries.get(1).min()).isEmpty();
    assertThat(summaries.get(1).distinct()).isEqualTo(3);
  }

  @Test
  void numbersGetTheNarrowestDecimalThatHoldsThemAll() throws IOException {
    assertThat(typeOf("1.50", "12", "-0.25")).isEqualTo("DECIMAL(4,2)");
    assertThat(typeOf("1234567890.5")).isEqualTo("DECIMAL(11,1)");
    assertThat(typeOf("0.0000000001", "1234567890123456789012345678")).isEqualTo("DECIMAL(38,10)");
    assertThat(typeOf("100000000000000000000")).isEqualTo("DECIMAL(21,0)");
    assertThat(typeOf("0")).isEqualTo("DECIMAL(1,0)");
    assertThat(typeOf("123456789012345678901234567890123456789")).isEqualTo("STRING");
    assertThat(typeOf("1e28", "0.12345678901")).isEqualTo("STRING");
  }

  @Test
  void aNumberThatDoesNotFitTheFirstGroupIsReportedAndThenFits() throws IOException {
    List<StoredColumn> columns = List.of(of(ColumnType.NUMERIC));
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < (1 << 18); i++) {
      rows.add(List.of(new BigDecimal(i % 100)));
    }
    rows.add(List.of(new BigDecimal("0.125")));
    Path file = folder.resolve("late.parquet");
    List<DecimalShape> seen;
    try (HashedFile out = HashedFile.create(file);
        ParquetWriter writer = ParquetWriter.open(out, columns, null)) {
      add(writer, new GivenRows(columns, rows));

      assertThat(writer.finish(Map.of())).isFalse();
      seen = writer.seen();
    }

    assertThat(file).doesNotExist();
    try (HashedFile out = HashedFile.create(file);
        ParquetWriter writer = ParquetWriter.open(out, columns, seen)) {
      add(writer, new GivenRows(columns, rows));

      assertThat(writer.finish(FileColumns.metadata(columns))).isTrue();
      out.finish();
      assertThat(writer.summaries().get(0).parquetType()).isEqualTo("DECIMAL(5,3)");
    }
    assertThat(ParquetRows.hash(file).rowCount()).isEqualTo(rows.size());
  }

  @Test
  void digitsMayGrowInALaterGroupWithinWhatThePagesHold() throws IOException {
    List<StoredColumn> columns = List.of(of(ColumnType.NUMERIC));
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < (1 << 18); i++) {
      rows.add(List.of(new BigDecimal("0.5")));
    }
    rows.add(List.of(new BigDecimal("1234567.5")));
    Path file = folder.resolve("grown.parquet");

    List<ColumnSummary> summaries = write(file, columns, rows);

    assertThat(summaries.get(0).parquetType()).isEqualTo("DECIMAL(8,1)");
    assertThat(summaries.get(0).max()).isEqualTo("1234567.5");
  }

  @Test
  void equalRowsGiveEqualBytes() throws IOException {
    Random random = new Random(11);
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      rows.add(row(random, i));
    }
    Path one = folder.resolve("one.parquet");
    Path two = folder.resolve("two.parquet");

    write(one, COLUMNS, rows);
    write(two, COLUMNS, rows);

    assertThat(one).hasSameBinaryContentAs(two);
  }

  @Test
  void aTableOfAThousandColumnsIsReadBack() throws IOException {
    List<StoredColumn> columns = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      columns.add(StoredColumn.of("c" + i, i % 2 == 0 ? ColumnType.TEXT : ColumnType.BIGINT));
    }
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      List<Object> row = new ArrayList<>();
      for (int column = 0; column < 1_000; column++) {
        row.add(column % 2 == 0 ? "v" + (i * column) % 17 : (Object) (long) (i * column));
      }
      rows.add(row);
    }
    Path file = folder.resolve("wide.parquet");

    write(file, columns, rows);

    assertThat(texts(ParquetRows.open(file))).isEqualTo(texts(new GivenRows(columns, rows)));
  }

  @Test
  void longTextsFillSeveralGroups() throws IOException {
    List<StoredColumn> columns = List.of(of(ColumnType.TEXT));
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      rows.add(List.of((i + " a text of many words, each of them said again; ").repeat(20_000)));
    }
    Path file = folder.resolve("long.parquet");

    write(file, columns, rows);

    assertThat(texts(ParquetRows.open(file))).isEqualTo(texts(new GivenRows(columns, rows)));
  }

  @Test
  void everyDamagedByteIsNoticedOrHarmless() throws IOException {
    Random random = new Random(5);
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(row(random, i));
    }
    Path file = folder.resolve("whole.parquet");
    write(file, COLUMNS, rows);
    TableHash whole = ParquetRows.hash(file);
    byte[] bytes = Files.readAllBytes(file);
    Path damaged = folder.resolve("damaged.parquet");

    for (int i = 0; i < 300; i++) {
      byte[] copy = bytes.clone();
      copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, copy);
      TableHash read = null;
      try {
        read = ParquetRows.hash(damaged);
      } catch (StorageException e) {
        assertThat(e).hasMessageContaining("damaged.parquet");
      }
      // A changed byte of a column's name or a statistic still leaves every row as it was.
      assertThat(read == null || read.rowCount() == whole.rowCount()).isTrue();
    }
  }

  @Test
  void aFileThatIsNoParquetIsRefusedInOneLine() throws IOException {
    Path file = folder.resolve("no.parquet");
    Files.writeString(file, "not a parquet file, though long enough to be one");

    assertThatThrownBy(() -> ParquetRows.open(file))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no.parquet");
    assertThatThrownBy(() -> ParquetRows.columns(folder.resolve("missing.parquet")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("missing.parquet");
  }

  @Test
  void anExistingFileIsNeverOverwritten() throws IOException {
    Path file = folder.resolve("kept.parquet");
    Files.writeString(file, "kept");

    assertThatThrownBy(() -> HashedFile.create(file)).isInstanceOf(StorageException.class);
    assertThat(file).hasContent("kept");
  }

  private String typeOf(String... numbers) throws IOException {
    List<StoredColumn> columns = List.of(of(ColumnType.NUMERIC));
    List<List<Object>> rows = new ArrayList<>();
    for (String number : numbers) {
      rows.add(
          List.of(new BigDecimal(number).setScale(Math.max(0, new BigDecimal(number).scale()))));
    }
    Path file = folder.resolve("type" + List.of(numbers).hashCode() + ".parquet");
    List<ColumnSummary> summaries = write(file, columns, rows);
    assertThat(texts(ParquetRows.open(file))).isEqualTo(texts(new GivenRows(columns, rows)));
    return summaries.get(0).parquetType();
  }

  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  private static StoredColumn of(ColumnType type) {
    return StoredColumn.of("c_" + type.text(), type);
  }

  private static List<Object> row(Random random, int i) {
    List<Object> row = new ArrayList<>();
    for (ColumnType type : ColumnType.values()) {
      row.add(random.nextInt(9) == 0 ? null : value(type, random, i));
    }
    return row;
  }

  private static Object value(ColumnType type, Random random, int i) {
    return switch (type) {
      case TEXT -> random.nextInt(4) == 0 ? "text " + i : "t" + random.nextInt(5);
      case INTEGER -> (long) random.nextInt();
      case BIGINT -> random.nextBoolean() ? (long) i : random.nextLong();
      case NUMERIC -> plain(new BigDecimal(new BigInteger(random.nextInt(110), random), 5));
      case DOUBLE -> random.nextInt(50) == 0 ? Double.NaN : random.nextGaussian() * 1e9;
      case DATE -> LocalDate.ofEpochDay(random.nextInt(100_000) - 50_000);
      case TIMESTAMP ->
          LocalDateTime.of(1900, 1, 1, 0, 0).plusNanos(random.nextLong(1L << 62) / 1_000 * 1_000);
      case TIME -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1_000);
      case BOOLEAN -> random.nextBoolean();
    };
  }

  private static List<ColumnSummary> write(
      Path file, List<StoredColumn> columns, List<List<Object>> rows) throws IOException {
    try (HashedFile out = HashedFile.create(file);
        ParquetWriter writer = ParquetWriter.open(out, columns, null)) {
      add(writer, new GivenRows(columns, rows));
      assertThat(writer.finish(FileColumns.metadata(columns))).isTrue();
      out.finish();
      return writer.summaries();
    }
  }

  private static void add(ParquetWriter writer, RowCursor rows) throws IOException {
    while (rows.next()) {
      writer.add(rows);
    }
  }

  private static List<List<String>> texts(RowCursor cursor) {
    List<List<String>> texts = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < cursor.columnCount(); i++) {
          row.add(cursor.isNull(i) ? null : ValueText.of(cursor, i));
        }
        texts.add(row);
      }
    }
    return texts;
  }
}
