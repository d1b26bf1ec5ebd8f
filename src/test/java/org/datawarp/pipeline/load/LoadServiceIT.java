package org.datawarp.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.load.LoadPlan.TableChange;
import org.junit.jupiter.api.Test;

/** What a load puts where. */
class LoadServiceIT extends LoadFixture {
  @Test
  void aNewTableHasItsColumnsThenTheirProvenance() throws SQLException {
    Load load =
        load()
            .column("org_code", ColumnType.TEXT)
            .column("value", ColumnType.BIGINT)
            .rows("a.xlsx", row("R01", 5L), row("R02", null));

    LoadReport report = load.commit();

    assertThat(report.rowsLoaded()).isEqualTo(2);
    assertThat(report.rowsDeleted()).isZero();
    assertThat(report.rowsAfter()).isEqualTo(2);
    assertThat(report.plan().tableChange()).isEqualTo(TableChange.CREATE);
    assertThat(
            query(
                "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
                    + " WHERE attnum > 0 AND attrelid = '"
                    + table
                    + "'::regclass ORDER BY attnum"))
        .containsExactly(
            "org_code|text",
            "value|bigint",
            "_load_id|integer",
            "_loaded_at|timestamp without time zone",
            "_period|character varying(40)",
            "_period_start|date",
            "_period_end|date",
            "_manifest_file_id|integer",
            "_source_row|bigint");
    String provenance =
        report.loadId()
            + "|2026-01-05 10:20:30.123456|2025-08|2025-08-01|2025-08-31|"
            + report.manifestFileIds().get(0);
    assertThat(query("SELECT * FROM " + table))
        .containsExactly("R01|5|" + provenance + "|2", "R02|∅|" + provenance + "|3");
    assertThat(
            query(
                "SELECT count(*) FROM pg_catalog.pg_attrdef WHERE adrelid = '"
                    + table
                    + "'::regclass"))
        .as("what filled the table is no default of it")
        .containsExactly("0");
  }

  @Test
  void theRegistryTellsWhatWasLoaded() throws SQLException {
    Load load = values(ColumnType.NUMERIC, new BigDecimal("1.5"), null);
    load.description = "What it holds";

    LoadReport report = load.commit();

    assertThat(
            query(
                "SELECT name, table_name, schema_name, description, owner_manifest, canonical,"
                    + " publication, workspace, last_load_at FROM datawarp.tbl_data_sources"
                    + " WHERE code = '"
                    + code
                    + "'"))
        .containsExactly(
            "ADHD, August 2025|tbl_"
                + code
                + "|staging|What it holds|"
                + code
                + "|f|adhd|"
                + WORKSPACE
                + "|2026-01-05 10:20:30.123456");
    assertThat(
            query(
                "SELECT h.id, file_url, rows_loaded, load_mode, run_id, manifest_name, period,"
                    + " rows_read, rows_explained->>'blank', rows_deleted, manifest_file_id"
                    + " FROM datawarp.tbl_load_history h JOIN datawarp.tbl_data_sources s"
                    + " ON s.id = source_id WHERE code = '"
                    + code
                    + "'"))
        .containsExactly(
            report.loadId()
                + "|https://files.example.test/v.xlsx|2|replace|run-1|"
                + code
                + "|2025-08|3|1|0|"
                + report.manifestFileIds().get(0));
    assertThat(
            query(
                "SELECT manifest_name, manifest_file_path, file_url, period, status, rows_loaded,"
                    + " sheet, member, table_number, size_bytes, local_path, publication_date,"
                    + " licence, header_rows, first_data_row, last_data_row"
                    + " FROM datawarp.tbl_manifest_files WHERE source_code = '"
                    + code
                    + "'"))
        .containsExactly(
            code
                + "|manifests/active/"
                + code
                + ".yaml|https://files.example.test/v.xlsx|2025-08"
                + "|loaded|2|Table 1|∅|1|1234|downloads/2025-09/v.xlsx|2025-09-11|OGL 3.0|{1}|2|3");
    assertThat(
            query(
                "SELECT column_name, original_name, data_type, is_dimension, is_measure, null_rate,"
                    + " header_levels, ordinal FROM datawarp.tbl_column_metadata"
                    + " WHERE canonical_source_code = '"
                    + code
                    + "'"))
        .containsExactly("value|Header of value|numeric|f|t|50.00|{\"Header of value\"}|1");
    assertThat(query("SELECT obj_description('" + table + "'::regclass, 'pg_class')"))
        .containsExactly("ADHD, August 2025\n\nWhat it holds");
    assertThat(query("SELECT col_description('" + table + "'::regclass, 1)"))
        .containsExactly("Header of value");
  }

