package org.datawarp.pipeline.extract;

import java.util.ArrayList;
import java.util.List;
import org.datawarp.model.error.SourceUnreadableException;
import org.datawarp.model.table.SheetSummary;

/** The failure of a file without a table. */
public final class NoTableFound {
  private static final int MAX_SHOWN = 8;

  private NoTableFound() {}

  /** Returns the failure, saying what each sheet was taken for. */
  public static SourceUnreadableException in(String file, List<SheetSummary> sheets) {
    List<String> list = new ArrayList<>();
    for (SheetSummary sheet : sheets) {
      String name = sheet.name() == null ? sheet.member() : sheet.name();
      list.add((name == null ? "file" : name) + ": " + sheet.kind().text());
    }
    int shown = Math.min(list.size(), MAX_SHOWN);
    String text = String.join(", ", list.subList(0, shown));
    String kinds = list.isEmpty() ? "no sheets" : text + (shown < list.size() ? ", …" : "");
    return new SourceUnreadableException(
        "no table was found in " + file + " (" + kinds + ")",
        "look at it with 'datawarp inspect FILE'");
  }
}
