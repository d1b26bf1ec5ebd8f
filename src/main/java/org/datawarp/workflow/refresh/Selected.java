package org.datawarp.workflow.refresh;

import org.datawarp.model.period.Period;
import org.jspecify.annotations.Nullable;

/**
 * Rows to export.
 *
 * @param selector a manifest's name, a source's code, or a glob of codes
 * @param period of a canonical source the only period; null for all
 */
public record Selected(String selector, @Nullable Period period) {
  /** Selects all rows. */
  public static Selected all(String selector) {
    return new Selected(selector, null);
  }
}
