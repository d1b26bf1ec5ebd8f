package org.datawarp.platform.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
  @Test
  void whatIsWrittenReadsBackTheSame() throws MalformedJsonException {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("text", "a \"quoted\" line\n£😀\u0001");
    object.put("whole", Long.MIN_VALUE);
    object.put("large", new BigInteger("123456789012345678901234567890"));
    object.put("fraction", new BigDecimal("0.10"));
    object.put("truth", true);
    object.put("nothing", null);
    object.put("list", Arrays.asList(1L, "x", null, List.of(), Map.of()));

    assertThat(JsonCodec.read(JsonCodec.write(object))).isEqualTo(object);
    assertThat(JsonCodec.read(JsonCodec.writeLine(object))).isEqualTo(object);
    assertThat(JsonCodec.writeLine(object)).doesNotContain("\n");
  }

  @Test
  void otherValuesAreWrittenAsTheirText() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("at", Instant.EPOCH);
    object.put("nan", Double.NaN);
    object.put("half", 0.5);

    assertThat(JsonCodec.writeLine(object))
        .isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\",\"nan\":\"NaN\",\"half\":0.5}");
  }

  @Test
  void objectsAreIndentedInTheirOrder() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("b", List.of(1, 2));
    object.put("a", Map.of());

    assertThat(JsonCodec.write(object))
        .isEqualTo("{\n  \"b\" : [\n    1,\n    2\n  ],\n  \"a\" : { }\n}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{\"a\":1",
        "{\"a\":[1}",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "{a:1}",
        "{\"a\":NaN}",
        "{\"a\":'x'}",
        "{\"a\":tru}"
      })
  void whatIsNotOneObjectIsRefused(String text) {
    assertThatThrownBy(() -> JsonCodec.read(text)).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> JsonCodec.read("{\"a\":" + "[".repeat(100_000)))
        .isInstanceOf(MalformedJsonException.class);
  }
}
