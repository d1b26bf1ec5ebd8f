package org.datawarp.model.table;

import java.util.Locale;

/** Whether a sheet shows in the workbook's tabs. */
public enum SheetState {
  VISIBLE,
  HIDDEN,
  /** Hidden so that only a program can show it again. */
  VERY_HIDDEN;

  /** Returns the form used in JSON: {@code visible}, {@code hidden}, {@code very_hidden}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
