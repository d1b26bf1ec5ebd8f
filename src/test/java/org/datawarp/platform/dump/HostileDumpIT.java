package org.datawarp.platform.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.platform.postgres.DatabaseSettings;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(PostgresExtension.class)
class HostileDumpIT {
  private static final String START =
      "SET statement_timeout = 0;\nCREATE TABLE public.a (b int);\n";

  private final DatabaseSettings target = PostgresExtension.ownedDatabase();

  @ParameterizedTest
  @CsvSource({
    "'\\! touch /tmp/x', 'line 3: there is the command \\! for psql, which is not carried out'",
    "'\\copy public.a from /etc/passwd', 'line 3: there is the command \\copy for psql, which is not carried out'",
    "'COPY public.a (b) FROM stdin;\n1\n2\n', 'line 6: the file ends in the middle of the rows of a table'",
    "'CREATE TABLE x (', 'line 3: the file ends in the middle of the statement that begins at line 3'"
  })
  void whatNoDumpHasIsRefusedWithItsLineAndNothingStays(String sql, String message) {
    assertThatThrownBy(() -> read(START + sql, Long.MAX_VALUE))
        .isInstanceOf(RefusedException.class)
        .hasMessage("x.sql.gz, " + message);
    assertThat(tables()).isZero();
  }

  @Test
  void aRowThatDoesNotFitIsRefusedWithItsLine() {
    assertThatThrownBy(
            () -> read(START + "COPY public.a (b) FROM stdin;\n1\nx\n\\.\n", Long.MAX_VALUE))
        .isInstanceOf(DataRejectedException.class)
        .hasMessageContaining("x.sql.gz, line 3 (COPY public.a)")
        .hasMessageContaining("COPY a, line 2, column b: \"x\"");
    assertThat(tables()).isZero();
  }

  @Test
  void aCutFileIsRefusedWithItsLine() throws IOException {
    byte[] whole =
        packed(START + "COPY public.a (b) FROM stdin;\n" + "1\n".repeat(100_000) + "\\.\n");

    assertThatThrownBy(() -> read(Arrays.copyOf(whole, whole.length / 2), Long.MAX_VALUE))
        .isInstanceOf(RefusedException.class)
        .hasMessageMatching("x.sql.gz, line \\d+: the file ends .*");
    assertThat(tables()).isZero();
  }

  @Test
  void aDamagedFileIsRefusedWithItsLine() throws IOException {
    byte[] damaged =
        packed(START + "COPY public.a (b) FROM stdin;\n" + "1\n".repeat(100_000) + "\\.\n");
    damaged[damaged.length - 6] ^= 1;

    assertThatThrownBy(() -> read(damaged, Long.MAX_VALUE))
        .isInstanceOf(RefusedException.class)
        .hasMessageMatching("x.sql.gz, line \\d+: the compressed file is damaged: .*");
  }

  @Test
  void aBombIsEndedWithItsLine() throws IOException {
    byte[] bomb = packed(START + "COPY public.a (b) FROM stdin;\n" + "1\n".repeat(20_000_000));

    assertThatThrownBy(() -> read(bomb, 1_000_000))
        .isInstanceOf(RefusedException.class)
        .hasMessageMatching("x.sql.gz, after line \\d+: it inflates to more than 1000000 bytes");
    assertThat(tables()).isZero();
  }

  @Test
  void whatIsNeitherGzipNorSqlIsRefused() {
    assertThatThrownBy(() -> read(new byte[] {'P', 'K', 3, 4, 0, 0, 0}, Long.MAX_VALUE))
        .isInstanceOf(RefusedException.class)
        .hasMessage("x.sql.gz, line 1: this is neither gzip nor SQL");
    assertThatThrownBy(
            () -> read("PGDMP\001\016".getBytes(StandardCharsets.US_ASCII), Long.MAX_VALUE))
        .isInstanceOf(RefusedException.class)
        .hasMessage("x.sql.gz, line 1: this is pg_dump's own format, not plain SQL");
    assertThatThrownBy(() -> read(new byte[0], Long.MAX_VALUE))
        .isInstanceOf(RefusedException.class)
        .hasMessage("x.sql.gz holds no statement");
  }

  private void read(String sql, long maxBytes) throws SQLException, IOException {
    read(packed(sql), maxBytes);
  }

  private void read(byte[] file, long maxBytes) throws SQLException {
    try (Database database = new Database(target, Clock.systemUTC());
        Connection connection = database.open()) {
      DumpReader.read(
          connection,
          () -> new ByteArrayInputStream(file),
          "x.sql.gz",
          maxBytes,
          List.of(),
          DumpListener.SILENT);
      connection.commit();
    }
  }

  private long tables() {
    try (Database database = new Database(target, Clock.systemUTC());
        Connection connection = database.open();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }
}
