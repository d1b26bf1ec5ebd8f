package org.datawarp.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.StorageException;
import org.datawarp.model.table.ColumnType;
import org.datawarp.pipeline.export.ColumnSummary;
import org.datawarp.pipeline.export.ExportReport;
import org.datawarp.pipeline.export.ParquetDraft;
import org.datawarp.pipeline.export.ParquetExporter;
import org.datawarp.pipeline.export.ParquetRows;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are sent to a table and to somebody else. */
class SentRowsIT extends LoadFixture {
  @TempDir Path folder;

  @Test
  void theReceiverIsToldWhatHappens() {
    SentBytes first = new SentBytes();
    SentBytes second = new SentBytes();

    values(ColumnType.BIGINT, 1L, 2L).run(first);
    values(ColumnType.BIGINT, 1L, 2L, 3L).run(second);

    assertThat(first.calls()).containsExactly("begin", "part", "end");
    assertThat(first.fields()).containsExactly("value", "_source_row");
    assertThat(second.calls()).containsExactly("begin", "part", "end");
    assertThat(second.fields()).hasSize(8);
  }

  @Test
  void rowsBesideOthersAreNotGiven() throws SQLException {
    values(ColumnType.BIGINT, 1L, 2L).run();
    sql("INSERT INTO " + table.quoted() + " (value) VALUES (7)");
    SentBytes sent = new SentBytes();

    values(ColumnType.BIGINT, 1L, 2L).run(sent);

    assertThat(sent.calls()).containsExactly("abandon");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 200_000})
  void aReceiverThatFailsEndsTheCopy(int rows) throws SQLException {
    SentBytes full =
        new SentBytes() {
          @Override
          public void add(byte[] bytes, int length) {
            throw new StorageException("the disk is full", null);
          }
        };
    Load load = load().column("value", ColumnType.NUMERIC);
    load.part("v.csv", rows, () -> new Numbers(rows));

    assertThatThrownBy(() -> load.run(full))
        .isInstanceOf(StorageException.class)
        .hasMessage("the disk is full");

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("datawarp-read"));
    connection.rollback();
    assertThat(load.run().rowsLoaded()).isEqualTo(rows);
  }

  /** Both where all bytes are compared and where the hashes of rows are. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTableThatHoldsOtherRowsThanWereSentIsRefused(boolean isNew) throws SQLException {
    if (!isNew) {
      values(ColumnType.BIGINT, 5L).run();
    }
    try (ParquetDraft draft = draft()) {
      values(ColumnType.BIGINT, 1L, 2L).run(draft);
      sql("UPDATE " + table.quoted() + " SET value = 3 WHERE value = 2");

      assertThatThrownBy(() -> export("a.parquet", draft))
          .isInstanceOf(DataRejectedException.class)
          .hasMessageContaining("does not hold what was sent to it");
    }
    assertThat(folder).isEmptyDirectory();
  }

  /** The load id is no part of the rows' hash. */
  @Test
  void provenanceThatIsAnotherIsReadFromTheTable() throws SQLException {
    try (ParquetDraft draft = draft()) {
      values(ColumnType.BIGINT, 1L, 2L).run(draft);
      sql("UPDATE " + table.quoted() + " SET _load_id = 2147483647 WHERE value = 2");

      ExportReport report = export("a.parquet", draft);

      assertThat(report.columns())
          .filteredOn(column -> column.name().equals("_load_id"))
          .extracting(ColumnSummary::max)
          .containsExactly("2147483647");
    }
    assertThat(folder.toFile().list()).containsExactly("a.parquet");
  }

  @Test
  void rowsThatCameMeanwhileAreWrittenToo() throws SQLException {
    try (ParquetDraft draft = draft()) {
      values(ColumnType.BIGINT, 1L, 2L).run(draft);
      sql("INSERT INTO " + table.quoted() + " (value) VALUES (7)");

      ExportReport report = export("a.parquet", draft);

      assertThat(report.rowCount()).isEqualTo(3);
      assertThat(ParquetRows.hash(report.file()).hex()).isEqualTo(report.rowHash());
    }
    assertThat(folder).isDirectoryContaining("glob:**/a.parquet");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  /** The second row group has a number with more decimals than the first was written for. */
  @Test
  void numbersThatTheFileCannotHoldAreReadFromTheTable() {
    int rows = (1 << 18) + 1;
    Load load = load().column("value", ColumnType.NUMERIC);
    load.part("v.csv", rows, () -> new Numbers(rows));
    try (ParquetDraft draft = draft()) {
      load.run(draft);

      ExportReport report = export("a.parquet", draft);

      assertThat(report.columns().get(0).parquetType()).isEqualTo("DECIMAL(9,3)");
      assertThat(report.columns().get(0).min()).isEqualTo("0.125");
      new ParquetExporter()
          .export(connection, SentBytes.request(table, folder.resolve("b.parquet")));
      assertThat(report.file()).hasSameBinaryContentAs(folder.resolve("b.parquet"));
    }
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.parquet", "b.parquet");
  }

  @Test
  void aDraftThatIsNotTakenLeavesNothing() {
    try (ParquetDraft draft = draft()) {
      values(ColumnType.TEXT, "a", "b").run(draft);
    }
    assertThat(folder).isEmptyDirectory();
  }

  private ParquetDraft draft() {
    return new ParquetDraft(folder.resolve("draft.parquet"), Map.of());
  }

  private ExportReport export(String name, ParquetDraft draft) {
    return new ParquetExporter()
        .export(connection, SentBytes.request(table, folder.resolve(name)), draft);
  }

  /** Whole numbers from 1, the last with three decimals where it may have some. */
  private static final class Numbers extends MemoryRows {
    private final int count;
    private int at;

    Numbers(int count) {
      super(List.of(ColumnType.NUMERIC), List.<List<@Nullable Object>>of());
      this.count = count;
    }

    @Override
    public boolean next() {
      at++;
      return at <= count;
    }

    @Override
    public long rowNumber() {
      return at + 1L;
    }

    @Override
    public boolean isNull(int column) {
      return false;
    }

    @Override
    public long longValue(int column) {
      return at == count ? 125 : at;
    }

    @Override
    public int scale(int column) {
      return at == count ? 3 : 0;
    }
  }
}
