package org.datawarp.platform.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.datawarp.model.error.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DumpScannerTest {
  @Test
  void semicolonsInQuotesParenthesesAndBodiesEndNoStatement() throws IOException {
    List<String> expected =
        List.of(
            "CREATE TABLE a (b text DEFAULT ';');",
            "COMMENT ON TABLE \"a;\"\"b\" IS 'it''s; fine\\';",
            "COMMENT ON TABLE a IS E'it\\'s; \\\\';",
            "CREATE FUNCTION f() RETURNS void AS $a$ ; $b$ ; $a$;",
            "CREATE RULE r AS ON INSERT TO a DO INSTEAD ( SELECT 1; SELECT 2 );",
            "CREATE OR REPLACE FUNCTION g(x int) RETURNS int BEGIN ATOMIC SELECT CASE WHEN x > 1 THEN"
                + " 1 END; SELECT 2; END;",
            "SELECT a$1;");

    assertThat(statements(String.join("\n-- a ; comment\n/* b; /* nested */ */\n", expected)))
        .isEqualTo(expected);
  }

  @Test
  void rowsEndAtTheirMarkOnly() throws IOException {
    String sql =
        "COPY s.a (b) FROM stdin;\nx\\.\n\\\\.\n\\N\t\\.y\n\\.\nCOPY s.b FROM stdin;\n\\.\nSELECT 1;\n";

    DumpScanner scanner = scanner(sql);
    DumpScanner.Statement first = required(scanner);
    assertThat(first.copy()).isPresent();
    assertThat(rows(scanner)).isEqualTo("x\\.\n\\\\.\n\\N\t\\.y\n");
    assertThat(required(scanner).copy()).isPresent();
    assertThat(rows(scanner)).isEmpty();
    assertThat(required(scanner).line()).isEqualTo(8);
    assertThat(scanner.next()).isNull();
  }

  @Test
  void rowsAreWholeHoweverTheyArrive() throws IOException {
    StringBuilder rows = new StringBuilder();
    Random random = new Random(7);
    for (int i = 0; i < 30_000; i++) {
      rows.append("\\\\".repeat(random.nextInt(3))).append("r".repeat(random.nextInt(40)));
      rows.append('\n');
    }
    String sql = "COPY s.a FROM stdin;\n" + rows + "\\.\nSELECT 1;";
    DumpScanner scanner =
        new DumpScanner(new Trickle(sql.getBytes(StandardCharsets.UTF_8), random), "x");

    assertThat(required(scanner).copy()).isPresent();
    assertThat(rows(scanner)).isEqualTo(rows.toString());
    assertThat(required(scanner).line()).isEqualTo(30_003);
  }

  @ParameterizedTest
  @CsvSource({
    "'\\! rm -rf /', 1, '\\!'",
    "'SELECT 1;\n\\copy a from b', 2, '\\copy'",
    "'\n\n\\connect other', 3, '\\connect'",
    "'SELECT 1 \\g | sh', 1, '\\g'",
    "'CREATE TABLE a (b int); \\i x', 1, '\\i'",
    "'\\restrict abc; \\! x', 1, '\\restrict'"
  })
  void commandsOfPsqlAreRefusedWithTheirLine(String sql, int line, String command) {
    assertThatThrownBy(() -> statements(sql))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "x, line "
                + line
                + ": there is the command "
                + command
                + " for psql, which is not carried out");
  }

  @Test
  void restrictIsPassedOver() throws IOException {
    assertThat(statements("\\restrict aB3\nSELECT 1;\n\\unrestrict aB3\n"))
        .containsExactly("SELECT 1;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE a (b int)",
        "COMMENT ON TABLE a IS 'x;",
        "CREATE FUNCTION f() AS $$ x;",
        "/* x",
        "COPY s.a FROM stdin;\n1\n2\n",
        "COPY s.a FROM stdin;\n1\n2"
      })
  void aCutFileIsRefusedWithItsLine(String sql) {
    assertThatThrownBy(
            () -> {
              DumpScanner scanner = scanner(sql);
              if (required(scanner).copy().isPresent()) {
                rows(scanner);
              }
            })
        .isInstanceOf(RefusedException.class)
        .hasMessageMatching("x, line \\d: the file ends in the middle of .*");
  }

  @Test
  void somethingBehindCopyIsRefused() throws IOException {
    DumpScanner scanner = scanner("COPY s.a FROM stdin; DROP TABLE b;\n\\.\n");
    required(scanner);

    assertThatThrownBy(() -> rows(scanner))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("line 1: something follows the semicolon of COPY");
  }

  private static List<String> statements(String sql) throws IOException {
    List<String> found = new ArrayList<>();
    DumpScanner scanner = scanner(sql);
    for (DumpScanner.Statement s = scanner.next(); s != null; s = scanner.next()) {
      found.add(s.sql());
    }
    return found;
  }

  private static DumpScanner scanner(String sql) {
    return new DumpScanner(new ByteArrayInputStream(sql.getBytes(StandardCharsets.UTF_8)), "x");
  }

  private static DumpScanner.Statement required(DumpScanner scanner) throws IOException {
    return java.util.Objects.requireNonNull(scanner.next());
  }

  private static String rows(DumpScanner scanner) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    scanner.rows(out::write);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Gives a few bytes at a time. */
  private static final class Trickle extends InputStream {
    private final byte[] bytes;
    private final Random random;
    private int position;

    Trickle(byte[] bytes, Random random) {
      this.bytes = bytes;
      this.random = random;
    }

    @Override
    public int read() {
      return position == bytes.length ? -1 : bytes[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      if (position == bytes.length) {
        return -1;
      }
      int count = Math.min(Math.min(length, 1 + random.nextInt(9)), bytes.length - position);
      System.arraycopy(bytes, position, target, from, count);
      position += count;
      return count;
    }
  }
}
