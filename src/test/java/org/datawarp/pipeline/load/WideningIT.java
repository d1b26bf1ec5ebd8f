package org.datawarp.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.period.Period;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.TableName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wider types keep every value, and what stands on the table. */
class WideningIT extends LoadFixture {
  /** Old type; a value of it; what comes; the type afterwards; the old value's text afterwards. */
  @ParameterizedTest
  @CsvSource({
    "integer, 7, INTEGER, integer, 7",
    "integer, 7, BIGINT, bigint, 7",
    "smallint, 7, INTEGER, integer, 7",
    "bigint, 9223372036854775807, NUMERIC, numeric, 9223372036854775807",
    "bigint, 7, TEXT, text, 7",
    "bigint, 7, INTEGER, bigint, 7",
    "numeric, 1.50, BIGINT, numeric, 1.50",
    "numeric, 1.50, TEXT, text, 1.50",
    "'numeric(10,2)', 1.5, NUMERIC, numeric, 1.50",
    "'numeric(10,2)', 1.5, BIGINT, numeric, 1.50",
    "double precision, 0.1, NUMERIC, numeric, 0.1",
    "double precision, 1.7976931348623157e308, DOUBLE, double precision, 1.7976931348623157e+308",
    "double precision, 0.30000000000000004, BIGINT, numeric, 0.30000000000000004",
    "double precision, 0.1, TEXT, text, 0.1",
    "real, 0.1, NUMERIC, numeric, 0.1",
    "date, 2024-02-29, TIMESTAMP, timestamp without time zone, 2024-02-29 00:00:00",
    "date, 2024-02-29, TEXT, text, 2024-02-29",
    "timestamp, 2024-02-29 10:00:00.5, DATE, timestamp without time zone, 2024-02-29 10:00:00.5",
    "timestamp, 2024-02-29 10:00:00.5, TEXT, text, 2024-02-29 10:00:00.5",
    "timestamp(0), 2024-02-29 10:00:00, TIMESTAMP, timestamp without time zone, 2024-02-29 10:00:00",
    "time, 10:20:30.5, TEXT, text, 10:20:30.5",
    "boolean, true, TEXT, text, true",
    "boolean, true, BIGINT, text, true",
    "varchar(5), abc, TEXT, text, abc",
    "character varying, abc, TEXT, character varying, abc",
    "text, abc, NUMERIC, text, abc",
    "date, 2024-02-29, BIGINT, text, 2024-02-29"
  })
  void everyValueIsKept(
      String oldType, String oldValue, ColumnType incoming, String newType, String text)
      throws SQLException {
    adoptedTable("value " + oldType);
    sql("INSERT INTO " + table.quoted() + " (value) VALUES ('" + oldValue + "')");
    Load load = values(incoming, sample(incoming));

    LoadReport report = load.commit();

    assertThat(type("value")).isEqualTo(newType);
    assertThat(query("SELECT value::text FROM " + table + " WHERE _source_row IS NULL"))
        .containsExactly(text);
    assertThat(query("SELECT count(value) FROM " + table)).containsExactly("2");
    boolean widened = !report.plan().columnsWidened().isEmpty();
    assertThat(widened).isEqualTo(!newType.startsWith(oldType));
  }

  @Test
  void aLongPeriodWidensTheLegacyColumn() throws SQLException {
    adoptedTable("value bigint");
    Load load = values(ColumnType.BIGINT, 1L);
    load.period =
        new Period(
            "FY2024-25-Q1/FY2025-26-Q4", LocalDate.of(2024, 4, 1), LocalDate.of(2026, 3, 31));

    LoadReport report = load.commit();

    assertThat(report.plan().columnsWidened())
        .containsExactly(new Widening("_period", "character varying(20)", "character varying(40)"));
    assertThat(query("SELECT _period FROM " + table)).containsExactly("FY2024-25-Q1/FY2025-26-Q4");
  }

