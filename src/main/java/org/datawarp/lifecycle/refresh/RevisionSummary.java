package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.datawarp.pipeline.compare.RowChange;
import org.datawarp.pipeline.compare.RowChange.Kind;
import org.datawarp.pipeline.compare.TableComparison;
import org.datawarp.platform.codec.JsonKeys;

/**
 * What a refresh changed in the rows of a table that was loaded before.
 *
 * @param comparison what differs, counted
 * @param examples the first rows that differ
 */
@JsonKeys({
  "text",
  "key=comparison.key",
  "rows_before=comparison.rows_before",
  "rows_after=comparison.rows_after",
  "rows_added=comparison.rows_added",
  "rows_removed=comparison.rows_removed",
  "rows_changed=comparison.rows_changed",
  "values_revised=comparison.values_revised",
  "revised_by_column=comparison.revised_by_column",
  "examples"
})
record RevisionSummary(TableComparison comparison, List<RowChange> examples) {
  /** How many rows that differ are kept as examples. */
  static final int EXAMPLES = 10;

  private static final int SHOWN = 3;

  /** Copies the list. */
  RevisionSummary {
    examples = List.copyOf(examples);
  }

  /** Returns one line: {@code 1 value in 8 rows changed: RAX open_referrals 20 → 1020}. */
  String text() {
    List<String> parts = new ArrayList<>();
    if (comparison.valuesRevised() > 0) {
      List<String> values =
          examples.stream()
              .filter(change -> change.kind() == Kind.CHANGED)
              .flatMap(change -> change.values().stream().map(value -> named(change.name(), value)))
              .toList();
      parts.add(
          counted(comparison.valuesRevised(), "value")
              + " in "
              + counted(comparison.rowsAfter(), "row")
              + " changed"
              + shown(values, comparison.valuesRevised()));
    }
    parts.addAll(rows(Kind.ADDED, comparison.rowsAdded()));
    parts.addAll(rows(Kind.REMOVED, comparison.rowsRemoved()));
    comparison
        .constants()
        .forEach(
            each ->
                parts.add(
                    each.column() + " " + each.before() + " → " + each.after() + " in every row"));
    return parts.isEmpty()
        ? "no value changed; rows moved in the file, or columns did"
        : String.join("; ", parts);
  }

  private static String named(String row, RowChange.ValueChange value) {
    return row.isEmpty() ? value.toString() : row + " " + value;
  }

  private List<String> rows(Kind kind, long count) {
    if (count == 0) {
      return List.of();
    }
    List<String> names =
        examples.stream()
            .filter(change -> change.kind() == kind)
            .map(RowChange::name)
            .filter(name -> !name.isEmpty())
            .toList();
    return List.of(counted(count, "row") + " " + kind.text() + shown(names, count));
  }

  private static String shown(List<String> examples, long all) {
    if (examples.isEmpty()) {
      return "";
    }
    List<String> first = examples.subList(0, Math.min(SHOWN, examples.size()));
    return ": " + String.join(", ", first) + (all > first.size() ? ", …" : "");
  }

  private static String counted(long count, String what) {
    return String.format(Locale.ENGLISH, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }
}
