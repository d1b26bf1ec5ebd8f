package org.datawarp.workflow.canonical;

import java.util.List;
import org.datawarp.platform.codec.JsonKeys;
import org.jspecify.annotations.Nullable;

/**
 * Which tables are which canonical sources, as far as is known.
 *
 * @param tables the tables, by source, period and code
 * @param columns columns that may be others under a new name, or are
 * @param run the run that took a person's word; null where nothing was changed
 * @param accepted what it accepted, a line each
 * @param rejected what it rejected, a line each
 */
@JsonKeys({"tables", "columns", "run", "accepted", "rejected"})
public record MatchReport(
    List<Table> tables,
    List<Column> columns,
    @Nullable String run,
    List<String> accepted,
    List<String> rejected) {
  /** Copies the lists. */
  public MatchReport {
    tables = List.copyOf(tables);
    columns = List.copyOf(columns);
    accepted = List.copyOf(accepted);
    rejected = List.copyOf(rejected);
  }

  /**
   * One table of an issue.
   *
   * @param table the code it would have alone
   * @param period the stored form of the period
   * @param source the canonical source
   * @param state taken, proposed, accepted or rejected
   * @param method what decided
   * @param confidence 0 to 1
   * @param why why it is only proposed; null for nothing
   */
  @JsonKeys({"table", "period", "source", "state", "method", "confidence", "why"})
  public record Table(
      String table,
      String period,
      String source,
      String state,
      String method,
      double confidence,
      @Nullable String why) {}

  /**
   * One column that may be another under a new name.
   *
   * @param source the canonical source
   * @param period the stored form of the period in which it was found
   * @param from its name in the source
   * @param to its name in the issue
   * @param state proposed, accepted or rejected
   * @param nameLikeness how like the names are, 0 to 1
   * @param valuesNow how many different values the new column has
   * @param valuesInCommon how many of these the old one had
   */
  @JsonKeys({
    "source",
    "period",
    "from",
    "to",
    "state",
    "name_likeness",
    "values_now",
    "values_in_common"
  })
  public record Column(
      String source,
      String period,
      String from,
      String to,
      String state,
      double nameLikeness,
      long valuesNow,
      long valuesInCommon) {}
}
