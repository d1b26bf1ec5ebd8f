package org.datawarp.pipeline.workbook;

import org.datawarp.model.error.SourceUnreadableException;
import org.jspecify.annotations.Nullable;

/** Builds the failures of reading one file; each message begins with what the file is called. */
public final class Refusal {
  private static final String MEND =
      "download the file again; if it stays so, save it anew in Excel or LibreOffice";
  private static final int LONGEST_QUOTE = 120;

  private final String displayName;

  public Refusal(String displayName) {
    this.displayName = oneLine(displayName);
  }

  /** The file breaks the rules of its format. */
  public SourceUnreadableException damaged(String what) {
    return damaged(what, null);
  }

  /** The file breaks the rules of its format, as another failure says. */
  public SourceUnreadableException damaged(String what, @Nullable Throwable cause) {
    return new SourceUnreadableException(displayName + ": " + oneLine(what), MEND, cause);
  }

  /** The file is of a kind that only attacks use. */
  SourceUnreadableException unsafe(String what) {
    return new SourceUnreadableException(
        displayName + ": " + oneLine(what),
        "such a file can be an attack; save it anew in Excel or LibreOffice if you trust it");
  }

  /** The file goes beyond a limit. */
  public SourceUnreadableException beyond(String what, long limit) {
    return new SourceUnreadableException(
        displayName + ": " + oneLine(what) + " (limit " + limit + ")",
        "remove what is not needed, or split the file, then try again");
  }

  /** The text with a length and characters fit for a line of a log. */
  public static String quote(String text) {
    String line = oneLine(text);
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? ' ' : c);
    }
    return line.toString();
  }
}
