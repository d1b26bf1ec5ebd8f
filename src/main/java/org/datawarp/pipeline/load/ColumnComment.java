package org.datawarp.pipeline.load;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.table.ColumnFacts;
import org.jspecify.annotations.Nullable;

/**
 * The comment on a column that people see in psql, and that its Parquet file repeats: the header as
 * written, then below an empty line what it means.
 */
public final class ColumnComment {
  private static final String GAP = "\n\n";

  private ColumnComment() {}

  /**
   * Returns the comment.
   *
   * @param header the header as written; empty for a made column
   */
  public static String of(String header, ColumnFacts facts) {
    List<String> lines = new ArrayList<>();
    addIf(lines, "", facts.description());
    addIf(lines, "Unit: ", facts.unit());
    lines.addAll(facts.notes());
    String words = String.join("\n", lines);
    if (header.isEmpty() || words.isEmpty()) {
      return header.isEmpty() ? words : header;
    }
    return header + GAP + words;
  }

  /** Returns the header of a comment. */
  public static String header(String comment) {
    int gap = comment.indexOf(GAP);
    return gap < 0 ? comment : comment.substring(0, gap);
  }

  /** Returns what was set for the same words until release 1: header and description on a line. */
  static String formerly(String header, String description) {
    return header.isEmpty() ? description : header + ": " + description;
  }

  private static void addIf(List<String> lines, String label, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      lines.add(label + text);
    }
  }
}