  @Test
  void onlyWhatThisManifestLoadedIsReplaced() throws SQLException {
    Load august = values(ColumnType.BIGINT, 1L, 2L);
    august.scope = SourceScope.PUBLICATION;
    august.manifest = "adhd_aug25";
    august.commit();
    Load september = values(ColumnType.BIGINT, 3L);
    september.scope = SourceScope.PUBLICATION;
    september.manifest = "adhd_sep25";
    september.period =
        new Period("2025-09", AUGUST.start().plusMonths(1), AUGUST.end().plusMonths(1));
    september.commit();

    Load again = values(ColumnType.BIGINT, 4L, 5L);
    again.scope = SourceScope.PUBLICATION;
    again.manifest = "adhd_aug25";
    again.period = new Period("2025-07", AUGUST.start(), AUGUST.end());
    LoadReport report = again.commit();

    assertThat(report.rowsDeleted()).isEqualTo(2);
    assertThat(report.plan().rowsBefore()).isEqualTo(2);
    assertThat(query("SELECT value, _period FROM " + table + " ORDER BY 1"))
        .containsExactly("3|2025-09", "4|2025-07", "5|2025-07");
  }

  @Test
  void theSameBytesKeepTheirFileRowAndRevisedBytesGetANewOne() throws SQLException {
    LoadReport first = values(ColumnType.BIGINT, 1L).commit();
    LoadReport same = values(ColumnType.BIGINT, 1L).commit();
    Load revised = load().column("value", ColumnType.BIGINT);
    FileRef file = file("v.xlsx");
    revised.parts.add(
        new LoadPart(
            new FileRef(file.url(), file.localPath(), sha256("new bytes"), 99, "Table 1", null, 1),
            extent(1),
            () -> new MemoryRows(revised.types(), List.of(row(2L))),
            1));
    LoadReport other = revised.commit();

    assertThat(same.manifestFileIds()).isEqualTo(first.manifestFileIds());
    assertThat(same.loadId()).isGreaterThan(first.loadId());
    assertThat(other.manifestFileIds()).doesNotContainAnyElementsOf(first.manifestFileIds());
    assertThat(query("SELECT value FROM " + table)).containsExactly("2");
    assertThat(other.rowsDeleted()).isEqualTo(1);
  }

  @Test
  void partsAreLoadedTogetherEachWithItsFile() throws SQLException {
    Load load =
        load()
            .column("value", ColumnType.BIGINT)
            .rows("a.csv", row(1L))
            .rows("b.csv", row(2L), row(3L));

    LoadReport report = load.commit();

    assertThat(report.rowsLoaded()).isEqualTo(3);
    assertThat(
            query(
                "SELECT value, f.file_url FROM "
                    + table
                    + " JOIN datawarp.tbl_manifest_files f ON f.id = _manifest_file_id ORDER BY 1"))
        .containsExactly(
            "1|https://files.example.test/a.csv",
            "2|https://files.example.test/b.csv",
            "3|https://files.example.test/b.csv");
  }

  @Test
  void adoptedRowsOfThePeriodAreReplacedWhereAsked() throws SQLException {
    adoptedTable("value integer");
    sql(
        "INSERT INTO "
            + table.quoted()
            + " (value, _period) VALUES (1, '2025-08'), (2, '2025-07'),"
            + " (3, NULL)");
    Load load = values(ColumnType.INTEGER, 7L);
    load.replaces = new ReplaceRule.OwnAndAdoptedRows("2025-08");

    LoadReport report = load.commit();

    assertThat(report.rowsDeleted()).isEqualTo(1);
    assertThat(query("SELECT value, _source_row FROM " + table + " ORDER BY 1"))
        .containsExactly("2|∅", "3|∅", "7|2");
    assertThat(report.plan().columnsAdded()).containsExactly("_source_row");
    assertThat(type("value")).isEqualTo("integer");
  }

