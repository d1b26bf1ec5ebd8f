package org.datawarp.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.datawarp.model.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "22003, DATA_REJECTED",
    "23505, DATA_REJECTED",
    "54011, DATA_REJECTED",
    "08006, DATABASE",
    "57P01, DATABASE",
    "25006, DATABASE",
    "42501, DATABASE",
    "42P01, DATABASE",
    "40P01, DATABASE",
    "57014, DATABASE",
    "55P03, LOCKED",
    "53100, STORAGE",
    ", DATABASE",
  })
  void eachStateHasItsExitCode(String state, ExitCode code) {
    var failure = SqlErrors.translate("loading t", new SQLException("bad\n  thing", state));

    assertThat(failure.exitCode()).isEqualTo(code);
    assertThat(failure).hasMessage("loading t: bad thing");
  }

  @ParameterizedTest
  @CsvSource({"08006, OUTCOME_UNKNOWN", "57P01, OUTCOME_UNKNOWN", "23503, DATA_REJECTED"})
  void aCommitWithoutAnAnswerHasAnUnknownOutcome(String state, ExitCode code) {
    var failure = SqlErrors.translateCommit("committing", new SQLException("gone", state));

    assertThat(failure.exitCode()).isEqualTo(code);
  }

  @Test
  void aMessageIsOneLineOfBoundedLength() {
    assertThat(SqlErrors.oneLine("ERROR: a\r\n\tb\u0000c  d")).isEqualTo("a b c d");
    assertThat(SqlErrors.oneLine("x".repeat(10_000))).hasSize(500);
    assertThat(SqlErrors.oneLine(null)).isEqualTo("no reason given");
  }
}
