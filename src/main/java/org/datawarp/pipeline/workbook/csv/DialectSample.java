package org.datawarp.pipeline.workbook.csv;

/**
 * The start of a text file.
 *
 * @param bytes UTF-8 without a byte order mark
 * @param length how many of them count
 * @param whole whether they are all there is
 * @param candidates the separators that come into question
 */
record DialectSample(byte[] bytes, int length, boolean whole, String candidates) {
  /** Returns where the separator or line end at or after a place is, or the length. */
  int plainEnd(int start, char separator) {
    int i = start;
    while (i < length && bytes[i] != separator && bytes[i] != '\r' && bytes[i] != '\n') {
      i++;
    }
    return i;
  }

  /**
   * Returns where a field ends that opens with a quote; -1 where the sample ends before it. As the
   * scanner does, it takes for plain text what nothing closes, and what other text follows on a
   * later line.
   */
  int afterQuotes(int start, char separator, char quote) {
    boolean spansLines = false;
    for (int i = start + 1; i < length; i++) {
      byte b = bytes[i];
      if (b == quote) {
        if (i + 1 < length && bytes[i + 1] == quote) {
          i++;
        } else {
          int end = plainEnd(i + 1, separator);
          boolean more = spansLines && !Blanks.isBlank(bytes, i + 1, end);
          return more ? plainEnd(start, separator) : end;
        }
      }
      spansLines |= b == '\n' || b == '\r';
    }
    boolean isLate = !whole && length - start < length / 2;
    return isLate ? -1 : plainEnd(start, separator);
  }

  /** Returns the place after blanks. */
  int afterBlanks(int start) {
    int i = start;
    while (i < length && bytes[i] == ' ') {
      i++;
    }
    return i;
  }

  /** Tells whether a range holds a number and nothing else. */
  boolean isNumber(int start, int end) {
    boolean hasDigit = false;
    for (int i = start; i < end; i++) {
      boolean isDigit = bytes[i] >= '0' && bytes[i] <= '9';
      hasDigit |= isDigit;
      if (!isDigit && "+-.,%".indexOf(bytes[i]) < 0) {
        return false;
      }
    }
    return hasDigit;
  }

  /** Tells whether a field is enclosed, or text or a number without another separator in it. */
  boolean isWhole(int start, int end, char quote) {
    if (start < end && bytes[start] == quote) {
      return bytes[end - 1] == quote;
    }
    boolean digitsOnly = true;
    boolean mixed = false;
    for (int i = start; i < end; i++) {
      int b = bytes[i];
      digitsOnly &= (b >= '0' && b <= '9') || "+-.,:/ %()".indexOf(b) >= 0;
      mixed |= candidates.indexOf(b) >= 0;
    }
    return digitsOnly || !mixed;
  }
}
