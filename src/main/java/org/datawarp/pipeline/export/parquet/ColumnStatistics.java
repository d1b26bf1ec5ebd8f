package org.datawarp.pipeline.export.parquet;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.datawarp.pipeline.export.ColumnSummary;
import org.datawarp.pipeline.export.ValueText;
import org.jspecify.annotations.Nullable;

/** What a whole file holds in one column: nulls, the least, the greatest, the distinct values. */
final class ColumnStatistics {
  private static final int MAX_DISTINCT = 10_000;

  private final ParquetColumnType form;
  private final Set<Object> distinct = new HashSet<>();
  private boolean isCounted = true;
  private long nulls;
  private @Nullable Object least;
  private @Nullable Object greatest;

  ColumnStatistics(ParquetColumnType form) {
    this.form = form;
  }

  /** A text, ordered by its bytes as Parquet and PostgreSQL's collation "C" order it. */
  record Text(byte[] bytes) implements Comparable<Text> {
    @Override
    public int compareTo(Text other) {
      return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Text text && Arrays.equals(bytes, text.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  void addNulls(int count) {
    nulls += count;
  }

  long nulls() {
    return nulls;
  }

  /** Widens the range by a value; the same type for all of a column. */
  <T extends Comparable<T>> void addToRange(T value) {
    // One column has one type of value.
    @SuppressWarnings("unchecked")
    T min = (T) least;
    @SuppressWarnings("unchecked")
    T max = (T) greatest;
    if (min == null || value.compareTo(min) < 0) {
      least = value;
    }
    if (max == null || value.compareTo(max) > 0) {
      greatest = value;
    }
  }

  /** Tells whether that many further values are still worth counting; if not, none are. */
  boolean wantsDistinct(int count) {
    isCounted = isCounted && count <= MAX_DISTINCT && distinct.size() <= MAX_DISTINCT;
    if (!isCounted) {
      distinct.clear();
    }
    return isCounted;
  }

  void addDistinct(Object value) {
    distinct.add(value);
  }

  /** Returns the distinct texts, sorted; empty where there were too many. */
  List<String> texts() {
    return distinct.stream().map(this::text).sorted().toList();
  }

  /** Returns the summary; the form is the one in the footer. */
  ColumnSummary summary(ParquetColumnType written, List<String> markers) {
    boolean isKnown = isCounted && distinct.size() <= MAX_DISTINCT;
    return new ColumnSummary(
        form.column().name(),
        form.column().type(),
        form.column().sqlType(),
        written.text(),
        nulls,
        least == null ? null : text(least),
        greatest == null ? null : text(greatest),
        isKnown ? Long.valueOf(distinct.size()) : null,
        markers);
  }

  private String text(Object value) {
    if (value instanceof Long number) {
      return form.isDecimal()
          ? ValueText.of(BigDecimal.valueOf(number, form.range().scale()))
          : ValueText.of(form.column().type(), number);
    }
    return value instanceof BigDecimal number ? ValueText.of(number) : value.toString();
  }
}
