package org.datawarp.pipeline.workbook;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import java.math.BigInteger;

/**
 * Turns numbers of spreadsheets into decimals: {@code unscaled × 10^-scale}.
 *
 * <p>A text of at most 15 significant digits is that very decimal, since a double keeps 15 digits.
 * A longer text, and every double, is the shortest decimal that reads back as the same double, the
 * nearest one where several are as short. {@code Double.toString} is no help: before JDK 19 it does
 * not give the shortest.
 *
 * <p>Hot path: one instance per reader holds the last result in fields; no object per number. The
 * search for the shortest decimal is the Schubfach method (R. Giulietti, "The Schubfach way to
 * render doubles", 2020), with the few powers of ten that a long with 18 decimal places can need.
 */
public final class Decimals {
  private static final int MAX_SCALE = 18;
  // No double needs more, whichever way it is written.
  private static final int MAX_LENGTH = 512;
  private static final int EXACT_DIGITS = 15;
  private static final long TWO_TO_53 = 1L << 53;
  private static final long[] TEN_TO = new long[19];
  private static final double[] DOUBLE_TEN_TO = new double[23];

  // g(k) of the paper for the k that numbers between 1e-19 and 1e19 need.
  private static final int MIN_K = -37;
  private static final int MAX_K = 5;
  private static final long[] G1 = new long[MAX_K - MIN_K + 1];
  private static final long[] G0 = new long[MAX_K - MIN_K + 1];

  static {
    long power = 1;
    for (int i = 0; i < TEN_TO.length; i++) {
      TEN_TO[i] = power;
      power *= 10;
    }
    double doublePower = 1;
    for (int i = 0; i < DOUBLE_TEN_TO.length; i++) {
      DOUBLE_TEN_TO[i] = doublePower;
      doublePower *= 10;
    }
    for (int k = MIN_K; k <= MAX_K; k++) {
      BigInteger g = reciprocalPower(k);
      G1[k - MIN_K] = g.shiftRight(63).longValueExact();
      G0[k - MIN_K] = g.longValue() & Long.MAX_VALUE;
    }
  }

  private long unscaled;
  private int scale;
  private double value;
  private boolean fits;

  /** Whether the last number is {@link #unscaled} × 10^-{@link #scale}, with scale 0 to 18. */
  public boolean fits() {
    return fits;
  }

  /** The last number's digits; only if it {@link #fits}. */
  public long unscaled() {
    return unscaled;
  }

  /** The last number's decimal places, 0 to 18; only if it {@link #fits}. */
  public int scale() {
    return scale;
  }

  /** The last number as a double. */
  public double value() {
    if (!fits) {
      return value;
    }
    if (scale == 0 || Math.abs(unscaled) <= TWO_TO_53) {
      // Both operands are exact, so the quotient is the double nearest to the decimal.
      return unscaled / DOUBLE_TEN_TO[scale];
    }
    return value;
  }

  /** Hands the last number to the sink. */
  public void emit(CellSink sink, int column, int style) {
    if (fits) {
      sink.number(column, unscaled, scale, style);
    } else {
      sink.bigNumber(column, value, style);
    }
  }

  /**
   * Takes a number as XML writes it: {@code -12.5}, {@code 1.2E-3}.
   *
   * @return false if the text is not a finite number; the last number is then undefined
   */
  public boolean parse(byte[] text, int from, int to) {
    if (to - from > MAX_LENGTH) {
      return false;
    }
    int i = from;
    boolean negative = false;
    if (i < to && (text[i] == '-' || text[i] == '+')) {
      negative = text[i] == '-';
      i++;
    }
    // The digits with and without a point; what overflows is told by their count.
    long digits = 0;
    int digit;
    int start = i;
    while (i < to && (digit = text[i] - '0') >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      i++;
    }
    int count = i - start;
    int places = 0;
    if (i < to && text[i] == '.') {
      start = ++i;
      while (i < to && (digit = text[i] - '0') >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        i++;
      }
      places = i - start;
      count += places;
    }
    if (count == 0) {
      return false;
    }
    int exponent = -places;
    if (i < to) {
      int written = exponentAt(text, i, to);
      if (written == Integer.MIN_VALUE) {
        return false;
      }
      exponent += written;
    }
    if (count <= MAX_SCALE && isShort(digits)) {
      place(negative ? -digits : digits, exponent);
      if (!fits) {
        value = JavaDoubleParser.parseDouble(text, from, to - from);
      }
    } else {
      of(JavaDoubleParser.parseDouble(text, from, to - from));
    }
    return fits || Math.abs(value) <= Double.MAX_VALUE;
  }

  /** Whether digits are at most 15 without the zeros at their end. */
  private static boolean isShort(long digits) {
    long rest = digits;
    while (rest >= TEN_TO[EXACT_DIGITS] && rest % 10 == 0) {
      rest /= 10;
    }
    return rest < TEN_TO[EXACT_DIGITS];
  }

