package org.datawarp.model.table;

import java.util.Locale;

/** Where the values of a column come from that are not in their rows' own cells. */
public enum KeyOrigin {
  /** Every value stands in a cell of its row. */
  CELLS,
  /** A cell merged with those below it stands for all their rows. */
  MERGES,
  /** A value on the first row of a group stands for the rows below it. */
  GROUPS,
  /** A label on a row of its own stands for the rows below it. */
  SECTION;

  /** Returns the form used in manifests and JSON: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
