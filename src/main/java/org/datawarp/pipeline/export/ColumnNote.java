package org.datawarp.pipeline.export;

import org.datawarp.model.table.ColumnFacts;

/**
 * What people want to know about a column besides its values.
 *
 * @param name the physical name
 * @param header the original header, levels joined with {@code " / "}; may be empty
 * @param facts description, unit, notes and role
 */
public record ColumnNote(String name, String header, ColumnFacts facts) {
  /** Makes one with a description alone, which may be empty. */
  public ColumnNote(String name, String header, String description) {
    this(name, header, ColumnFacts.described(description.isEmpty() ? null : description));
  }

  /** Returns one or two sentences; may be empty. */
  public String description() {
    String text = facts.description();
    return text == null ? "" : text;
  }
}
