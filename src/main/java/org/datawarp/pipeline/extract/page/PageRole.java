package org.datawarp.pipeline.extract.page;

import java.util.Locale;

/** What a cell is on the page that shows a sheet. */
public enum PageRole {
  TITLE("what a table is called"),
  HEADER("names the columns"),
  DATA("is loaded"),
  TOTAL("a total or a whole country; loaded as data"),
  MARKER("shorthand in a column of values; kept beside it"),
  SECTION("a label over some rows; a key of theirs, or left out"),
  NOTE("explains; searched for a legend"),
  IGNORED("a value that is not loaded"),
  UNCLAIMED("belongs to no table and to nothing else that has a name"),
  BLANK("no value");

  private final String meaning;

  PageRole(String meaning) {
    this.meaning = meaning;
  }

  /** Returns the role's word, which is its class in the style too. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what the legend says of it. */
  public String meaning() {
    return meaning;
  }

  /** Tells whether a text of this role is prose that may run on over empty cells. */
  boolean runsOn() {
    return switch (this) {
      case TITLE, NOTE, SECTION -> true;
      case HEADER, DATA, TOTAL, MARKER, IGNORED, UNCLAIMED, BLANK -> false;
    };
  }
}
