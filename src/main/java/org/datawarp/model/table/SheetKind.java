package org.datawarp.model.table;

import java.util.Locale;

/** What a sheet is for, as the extraction sees it. */
public enum SheetKind {
  DATA,
  NOTES,
  CONTENTS,
  COVER,
  EMPTY,
  CHART;

  /** Returns the form used in JSON and manifests: lower case. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