  @Test
  void aTypeThatTakesNoRowsIsRefused() throws SQLException {
    adoptedTable("value jsonb");

    assertThatThrownBy(values(ColumnType.TEXT, "x")::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage("column value of " + table + " has the type jsonb and takes no rows");
  }

  @Test
  void aGeneratedColumnIsRefused() throws SQLException {
    adoptedTable("a bigint, value bigint GENERATED ALWAYS AS (a * 2) STORED");

    assertThatThrownBy(values(ColumnType.BIGINT, 1L)::run)
        .isInstanceOf(RefusedException.class)
        .hasMessage("column value of " + table + " is generated and takes no rows");
  }

  @Test
  void aNumberThatDoesNotFitAnAdoptedIntegerIsRejectedWithItsPlace() throws SQLException {
    adoptedTable("value integer");

    assertThatThrownBy(values(ColumnType.INTEGER, 1L, 1L << 31)::run)
        .isInstanceOf(DataRejectedException.class)
        .hasMessage(
            table
                + " from https://files.example.test/v.xlsx, sheet 'Table 1': row 3, column value"
                + " holds a value out of the range of INTEGER");
  }

  @Test
  void viewsComeBackAsTheyWere() throws SQLException {
    adoptedTable("org text, value integer");
    String role = "analyst_" + code;
    String owner = "owner_" + code;
    sql("CREATE ROLE " + role + "; CREATE ROLE " + owner + "; CREATE SCHEMA s_" + code);
    sql("GRANT USAGE, CREATE ON SCHEMA s_" + code + " TO " + owner);
    sql("GRANT SELECT ON " + table + " TO " + owner);
    sql("ALTER DEFAULT PRIVILEGES IN SCHEMA s_" + code + " GRANT INSERT ON TABLES TO PUBLIC");
    String first = "s_" + code + ".\"View \"\"1\"\" | x\"";
    String second = "s_" + code + ".second";
    sql(
        "CREATE VIEW "
            + first
            + " (\"Org | code\", total) WITH (security_barrier=true)"
            + " AS SELECT org, sum(value) FROM "
            + table
            + " GROUP BY org");
    sql("CREATE VIEW " + second + " AS SELECT total AS again FROM " + first);
    sql("COMMENT ON VIEW " + first + " IS 'it''s \\ a | comment'");
    sql("COMMENT ON COLUMN " + first + ".\"Org | code\" IS 'the | org'");
    sql("REVOKE ALL ON " + first + " FROM PUBLIC");
    sql("ALTER VIEW " + first + " OWNER TO " + owner);
    sql("GRANT SELECT ON " + first + " TO " + role + " WITH GRANT OPTION");
    sql("GRANT UPDATE (total) ON " + first + " TO " + role);
    sql("CREATE INDEX ON " + table + " (value)");
    sql("SET LOCAL search_path = staging, public");
    List<String> before = describe("s_" + code);
    Load load =
        load()
            .column("org", ColumnType.TEXT)
            .column("value", ColumnType.NUMERIC)
            .rows("v.xlsx", row("R01", new BigDecimal("1.5")), row("R01", new BigDecimal("2")));

    LoadReport report = load.run();

    assertThat(report.plan().viewsRebuilt())
        .containsExactly(
            new TableName("s_" + code, "View \"1\" | x"), new TableName("s_" + code, "second"));
    assertThat(describe("s_" + code)).isEqualTo(before);
    assertThat(query("SELECT * FROM " + first)).containsExactly("R01|3.5");
    assertThat(query("SELECT * FROM " + second)).containsExactly("3.5");
    assertThat(query("SELECT count(*) FROM pg_indexes WHERE tablename = 'tbl_" + code + "'"))
        .containsExactly("1");
    assertThat(query("SHOW search_path")).containsExactly("staging, public");
  }

  @Test
  void viewsOnOtherColumnsAreLeftAlone() throws SQLException {
    adoptedTable("org text, value integer");
    sql("CREATE VIEW staging.v_" + code + " AS SELECT org FROM " + table);
    List<String> oid = query("SELECT 'staging.v_" + code + "'::regclass::oid");
    connection.commit();

    LoadReport report = values(ColumnType.NUMERIC, new BigDecimal("1.5")).commit();

    assertThat(report.plan().viewsRebuilt()).isEmpty();
    assertThat(query("SELECT 'staging.v_" + code + "'::regclass::oid")).isEqualTo(oid);
  }

  @Test
  void aViewThatWouldNotWorkAnyMoreIsNamedAndStays() throws SQLException {
    adoptedTable("value integer");
    sql("CREATE VIEW staging.v_" + code + " AS SELECT sum(value) AS total FROM " + table);
    connection.commit();

    assertThatThrownBy(values(ColumnType.TEXT, "x")::run)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("view staging.v_" + code + " does not work with the wider columns");

    connection.rollback();
    assertThat(query("SELECT total FROM staging.v_" + code)).containsExactly("∅");
    assertThat(type("value")).isEqualTo("integer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "CREATE MATERIALIZED VIEW staging.%1$s AS SELECT value FROM %2$s! is materialized",
        "CREATE VIEW staging.%1$s AS SELECT value FROM %2$s|CREATE RULE r AS ON INSERT TO"
            + " staging.%1$s DO INSTEAD NOTHING! has rules of its own",
        "CREATE VIEW staging.%1$s AS SELECT value FROM %2$s|ALTER VIEW staging.%1$s ALTER value"
            + " SET DEFAULT 1! has column defaults",
        "CREATE VIEW staging.%1$s AS SELECT value FROM %2$s|CREATE FUNCTION f_%1$s() RETURNS"
            + " trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'|CREATE TRIGGER t INSTEAD OF"
            + " INSERT ON staging.%1$s FOR EACH ROW EXECUTE FUNCTION f_%1$s()! has triggers",
        "CREATE TABLE staging.%1$s (x int)|CREATE RULE r AS ON INSERT TO staging.%1$s DO ALSO"
            + " SELECT value FROM %2$s! has a rule that uses it",
        "CREATE VIEW staging.%1$s AS SELECT value FROM %2$s|CREATE ROLE r_%1$s|CREATE ROLE"
            + " q_%1$s|GRANT USAGE ON SCHEMA staging TO r_%1$s|GRANT SELECT ON staging.%1$s TO r_%1$s WITH GRANT OPTION|SET LOCAL ROLE r_%1$s|GRANT SELECT ON"
            + " staging.%1$s TO q_%1$s|RESET ROLE! has grants made by others than its owner"
      })
  void whatCouldNotBePutBackIsRefusedByName(String statements, String reason) throws SQLException {
    adoptedTable("value integer");
    for (String statement : statements.split("\\|")) {
      sql(statement.formatted("v_" + code, table));
    }
    Load load = values(ColumnType.NUMERIC, new BigDecimal("1.5"));

    assertThatThrownBy(() -> service.plan(connection, load.request()))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "staging.v_"
                + code
                + " uses a column of "
                + table
                + " that has to be widened, and "
                + reason);
    assertThatThrownBy(load::run).isInstanceOf(RefusedException.class);
  }

