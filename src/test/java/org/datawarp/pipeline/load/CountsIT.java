package org.datawarp.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.table.ColumnType;
import org.junit.jupiter.api.Test;

/** What is counted, and how much a table holds. */
class CountsIT extends LoadFixture {
  @Test
  void aFallOfMoreThanHalfIsRefusedUnlessAccepted() throws SQLException {
    values(ColumnType.BIGINT, 1L, 2L, 3L, 4L).commit();
    values(ColumnType.BIGINT, 1L, 2L).run();
    connection.rollback();
    Load fallen = values(ColumnType.BIGINT, 1L);

    assertThatThrownBy(fallen::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage(table + " would fall from 4 rows to 1");
    assertThatThrownBy(() -> service.plan(connection, fallen.request()))
        .isInstanceOf(RefusedException.class);

    fallen.shrink = ShrinkRule.ACCEPT;
    LoadReport report = fallen.commit();
    assertThat(report.plan().warnings()).containsExactly(table + " would fall from 4 rows to 1");
    assertThat(query("SELECT value FROM " + table)).containsExactly("1");
  }

  @Test
  void noRowsWhereThereWereSomeFail() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();

    assertThatThrownBy(values(ColumnType.BIGINT)::run)
        .isInstanceOf(DataRejectedException.class)
        .hasMessage(table + " had 1 rows and there are none to load");
  }

  @Test
  void headersWithoutRowsMakeAnEmptyTableAndAWarning() throws SQLException {
    LoadReport report = values(ColumnType.BIGINT).commit();

    assertThat(report.plan().warnings())
        .containsExactly(table + ": headers and no rows; the table is empty");
    assertThat(query("SELECT count(*) FROM " + table)).containsExactly("0");
  }

  @Test
  void rowsThatDoNotReconcileAreRejected() {
    Load load = values(ColumnType.BIGINT, 1L);
    LoadPart part = load.parts.remove(0);
    TableExtent extent = part.extent();
    load.parts.add(
        new LoadPart(
            part.file(),
            new TableExtent(
                extent.headerRows(),
                2,
                9,
                new org.datawarp.model.table.RowCounts(8, 1, 0, 0, 0, 0, 0)),
            part.rows(),
            1));

    assertThatThrownBy(load::run)
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("8 read, 1 to load, 0 left out");
  }

  @Test
  void fewerOrMoreRowsThanExpectedAreRejectedAndTheOldOnesStay() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();
    for (long expected : new long[] {1, 3}) {
      Load load = load().column("value", ColumnType.BIGINT);
      load.part("w.xlsx", expected, () -> new MemoryRows(load.types(), List.of(row(8L), row(9L))));

      assertThatThrownBy(load::run)
          .isInstanceOf(DataRejectedException.class)
          .hasMessageContaining(table.toString())
          .hasMessageContaining(expected + " rows were expected, 2 came");
      connection.rollback();
      assertThat(query("SELECT value FROM " + table)).containsExactly("1");
    }
  }

  @Test
  void rowsThatATriggerSwallowsAreMissed() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();
    sql(
        "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
            + "CREATE TRIGGER swallow BEFORE INSERT ON "
            + table.quoted()
            + " FOR EACH ROW EXECUTE FUNCTION swallow()");

    assertThatThrownBy(values(ColumnType.BIGINT, 2L)::run)
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("1 rows were expected, 1 came, 0 arrived");
  }

  @Test
  void moreColumnsThanPostgresqlAllowsAreRejectedWithTheCount() {
    Load load = load();
    for (int i = 0; i < 1594; i++) {
      load.column("c" + i, ColumnType.BIGINT);
    }
    load.part("w.xlsx", 0, () -> new MemoryRows(load.types(), List.of()));

    assertThatThrownBy(load::run)
        .isInstanceOf(DataRejectedException.class)
        .hasMessage(
            table + " would have 1601 columns, provenance included; PostgreSQL allows 1600");
  }

  @Test
  void asManyColumnsAsPostgresqlAllowsAreLoaded() throws SQLException {
    Load load = load();
    List<Object> row = new java.util.ArrayList<>();
    for (int i = 0; i < 1593; i++) {
      load.column("c" + i, ColumnType.BOOLEAN);
      row.add(i % 2 == 0);
    }
    load.part("w.xlsx", 1, () -> new MemoryRows(load.types(), List.of(row)));

    load.commit();

    assertThat(query("SELECT c0, c1, c1592 FROM " + table)).containsExactly("t|f|t");
  }

  @Test
  void aRowTooWideIsRejectedWithAdvice() {
    Load load = load();
    List<Object> row = new java.util.ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      load.column("c" + i, ColumnType.BIGINT);
      row.add((long) i);
    }
    load.part("w.xlsx", 1, () -> new MemoryRows(load.types(), List.of(row)));

    assertThatThrownBy(load::run)
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining(table.toString())
        .hasMessageContaining("row is too big")
        .extracting(e -> ((DataRejectedException) e).hint())
        .asString()
        .contains("unpivot");
  }
}
