package org.datawarp.pipeline.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalsTest {
  private final Decimals decimals = new Decimals();

  private boolean parse(String text) {
    byte[] bytes = ("<" + text + "<").getBytes(StandardCharsets.UTF_8);
    return decimals.parse(bytes, 1, bytes.length - 1);
  }

  private String result() {
    return decimals.fits()
        ? BigDecimal.valueOf(decimals.unscaled(), decimals.scale()).toPlainString()
        : "big " + decimals.value();
  }

  /** The shortest decimal by trial of 15, 16 and 17 digits. */
  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 15; digits <= 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (rounded.doubleValue() == value) {
        return rounded.stripTrailingZeros();
      }
    }
    throw new AssertionError("17 digits are always enough: " + value);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "00.50, 0.5",
    "-12.5, -12.5",
    "+3, 3",
    "1.2E-3, 0.0012",
    "1E5, 100000",
    "1e+18, 1000000000000000000",
    "123456789012345, 123456789012345",
    "0.30000000000000004, 0.30000000000000004",
    "0.10000000000000001, 0.1",
    "1.1000000000000001, 1.1",
    "2.2000000000000002, 2.2",
    "1234567.8900000001, 1234567.8900000001",
    "100.00000000000000000, 100",
    "9007199254740993, 9007199254740992",
    "12345678901234567890, big 1.2345678901234567E19",
    "1E20, big 1.0E20",
    "1E-19, big 1.0E-19",
    "0.0012345678901234567, big 0.0012345678901234567",
    "5E-324, big 4.9E-324"
  })
  void aTextIsTheDecimalThatItsDoubleStandsFor(String text, String expected) {
    assertThat(parse(text)).isTrue();
    assertThat(result()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".",
        "abc",
        "1,5",
        "1e",
        "1e+",
        "NaN",
        "INF",
        "1e999",
        "1.2.3",
        "0x10",
        "1e9999999",
        "12 "
      })
  void aTextThatIsNoNumberIsRefused(String text) {
    assertThat(parse(text)).isFalse();
  }

  @Test
  void aTextOfThousandsOfDigitsIsRefused() {
    assertThat(parse("1".repeat(5000))).isFalse();
  }

  @Test
  void everyDoubleBecomesItsShortestDecimal() {
    Random random = new Random(20261123);
    for (int i = 0; i < 300_000; i++) {
      double value = arbitrary(random);
      BigDecimal expected = shortest(value);

      decimals.of(value);

      boolean fits =
          expected.scale() <= 18
              && expected.setScale(Math.max(0, expected.scale())).unscaledValue().bitLength() < 64;
      assertThat(decimals.fits()).as("%s", value).isEqualTo(fits);
      assertThat(decimals.value()).isEqualTo(value);
      if (fits) {
        assertThat(BigDecimal.valueOf(decimals.unscaled(), decimals.scale()))
            .as("%s", value)
            .isEqualByComparingTo(expected);
        assertThat(decimals.scale()).isEqualTo(Math.max(0, expected.scale()));
      }
    }
  }

  @Test
  void printingADoubleWithSeventeenDigitsChangesNothing() {
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      double value = arbitrary(random);
      String text = new BigDecimal(value).round(new MathContext(17)).toString();
      decimals.of(value);
      String expected = result();

      assertThat(parse(text)).isTrue();

      assertThat(result()).as(text).isEqualTo(expected);
    }
  }

  private static double arbitrary(Random random) {
    double value =
        switch (random.nextInt(5)) {
          case 0 -> random.nextDouble();
          case 1 -> random.nextInt(1_000_000) / 100.0;
          case 2 -> Math.scalb(1.0, random.nextInt(126) - 63);
          case 3 ->
              Double.longBitsToDouble(
                  ((long) (random.nextInt(130) + 958) << 52) | (random.nextLong() >>> 12));
          default -> random.nextLong() / 1000.0;
        };
    return random.nextBoolean() ? value : -value;
  }
}