  @Test
  void adoptedRowsWithoutPeriodAreReplacedByReferenceData() throws SQLException {
    adoptedTable("value integer");
    sql("INSERT INTO " + table.quoted() + " (value, _period) VALUES (1, '2025-08'), (3, NULL)");
    Load load = values(ColumnType.INTEGER, 7L);
    load.period = null;
    load.replaces = new ReplaceRule.OwnAndAdoptedRows(null);

    load.commit();

    assertThat(query("SELECT value, _period, _period_start FROM " + table + " ORDER BY 1"))
        .containsExactly("1|2025-08|∅", "7|∅|∅");
  }

  @Test
  void adoptedRowsStayWhereNotAsked() throws SQLException {
    adoptedTable("value integer");
    sql("INSERT INTO " + table.quoted() + " (value, _period) VALUES (1, '2025-08')");

    LoadReport report = values(ColumnType.INTEGER, 7L).commit();

    assertThat(report.rowsDeleted()).isZero();
    assertThat(query("SELECT value FROM " + table + " ORDER BY 1")).containsExactly("1", "7");
  }

  @Test
  void newColumnsAreAddedAndMissingOnesAreNullWhateverTheirDefault() throws SQLException {
    adoptedTable("old text DEFAULT 'made up', value integer");
    Load load =
        load()
            .column("value", ColumnType.INTEGER)
            .column("extra", ColumnType.INTEGER)
            .rows("v.xlsx", row(7L, 8L));

    LoadReport report = load.commit();

    assertThat(report.plan().columnsAdded()).containsExactly("extra", "_source_row");
    assertThat(report.plan().columnsMissing()).containsExactly("old");
    assertThat(report.plan().warnings()).singleElement().asString().contains("old");
    assertThat(query("SELECT old, value, extra FROM " + table)).containsExactly("∅|7|8");
    assertThat(type("extra")).isEqualTo("bigint");
  }

  @Test
  void unpivotedRowsCarryTheirColumn() throws SQLException {
    Load load = load().column("value", ColumnType.BIGINT);
    load.origin = RowOrigin.UNPIVOTED;
    load.part(
        "v.xlsx",
        1,
        () ->
            new MemoryRows(load.types(), List.of(row(7L))) {
              @Override
              public String sourceColumn() {
                return "AB";
              }
            });

    load.commit();

    assertThat(query("SELECT value, _source_row, _source_column FROM " + table))
        .containsExactly("7|2|AB");
  }

  @Test
  void hostileNamesAndCommentsAreHarmless() throws SQLException {
    sql("CREATE TABLE IF NOT EXISTS staging.victim (x int)");
    String name = "a\"); DROP TABLE staging.victim; --";
    Load load = load();
    String header = "it's \\'; DROP TABLE staging.victim; -- $$ ? {d '2020-01-01'}\nsecond line";
    load.columns.add(new TableColumn(name, ColumnType.TEXT, List.of(header), List.of()));
    load.columns.add(new TableColumn("select", ColumnType.TEXT, List.of("Select"), List.of()));
    load.columns.add(new TableColumn("Größe %s ?", ColumnType.TEXT, List.of("x"), List.of()));
    load.name = header;
    load.rows("v.xlsx", row("'; DROP TABLE staging.victim; --", "\\N", "\\."));

    load.commit();

    assertThat(query("SELECT * FROM staging.victim")).isEmpty();
    assertThat(
            query(
                "SELECT \""
                    + name.replace("\"", "\"\"")
                    + "\", \"select\", \"Größe %s ?\" FROM "
                    + table))
        .containsExactly("'; DROP TABLE staging.victim; --|\\N|\\.");
    assertThat(query("SELECT col_description('" + table + "'::regclass, 1)"))
        .containsExactly(header);
    assertThat(query("SELECT obj_description('" + table + "'::regclass)")).containsExactly(header);
  }

  @Test
  void somebodyElsesCommentsStay() throws SQLException {
    values(ColumnType.BIGINT, 1L).commit();
    sql("COMMENT ON COLUMN " + table.quoted() + ".value IS 'an analyst''s note'");
    Load again = values(ColumnType.BIGINT, 1L);
    again.name = "A better name";

    again.commit();

    assertThat(query("SELECT col_description('" + table + "'::regclass, 1)"))
        .containsExactly("an analyst's note");
    assertThat(query("SELECT obj_description('" + table + "'::regclass)"))
        .containsExactly("A better name");
  }

