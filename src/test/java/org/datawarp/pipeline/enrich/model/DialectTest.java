package org.datawarp.pipeline.enrich.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectTest {
  @ParameterizedTest
  @CsvSource({
    "OPENAI, http://localhost:1/v1, http://localhost:1/v1/chat/completions",
    "ANTHROPIC, http://localhost:1, http://localhost:1/v1/messages",
    "ANTHROPIC, http://localhost:1/v1, http://localhost:1/v1/messages",
    "GEMINI, http://localhost:1, http://localhost:1/v1beta/models/m:generateContent",
    "GEMINI, http://localhost:1/v1beta, http://localhost:1/v1beta/models/m:generateContent",
    "GEMINI, http://localhost:1/v1, http://localhost:1/v1/models/m:generateContent",
  })
  void anEndpointMayBeWrittenWithItsVersion(Dialect dialect, String endpoint, String address) {
    assertThat(dialect.address(endpoint, "m")).hasToString(address);
  }
}
