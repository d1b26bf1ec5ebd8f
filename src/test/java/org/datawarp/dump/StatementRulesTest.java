package org.datawarp.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementRulesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET statement_timeout = 0;",
        "SET client_encoding = 'UTF8';",
        "SET standard_conforming_strings = on;",
        "SELECT pg_catalog.set_config('search_path', '', false);",
        "SELECT pg_catalog.setval('staging.\"a''b\"', 4, true);",
        "CREATE UNIQUE INDEX a ON b USING btree (c);",
        "ALTER TABLE ONLY a ADD CONSTRAINT b CHECK (c);",
        "COPY a (b, c) FROM stdin;",
        "COPY \"a (b\" FROM stdin WITH (FORMAT text);",
        "GRANT SELECT ON TABLE a TO b;",
        "REFRESH MATERIALIZED VIEW a;"
      })
  void whatDumpsHaveIsAllowed(String sql) throws IOException {
    assertThat(refusal(sql)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY a FROM PROGRAM 'sh';",
        "COPY a TO '/etc/passwd';",
        "COPY a FROM '/etc/passwd';",
        "COPY (SELECT 1) TO STDOUT;",
        "DROP TABLE a;",
        "DELETE FROM a;",
        "SELECT pg_read_file('/etc/passwd');",
        "SELECT pg_catalog.set_config('search_path', '', false), pg_sleep(9);",
        "ALTER SYSTEM SET archive_command = 'sh';",
        "ALTER ROLE a SUPERUSER;",
        "ALTER DATABASE a SET x = 1;",
        "CREATE ROLE a;",
        "CREATE DATABASE a;",
        "CREATE EVENT TRIGGER a ON ddl_command_start EXECUTE FUNCTION f();",
        "CREATE LANGUAGE plpython3u;",
        "CREATE SUBSCRIPTION a CONNECTION 'x' PUBLICATION b;",
        "GRANT pg_execute_server_program TO a;",
        "DO $$ BEGIN PERFORM pg_sleep(9); END $$;",
        "BEGIN;",
        "COMMIT;",
        "SET ROLE postgres;",
        "SET SESSION AUTHORIZATION postgres;",
        "SET standard_conforming_strings = off;",
        "SET client_encoding = 'LATIN1';",
        "LOAD 'x';",
        "VACUUM;",
        "PREPARE a AS SELECT 1;"
      })
  void whatNoDumpHasIsRefused(String sql) throws IOException {
    assertThat(refusal(sql)).isNotNull();
  }

  @Test
  void aBlockOfGrantsIsAllowedForThemAlone() throws IOException {
    assertThat(refusal(block("GRANT SELECT ON TABLE a TO b;\nALTER TABLE a OWNER TO b;"))).isNull();
    assertThat(refusal(block("GRANT SELECT ON TABLE a TO b;\nPERFORM pg_sleep(9);"))).isNotNull();
    assertThat(refusal(block("END IF; PERFORM 1; IF true THEN"))).isNotNull();
    assertThat(refusal(block("EXECUTE 'x';"))).isNotNull();
    assertThat(refusal(block("GRANT SELECT ON TABLE a TO b;\nELSE\nPERFORM 1;"))).isNotNull();
    assertThat(refusal(block("COPY a FROM PROGRAM 'sh';"))).isNotNull();
  }

  @Test
  void onlyOwnersGrantsAndSettingsMayFail() {
    assertThat(
            List.of(
                StatementRules.isDispensable("ALTER TABLE a OWNER TO b;"),
                StatementRules.isDispensable("GRANT SELECT ON a TO b;"),
                StatementRules.isDispensable("SET transaction_timeout = 0;")))
        .containsOnly(true);
    assertThat(StatementRules.isDispensable("CREATE TABLE a (b int);")).isFalse();
    assertThat(StatementRules.isDispensable("ALTER TABLE a ADD b int DEFAULT ' OWNER TO ';"))
        .isFalse();
  }

  @Test
  @Timeout(60)
  void longStatementsAreReadInOnePassAndWithoutADeepStack() throws IOException {
    String blanks = " ".repeat(400_000);
    assertThat(refusal("GRANT " + blanks)).isNotNull();
    assertThat(refusal("GRANT" + blanks + "SELECT" + blanks + "ON\na TO b;")).isNull();
    assertThat(refusal("SELECT pg_catalog.setval('" + "a''".repeat(50_000) + "', 1, true);"))
        .isNull();
    assertThat(refusal("SELECT pg_catalog.setval('" + "a''".repeat(50_000) + "', 1, x);"))
        .isNotNull();
    assertThat(
            StatementRules.isDispensable(
                "ALTER TABLE a OWNER TO \"" + "a\"\"".repeat(50_000) + "\";"))
        .isTrue();
    String roles = "'" + "a''".repeat(50_000) + "', ";
    String block = block("GRANT SELECT ON TABLE a TO b;").replace("'b', ", roles.repeat(3));
    assertThat(refusal(block)).isNull();
    assertThat(refusal("COPY a" + " FROM stdin WITH (".repeat(20_000) + ";")).isNotNull();
    assertThat(refusal("COPY a FROM stdin WITH (FORMAT 'text') ;")).isNull();
  }

  private static String block(String inside) {
    return "DO $roles$\n"
        + RoleBlock.BEGIN.formatted("'b', E'c\\\\d''e'", 2)
        + "\n"
        + inside
        + "\n"
        + RoleBlock.ELSE.formatted("'b', E'c\\\\d\'\'e'")
        + RoleBlock.END
        + "$roles$;";
  }

  private static @org.jspecify.annotations.Nullable String refusal(String sql) throws IOException {
    return StatementRules.refusal(new DumpScanner.Statement(sql, 1)).orElse(null);
  }
}