  @Test
  void whatHangsOnAViewIsNamed() throws SQLException {
    adoptedTable("value integer");
    sql("CREATE VIEW staging.v_" + code + " AS SELECT value FROM " + table);
    sql(
        "CREATE FUNCTION staging.f_"
            + code
            + "() RETURNS SETOF staging.v_"
            + code
            + " LANGUAGE sql AS 'SELECT * FROM staging.v_"
            + code
            + "'");

    assertThatThrownBy(values(ColumnType.NUMERIC, new BigDecimal("1.5"))::run)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("v_" + code)
        .hasMessageContaining("f_" + code);
  }

  @Test
  void aPolicyInTheWayIsNamed() throws SQLException {
    adoptedTable("value integer");
    sql("CREATE POLICY mine ON " + table + " USING (value > 0)");

    assertThatThrownBy(values(ColumnType.NUMERIC, new BigDecimal("1.5"))::run)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cannot change the columns of " + table)
        .hasMessageContaining("mine");
  }

  /** Everything about the views of a schema but their oids and the types of their columns. */
  private List<String> describe(String schema) throws SQLException {
    return query(
        "SELECT relname, pg_get_userbyid(relowner), reloptions, relacl::text, obj_description(oid),"
            + " ARRAY(SELECT a.attname || ':' || coalesce(a.attacl::text, '') || ':' ||"
            + " coalesce(col_description(a.attrelid, a.attnum), '') FROM pg_attribute a"
            + " WHERE a.attrelid = c.oid AND attnum > 0 ORDER BY attnum), pg_get_viewdef(oid)"
            + " FROM pg_class c WHERE relkind = 'v' AND relnamespace = '"
            + schema
            + "'::regnamespace ORDER BY relname");
  }

  private static Object sample(ColumnType type) {
    return switch (type) {
      case TEXT -> "x";
      case INTEGER, BIGINT -> 3L;
      case NUMERIC -> new BigDecimal("2.5");
      case DOUBLE -> 2.5d;
      case DATE -> LocalDate.of(2025, 1, 2);
      case TIMESTAMP -> LocalDateTime.of(2025, 1, 2, 3, 4);
      case TIME -> LocalTime.of(3, 4);
      case BOOLEAN -> true;
    };
  }
}
