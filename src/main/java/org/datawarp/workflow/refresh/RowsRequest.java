package org.datawarp.workflow.refresh;

import java.util.Set;
import org.datawarp.model.table.CsvOption;

/**
 * Which rows a person wants a file of, and in what form.
 *
 * @param selected the manifest, source or sources, and the period
 * @param selection how many sources it means
 * @param format what the file is
 * @param csv what is different in a CSV; empty for other formats
 */
public record RowsRequest(
    Selected selected, Selection selection, FileFormat format, Set<CsvOption> csv) {
  /** Copies the options. */
  public RowsRequest {
    csv = Set.copyOf(csv);
  }

  /** Returns what names the rows. */
  public String selector() {
    return selected.selector();
  }

  /** How many sources a selector means. */
  public enum Selection {
    /** One: of a manifest its only one. */
    ONE,
    /** All that a glob matches, their columns matched by name. */
    UNION
  }
}
