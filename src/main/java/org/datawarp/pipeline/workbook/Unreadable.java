package org.datawarp.pipeline.workbook;

import java.io.IOException;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.error.StorageException;
import org.jspecify.annotations.Nullable;

/** The failures that several readers share, in the same words. */
public final class Unreadable {
  static final String ASK_FOR_A_SOUND_COPY =
      "download it again; if that does not help, ask its publisher for a sound copy";

  private Unreadable() {}

  /** The file's content contradicts its format. */
  public static SourceUnreadableException damaged(
      String displayName, String how, @Nullable Throwable cause) {
    return new SourceUnreadableException(
        displayName + " is damaged: " + oneLine(how), ASK_FOR_A_SOUND_COPY, cause);
  }

  /** The file is beyond a limit. */
  public static SourceUnreadableException beyondLimit(String displayName, String what) {
    return new SourceUnreadableException(
        displayName + " " + what,
        "this protects the computer; if the file is honest, raise the limit or split the file");
  }

  /** The disk failed, not the file. */
  public static StorageException onDisk(String displayName, IOException cause) {
    return new StorageException(
        "reading " + displayName + " failed: " + oneLine(String.valueOf(cause.getMessage())),
        "check that the file exists, may be read, and that the disk is not full",
        cause);
  }

  /** Returns a text without line breaks and control characters, cut to a readable length. */
  public static String oneLine(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }
}
