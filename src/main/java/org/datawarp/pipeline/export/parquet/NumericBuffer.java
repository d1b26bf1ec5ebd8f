package org.datawarp.pipeline.export.parquet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.format.Type;
import org.datawarp.model.RowCursor;
import org.datawarp.pipeline.export.ValueText;

/**
 * Numbers with decimals, kept as they come, because only the whole column tells how many digits
 * they need.
 */
final class NumericBuffer extends ColumnBuffer {
  private static final int BYTES_PER_VALUE = Long.BYTES + 1;
  private static final int BYTES_PER_LONG_VALUE = 64;
  private static final long[] POWERS = powers();

  private final Map<Integer, String> texts = new HashMap<>();
  private final TextDictionary dictionary = new TextDictionary();
  private long[] unscaled = new long[1 << 10];
  private byte[] scales = new byte[1 << 10];

  NumericBuffer(int column) {
    super(column);
  }

  @Override
  int addValue(RowCursor row) {
    int at = presence.values() - 1;
    if (at == unscaled.length) {
      unscaled = Arrays.copyOf(unscaled, at * 2);
      scales = Arrays.copyOf(scales, at * 2);
    }
    int scale = row.scale(column);
    if (scale == RowCursor.IN_BYTES || scale > Byte.MAX_VALUE) {
      String text = ValueText.of(row, column);
      texts.put(at, text);
      return BYTES_PER_LONG_VALUE + text.length();
    }
    long value = row.longValue(column);
    while (scale > 0 && value % 10 == 0) {
      value /= 10;
      scale--;
    }
    unscaled[at] = value;
    scales[at] = (byte) scale;
    return BYTES_PER_VALUE;
  }

  /** Returns how many digits the numbers of this row group have. */
  DecimalShape range() {
    int integerDigits = 0;
    int scale = 0;
    for (int i = 0; i < presence.values(); i++) {
      if (texts.isEmpty() || !texts.containsKey(i)) {
        scale = Math.max(scale, scales[i]);
        integerDigits = Math.max(integerDigits, digits(unscaled[i]) - scales[i]);
      }
    }
    DecimalShape range = new DecimalShape(integerDigits, scale, true);
    for (String text : texts.values()) {
      range = range.union(range(text));
    }
    return range;
  }

  @Override
  PageValues values(ParquetColumnType form, LongValues longs) {
    int count = presence.values();
    if (form.physical() == Type.INT32 || form.physical() == Type.INT64) {
      long[] scaled = new long[count];
      for (int i = 0; i < count; i++) {
        scaled[i] = unscaled[i] * POWERS[form.range().scale() - scales[i]];
      }
      return longs.of(scaled, count, form.physical());
    }
    dictionary.clear();
    int[] ids = new int[count];
    byte[] bytes = new byte[ParquetColumnType.DECIMAL_BYTES];
    for (int i = 0; i < count; i++) {
      String text = texts.isEmpty() ? null : texts.get(i);
      BigDecimal value = null;
      if (text == null) {
        value = BigDecimal.valueOf(unscaled[i], scales[i]);
      }
      if (form.isDecimal()) {
        fill(bytes, value == null ? new BigDecimal(text) : value, form.range().scale());
        ids[i] = dictionary.id(bytes, 0, bytes.length);
      } else {
        byte[] plain =
            (value == null ? String.valueOf(text) : ValueText.of(value))
                .getBytes(StandardCharsets.US_ASCII);
        ids[i] = dictionary.id(plain, 0, plain.length);
      }
    }
    return BytesValues.of(dictionary, ids, count, form);
  }

  @Override
  void clear() {
    presence.clear();
    texts.clear();
  }

  private static void fill(byte[] bytes, BigDecimal value, int scale) {
    byte[] digits = value.setScale(scale).unscaledValue().toByteArray();
    int from = bytes.length - digits.length;
    Arrays.fill(bytes, 0, from, (byte) (digits[0] < 0 ? 0xff : 0));
    System.arraycopy(digits, 0, bytes, from, digits.length);
  }

  private static DecimalShape range(String text) {
    if (!Character.isDigit(text.charAt(text.length() - 1))) {
      return new DecimalShape(0, 0, false);
    }
    BigDecimal value = new BigDecimal(text).stripTrailingZeros();
    return new DecimalShape(
        Math.max(0, value.precision() - value.scale()), Math.max(0, value.scale()), true);
  }

  private static int digits(long value) {
    if (value == 0) {
      return 0;
    }
    if (value == Long.MIN_VALUE) {
      return POWERS.length;
    }
    long size = Math.abs(value);
    int digits = 1;
    while (digits < POWERS.length && size >= POWERS[digits]) {
      digits++;
    }
    return digits;
  }

  private static long[] powers() {
    long[] powers = new long[19];
    BigInteger power = BigInteger.ONE;
    for (int i = 0; i < powers.length; i++) {
      powers[i] = power.longValueExact();
      power = power.multiply(BigInteger.TEN);
    }
    return powers;
  }
}
