package org.datawarp.pipeline.enrich;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a describer says about a table.
 *
 * @param description what the table holds; null where it does not say
 * @param columns the columns it describes, by name: only such as were asked about
 * @param problems why something is missing, a line each
 * @param requests how many requests were sent; those answered from the cache do not count
 * @param tokens how many tokens these took, as far as is known
 */
public record TableAnswer(
    @Nullable String description,
    Map<String, ColumnAnswer> columns,
    List<String> problems,
    int requests,
    long tokens) {
  /** Copies the collections. */
  public TableAnswer {
    columns = Map.copyOf(columns);
    problems = List.copyOf(problems);
  }

  /**
   * What is said about a column.
   *
   * @param description one or two sentences
   * @param keywords words to find it by
   */
  public record ColumnAnswer(String description, List<String> keywords) {
    /** Copies the list. */
    public ColumnAnswer {
      keywords = List.copyOf(keywords);
    }
  }
}