  @Test
  void aNewTableIsGrantedToTheRolesAskedFor() throws SQLException {
    String role = "reader_" + code + " \"x";
    sql("CREATE ROLE \"" + role.replace("\"", "\"\"") + "\"");
    Load load = values(ColumnType.BIGINT, 1L);
    load.grants = List.of(role, "public");

    load.run();

    assertThat(
            query(
                "SELECT has_table_privilege('"
                    + role
                    + "', '"
                    + table
                    + "', 'SELECT'),"
                    + " has_table_privilege('"
                    + role
                    + "', '"
                    + table
                    + "', 'INSERT'),"
                    + " has_schema_privilege('"
                    + role
                    + "', 'staging', 'USAGE')"))
        .containsExactly("t|f|t");
    assertThat(
            query(
                "SELECT relacl::text LIKE '%,=r/%' FROM pg_class WHERE oid = '"
                    + table
                    + "'::regclass"))
        .containsExactly("t");
  }

  @Test
  void aRoleThatDoesNotExistIsNamed() {
    Load load = values(ColumnType.BIGINT, 1L);
    load.grants = List.of("nobody_here");

    assertThatThrownBy(load::run)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'nobody_here'");
  }

  @Test
  void aPlanSaysWhatALoadDoesAndChangesNothing() throws SQLException {
    Load first = values(ColumnType.BIGINT, 1L, 2L);
    LoadPlan creation = service.plan(connection, first.request());
    assertThat(query("SELECT to_regclass('" + table + "')")).containsExactly("∅");
    assertThat(first.commit().plan()).isEqualTo(creation);

    Load second =
        load()
            .column("value", ColumnType.NUMERIC)
            .column("extra", ColumnType.TEXT)
            .rows("v.xlsx", row(new BigDecimal("1.5"), "x"));
    LoadPlan change = service.plan(connection, second.request());

    assertThat(type("value")).isEqualTo("bigint");
    assertThat(change.tableChange()).isEqualTo(TableChange.ALTER);
    assertThat(change.columnsAdded()).containsExactly("extra");
    assertThat(change.columnsWidened()).containsExactly(new Widening("value", "bigint", "numeric"));
    assertThat(change.rowsBefore()).isEqualTo(2);
    assertThat(change.rowsReplaced()).isEqualTo(2);
    assertThat(change.rowsExpected()).isEqualTo(1);
    assertThat(second.commit().plan()).isEqualTo(change);
    Load third =
        load()
            .column("value", ColumnType.BIGINT)
            .column("extra", ColumnType.TEXT)
            .rows("v.xlsx", row(1L, "x"));
    assertThat(service.plan(connection, third.request()).tableChange()).isEqualTo(TableChange.KEEP);
  }

  @Test
  void aTableCanBeAnalyzed() throws SQLException {
    values(ColumnType.BIGINT, 1L, 2L).commit();

    assertThat(service.analyze(connection, List.of(table))).isEmpty();

    assertThat(query("SELECT reltuples FROM pg_class WHERE oid = '" + table + "'::regclass"))
        .containsExactly("2");
  }

  @Test
  void theRoomOfOneReplacedPeriodOfManyIsUsedByTheNext() throws SQLException {
    sql(
        ("CREATE TABLE %1$s AS SELECT p AS _period, repeat('x', 150) AS pad"
                + " FROM generate_series(1, 400) p, generate_series(1, 100);"
                + " CREATE INDEX ON %1$s (_period)")
            .formatted(table));
    connection.commit();
    connection.setAutoCommit(true);
    sql("VACUUM FULL " + table);
    connection.setAutoCommit(false);
    Set<String> sizes = new TreeSet<>();

    for (int round = 0; round < 3; round++) {
      sql(
          ("DELETE FROM %1$s WHERE _period = 35;"
                  + " INSERT INTO %1$s SELECT 35, repeat('y', 150) FROM generate_series(1, 100)")
              .formatted(table));
      connection.commit();
      assertThat(service.vacuum(connection, Map.of(table, 200L))).isEmpty();
      sizes.addAll(query("SELECT pg_relation_size('%s')".formatted(table)));
    }

    assertThat(sizes).hasSize(1);
    String statistics = "SELECT count(*) FROM pg_statistic WHERE starelid = '%s'::regclass";
    assertThat(query(statistics.formatted(table))).containsExactly("0");
    assertThat(service.vacuum(connection, Map.of(table, 4_001L))).isEmpty();
    assertThat(query(statistics.formatted(table))).containsExactly("2");
  }
}
