package org.datawarp.model;

import java.util.regex.Pattern;
import org.datawarp.model.table.TableName;

/**
 * The code of one source, such as {@code adhd_aug25} or {@code adhd_aug25_open_referrals}.
 *
 * <p>At most {@value #MAX_LENGTH} characters. PostgreSQL cuts identifiers at 63 bytes without an
 * error, and the staging table is named {@code tbl_} plus the code, so a longer code could make two
 * sources share a table.
 *
 * @param value lower-case letters, digits and single underscores, starting with a letter
 */
public record SourceCode(String value) implements Comparable<SourceCode> {
  /** The longest code, in characters (all ASCII, so bytes too). */
  public static final int MAX_LENGTH = 59;

  /** The rule in words, for messages. */
  public static final String RULE =
      "lower-case letters, digits and single underscores, starting with a letter, at most "
          + MAX_LENGTH
          + " characters";

  private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9]*+(?:_[a-z0-9]++)*+");

  /** Checks the shape. */
  public SourceCode {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a source code: '" + value + "'");
    }
  }

  /** Tells whether the text has the shape of a source code. */
  public static boolean isValid(String text) {
    return text.length() <= MAX_LENGTH && SHAPE.matcher(text).matches();
  }

  /** Returns the staging table of this source, {@code staging.tbl_<code>}. */
  public TableName stagingTable() {
    return new TableName("staging", "tbl_" + value);
  }

  @Override
  public int compareTo(SourceCode other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
