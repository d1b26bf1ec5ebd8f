package org.datawarp.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumericFormatTest {
  /** The right-hand sides are what {@code numeric_send} of PostgreSQL 15 gives. */
  @ParameterizedTest
  @CsvSource({
    "0, 0000000000000000",
    "0.00, 0000000000000002",
    "1, 00010000000000000001",
    "-1, 00010000400000000001",
    "10000, 00010001000000000001",
    "1.50, 000200000000000200011388",
    "0.0001, 0001ffff000000040001",
    "0.00012, 0002ffff00000005000107d0",
    "-0.5, 0001ffff400000011388",
    "12345678.9, 000300010000000104d2162e2328",
    "9223372036854775807, 0005000400000000039a0d2c0170156516af",
    "-9223372036854775808, 0005000440000000039a0d2c0170156516b0",
    "-922337203685477.5808, 0005000340000004039a0d2c0170156516b0",
    "100000000, 00010002000000000001",
    "0.00000000000000000001, 0001fffb000000140001",
    "12345678901234567890.5, 000600040000000104d2162e23340d801ed21388",
    "-0.00000000000000000000000000000000000000123, 0002fff640000029000c0bb8",
    "99999999999999999999999999999999999999999,"
        + " 000b000a000000000009270f270f270f270f270f270f270f270f270f270f",
    "10000000000000000000000000000000000000000.0000000000, 0001000a0000000a0001"
  })
  void writesWhatPostgresqlWrites(String number, String hex) {
    BigDecimal value = new BigDecimal(number);

    assertThat(fromText(number)).isEqualTo(hex);
    if (value.unscaledValue().bitLength() < Long.SIZE) {
      assertThat(fromLong(value)).isEqualTo(hex);
    }
  }

  @Test
  void bothFormsAgreeOnRandomNumbers() {
    Random random = new Random(20_240_801);
    for (int i = 0; i < 20_000; i++) {
      long unscaled = random.nextLong() >> random.nextInt(64);
      BigDecimal value = BigDecimal.valueOf(unscaled, random.nextInt(45));

      assertThat(fromLong(value))
          .as(value.toPlainString())
          .isEqualTo(fromText(value.toPlainString()));
    }
  }

  @Test
  void whatIsWrittenReadsBackAsTheSameNumber() {
    Random random = new Random(7);
    for (int i = 0; i < 5_000; i++) {
      BigDecimal value =
          new BigDecimal(new BigInteger(random.nextInt(400), random), random.nextInt(120));
      BigDecimal signed = random.nextBoolean() ? value : value.negate();

      BigDecimal back = decode(HexFormat.of().parseHex(fromText(signed.toPlainString())));

      assertThat(back).isEqualTo(signed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-", ".", "-.", "1e5", "1.2.3", " 1", "1 ", "+1", "NaN", "1,5", "--1", "1.-2"})
  void refusesWhatIsNoPlainNumber(String text) {
    CopyBuffer out = new CopyBuffer(16);

    assertThat(NumericFormat.put(out, text.getBytes(StandardCharsets.UTF_8), 0, text.length()))
        .isFalse();
    assertThat(out.length()).isZero();
  }

  @Test
  void refusesMoreDigitsThanPostgresqlStores() {
    assertThat(accepts("9".repeat(NumericFormat.MAX_INTEGER_DIGITS))).isTrue();
    assertThat(accepts("9".repeat(NumericFormat.MAX_INTEGER_DIGITS + 1))).isFalse();
    assertThat(accepts("0." + "9".repeat(NumericFormat.MAX_SCALE))).isTrue();
    assertThat(accepts("0." + "9".repeat(NumericFormat.MAX_SCALE + 1))).isFalse();
  }

  private static boolean accepts(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return NumericFormat.put(new CopyBuffer(16), bytes, 0, bytes.length);
  }

  private static String fromLong(BigDecimal value) {
    CopyBuffer out = new CopyBuffer(1);
    NumericFormat.put(out, value.unscaledValue().longValueExact(), value.scale());
    return field(out);
  }

  private static String fromText(String text) {
    CopyBuffer out = new CopyBuffer(1);
    byte[] bytes = ("x" + text + "9").getBytes(StandardCharsets.US_ASCII);
    assertThat(NumericFormat.put(out, bytes, 1, bytes.length - 2)).isTrue();
    return field(out);
  }

  private static String field(CopyBuffer out) {
    byte[] bytes = Arrays.copyOf(out.bytes(), out.length());
    assertThat(new BigInteger(1, Arrays.copyOf(bytes, 4)).intValue()).isEqualTo(bytes.length - 4);
    return HexFormat.of().formatHex(bytes, 4, bytes.length);
  }

  private static BigDecimal decode(byte[] bytes) {
    short[] words = new short[bytes.length / 2];
    java.nio.ByteBuffer.wrap(bytes).asShortBuffer().get(words);
    BigDecimal value = BigDecimal.ZERO;
    for (int i = 0; i < words[0]; i++) {
      BigDecimal digit = BigDecimal.valueOf(words[4 + i]);
      value = value.add(digit.scaleByPowerOfTen(4 * (words[1] - i)));
    }
    return (words[2] == 0 ? value : value.negate()).setScale(words[3]);
  }
}
