package org.datawarp.pipeline.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormatTest {
  @Test
  void decimalsAreWrittenAsBigDecimalWritesThem() {
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      long unscaled = random.nextLong() >> random.nextInt(64);
      int scale = random.nextInt(30);

      assertThat(text(out -> TextFormat.putDecimal(out, unscaled, scale)))
          .isEqualTo(BigDecimal.valueOf(unscaled, scale).toPlainString());
    }
  }

  @ParameterizedTest
  @CsvSource({"0,0", "-1,-1", "9223372036854775807,9223372036854775807"})
  void wholeNumbersAreDigits(long value, String expected) {
    assertThat(text(out -> TextFormat.putLong(out, value))).isEqualTo(expected);
  }

  @Test
  void theSmallestLongHasAllItsDigits() {
    assertThat(text(out -> TextFormat.putLong(out, Long.MIN_VALUE)))
        .isEqualTo("-9223372036854775808");
    assertThat(text(out -> TextFormat.putDecimal(out, Long.MIN_VALUE, 19)))
        .isEqualTo("-0.9223372036854775808");
  }

  @Test
  void datesAreIso() {
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      LocalDate date = LocalDate.of(1, 1, 1).plusDays(random.nextInt(3_652_059));

      assertThat(text(out -> TextFormat.putDate(out, date.toEpochDay())))
          .isEqualTo(date.toString());
    }
  }

  @Test
  void yearsBeforeChristAndAfter9999AreWrittenAsPostgresqlDoes() {
    assertThat(text(out -> TextFormat.putDate(out, LocalDate.of(-43, 3, 15).toEpochDay())))
        .isEqualTo("0044-03-15 BC");
    assertThat(text(out -> TextFormat.putDate(out, LocalDate.of(12345, 6, 7).toEpochDay())))
        .isEqualTo("12345-06-07");
    LocalDateTime ides = LocalDateTime.of(-43, 3, 15, 12, 0);
    long micros = ides.toEpochSecond(ZoneOffset.UTC) * 1_000_000;
    assertThat(text(out -> TextFormat.putTimestamp(out, micros)))
        .isEqualTo("0044-03-15 12:00:00 BC");
  }

  @Test
  void timestampsHaveTheDecimalsTheyNeed() {
    DateTimeFormatter format =
        new java.time.format.DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);
    Random random = new Random(9);
    for (int i = 0; i < 10_000; i++) {
      long micros = (random.nextLong() >> random.nextInt(40)) % 60_000_000_000_000_000L;
      LocalDateTime moment = MemoryRows.moment(micros);

      assertThat(text(out -> TextFormat.putTimestamp(out, micros)))
          .isEqualTo(format.format(moment));
    }
  }

  @ParameterizedTest
  @CsvSource({"00:00,00:00:00", "23:59:59.999999,23:59:59.999999", "09:05:00.5,09:05:00.5"})
  void timesHaveTheDecimalsTheyNeed(LocalTime time, String expected) {
    assertThat(text(out -> TextFormat.putTime(out, time.toNanoOfDay() / 1_000)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1,0.1",
    "100,100",
    "-2.5,-2.5",
    "NaN,NaN",
    "Infinity,Infinity",
    "1E20,100000000000000000000"
  })
  void doublesReadBackAsThemselves(double value, String expected) {
    assertThat(text(out -> TextFormat.putDouble(out, value))).isEqualTo(expected);
    assertThat(Double.valueOf(expected)).isEqualTo(Double.valueOf(value));
  }

  @Test
  void booleansAreWords() {
    assertThat(text(out -> TextFormat.putBoolean(out, true))).isEqualTo("true");
    assertThat(text(out -> TextFormat.putBoolean(out, false))).isEqualTo("false");
  }

  private static String text(Consumer<CopyBuffer> writer) {
    CopyBuffer out = new CopyBuffer(1);
    writer.accept(out);
    return new String(out.bytes(), 4, out.length() - 4, StandardCharsets.UTF_8);
  }
}
