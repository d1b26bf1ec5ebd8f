package org.datawarp.pipeline.extract;

import java.util.List;
import java.util.stream.Collectors;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.pipeline.extract.cell.Plural;

/** Tells people of cells that belong to nothing. */
public final class UnclaimedText {
  private static final int MOST_NAMED = 5;

  private UnclaimedText() {}

  /** Returns one line about the unclaimed cells of one sheet. */
  public static String line(String sheet, List<UnclaimedCells> cells) {
    long numbers = cells.stream().mapToLong(UnclaimedCells::numbers).sum();
    String places =
        cells.stream()
            .limit(MOST_NAMED)
            .map(range -> range.range() + " (" + range.kind().text() + ")")
            .collect(Collectors.joining(", "));
    return sheet
        + ": "
        + Plural.counted(numbers, "number")
        + " in no table and under no name: "
        + places
        + (cells.size() > MOST_NAMED ? " and " + (cells.size() - MOST_NAMED) + " ranges more" : "");
  }
}
