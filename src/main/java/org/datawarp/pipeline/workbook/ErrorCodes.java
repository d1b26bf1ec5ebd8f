package org.datawarp.pipeline.workbook;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The error values of spreadsheets. Source: ECMA-376 part 1, 18.18.11; [MS-XLSB] 2.5.97.2. */
public final class ErrorCodes {
  private static final String[] TEXTS = {
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"
  };
  private static final byte[][] BYTES = new byte[TEXTS.length][];
  private static final int[] NUMBERS = {0x00, 0x07, 0x0F, 0x17, 0x1D, 0x24, 0x2A, 0x2B};
  private static final int LONGEST = 64;

  static {
    for (int i = 0; i < TEXTS.length; i++) {
      BYTES[i] = TEXTS[i].getBytes(StandardCharsets.US_ASCII);
    }
  }

  private ErrorCodes() {}

  /** Returns the error that a text names; an unknown one as it is written. */
  public static String of(byte[] text, int from, int to) {
    for (int i = 0; i < BYTES.length; i++) {
      if (Arrays.equals(text, from, to, BYTES[i], 0, BYTES[i].length)) {
        return TEXTS[i];
      }
    }
    return new String(text, from, Math.min(LONGEST, to - from), StandardCharsets.UTF_8);
  }

  /** Returns the error of a binary workbook; an unknown one is {@code #ERR}. */
  public static String of(int number) {
    for (int i = 0; i < NUMBERS.length; i++) {
      if (NUMBERS[i] == number) {
        return TEXTS[i];
      }
    }
    return "#ERR";
  }
}
