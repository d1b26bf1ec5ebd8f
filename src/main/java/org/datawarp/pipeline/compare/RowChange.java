package org.datawarp.pipeline.compare;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row that is not in both tables as it is.
 *
 * @param kind what became of it
 * @param key the values that name it, by column; null for none
 * @param rowBefore its row in the older file, from 1; null where it is not there, or nobody knows
 * @param rowAfter its row in the newer file; null where it is not there, or nobody knows
 * @param values its revised values; empty for a row that was added or removed
 */
public record RowChange(
    Kind kind,
    Map<String, @Nullable String> key,
    @Nullable Long rowBefore,
    @Nullable Long rowAfter,
    List<ValueChange> values) {
  /** Copies the list. */
  public RowChange {
    values = List.copyOf(values);
  }

  /** What became of a row. */
  public enum Kind {
    /** Only the newer table has it. */
    ADDED,
    /** Only the older table has it. */
    REMOVED,
    /** Both have it, with other values. */
    CHANGED;

    /** Returns the word for people and scripts. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A revised value.
   *
   * @param column its column
   * @param before the value, or its marker where it was withheld; null for none
   * @param after the same, afterwards
   */
  public record ValueChange(String column, @Nullable String before, @Nullable String after) {
    @Override
    public String toString() {
      return column + " " + text(before) + " → " + text(after);
    }

    private static String text(@Nullable String value) {
      return value == null ? "(none)" : value;
    }
  }

  /** Returns the key as people read it: {@code RAX, 0-4}. */
  public String name() {
    return String.join(
        ", ", key.values().stream().map(value -> value == null ? "(none)" : value).toList());
  }
}
