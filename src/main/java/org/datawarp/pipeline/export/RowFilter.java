package org.datawarp.pipeline.export;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which rows of a staging table are meant. */
public sealed interface RowFilter {
  /** Every row. */
  record All() implements RowFilter {}

  /**
   * Rows of some periods.
   *
   * @param labels values of {@code _period}, each once, sorted
   */
  record Periods(List<String> labels) implements RowFilter {}

  /** Rows whose {@code _period} is null. */
  record WithoutPeriod() implements RowFilter {}

  /**
   * Rows that some file rows brought.
   *
   * @param ids values of {@code _manifest_file_id}, each once, sorted
   */
  record ManifestFiles(List<Integer> ids) implements RowFilter {}

  /**
   * Rows that fulfil every condition.
   *
   * @param conditions on columns of the table; none lets every row through
   */
  record Matching(List<Condition> conditions) implements RowFilter {
    /** Copies the list. */
    public Matching {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * A column that holds one value.
   *
   * @param column a column of the table
   * @param value the value in PostgreSQL's text form of the column's type; null for no value
   */
  record Condition(StoredColumn column, @Nullable String value) {}

  /** Returns the filter that lets every row through. */
  static RowFilter all() {
    return new All();
  }

  /** Returns the filter for rows of some periods; none pass where there are no labels. */
  static RowFilter periods(Collection<String> labels) {
    return new Periods(List.copyOf(new TreeSet<>(labels)));
  }

  /** Returns the filter for rows that have no period. */
  static RowFilter withoutPeriod() {
    return new WithoutPeriod();
  }

  /** Returns the filter for rows of some files; none pass where there are no ids. */
  static RowFilter manifestFiles(Collection<Integer> ids) {
    return new ManifestFiles(List.copyOf(new TreeSet<>(ids)));
  }
}