  /** Returns the exponent that {@code text} states from {@code at} to its end, or MIN_VALUE. */
  private static int exponentAt(byte[] text, int at, int to) {
    int i = at;
    if (text[i] != 'e' && text[i] != 'E') {
      return Integer.MIN_VALUE;
    }
    i++;
    boolean negative = false;
    if (i < to && (text[i] == '-' || text[i] == '+')) {
      negative = text[i] == '-';
      i++;
    }
    if (i == to || to - i > 6) {
      return Integer.MIN_VALUE;
    }
    int exponent = 0;
    for (; i < to; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return Integer.MIN_VALUE;
      }
      exponent = exponent * 10 + (text[i] - '0');
    }
    return negative ? -exponent : exponent;
  }

  /** Takes a finite double. */
  public void of(double number) {
    value = number;
    double size = Math.abs(number);
    if (size < TWO_TO_53 && size == (long) size) {
      unscaled = (long) number;
      scale = 0;
      fits = true;
      return;
    }
    if (!(size >= 1e-19 && size < 1e19)) {
      fits = false;
      return;
    }
    shortest(number);
  }

  /** Sets the number to {@code digits × 10^exponent}, or to one that does not fit. */
  private void place(long digits, int exponent) {
    long number = digits;
    int places = -exponent;
    if (number == 0) {
      places = 0;
    }
    while (places > 0 && number % 10 == 0) {
      number /= 10;
      places--;
    }
    if (places < 0 && places >= -MAX_SCALE) {
      long power = TEN_TO[-places];
      if (Math.abs(number) <= Long.MAX_VALUE / power) {
        number *= power;
        places = 0;
      }
    }
    unscaled = number;
    scale = places;
    fits = places >= 0 && places <= MAX_SCALE;
  }

  private void shortest(double number) {
    long bits = Double.doubleToRawLongBits(number);
    long fraction = bits & ((1L << 52) - 1);
    // Every number of this range is a normal double: c × 2^q with 2^52 <= c < 2^53.
    int q = (int) ((bits >>> 52) & 0x7ff) - 1075;
    long c = (1L << 52) | fraction;
    int odd = (int) c & 1;
    boolean evenSpacing = fraction != 0;
    // floor(log10(2^q)), or floor(log10(3/4 × 2^q)) where the double below is nearer.
    int k = (int) ((q * 661_971_961_083L - (evenSpacing ? 0 : 274_743_187_321L)) >> 41);
    int h = q + floorLog2TenTo(-k) + 2;
    long g1 = G1[k - MIN_K];
    long g0 = G0[k - MIN_K];
    long middle = scaled(g1, g0, (c << 2) << h);
    long low = scaled(g1, g0, ((c << 2) - (evenSpacing ? 2 : 1)) << h) + odd;
    long high = scaled(g1, g0, ((c << 2) + 2) << h) - odd;

    long below = middle >> 2;
    long tens = below / 10 * 10;
    boolean tensFit = low <= tens << 2;
    boolean nextTensFit = (tens + 10) << 2 <= high;
    long digits;
    if (tensFit != nextTensFit) {
      digits = tensFit ? tens : tens + 10;
    } else {
      boolean belowFits = low <= below << 2;
      boolean aboveFits = (below + 1) << 2 <= high;
      if (belowFits != aboveFits) {
        digits = belowFits ? below : below + 1;
      } else {
        long side = middle - ((below + below + 1) << 1);
        digits = side < 0 || (side == 0 && (below & 1) == 0) ? below : below + 1;
      }
    }
    place(number < 0 ? -digits : digits, k);
  }

  private static int floorLog2TenTo(int exponent) {
    return (int) ((exponent * 913_124_641_741L) >> 38);
  }

  /** The 126 leading bits of 10^-k, rounded up. */
  private static BigInteger reciprocalPower(int k) {
    int shift = 125 - floorLog2TenTo(-k);
    BigInteger ten = BigInteger.TEN.pow(Math.abs(k));
    BigInteger floor =
        k > 0
            ? BigInteger.ONE.shiftLeft(shift).divide(ten)
            : shift >= 0 ? ten.shiftLeft(shift) : ten.shiftRight(-shift);
    return floor.add(BigInteger.ONE);
  }

  /** The product g × factor × 2^-127, its last bit set if anything was cut off. */
  private static long scaled(long g1, long g0, long factor) {
    long low = Math.multiplyHigh(g0, factor);
    long middle = ((g1 * factor) >>> 1) + low;
    long high = Math.multiplyHigh(g1, factor) + (middle >>> 63);
    return high | (((middle & Long.MAX_VALUE) + Long.MAX_VALUE) >>> 63);
  }
}
