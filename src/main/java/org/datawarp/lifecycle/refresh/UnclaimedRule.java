package org.datawarp.lifecycle.refresh;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.table.UnclaimedCells;
import org.datawarp.pipeline.manifest.AcceptedCells;
import org.datawarp.pipeline.manifest.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a load that would leave rows of numbers behind which nobody has looked at. What was
 * accepted for a sheet holds for the next issue as long as it is the same.
 */
final class UnclaimedRule {
  /** The first rules by which every cell of a file is accounted for. */
  private static final int ACCOUNTED = 3;

  private UnclaimedRule() {}

  /**
   * Checks what no table holds.
   *
   * @param before the manifest as it was, or that of the issue before; null for a publication's
   *     first. What it loaded under rules that did not account for cells is taken as accepted.
   * @throws DataRejectedException if rows of numbers would be left behind
   */
  static void require(
      RefreshRequest request, List<UnclaimedCells> unclaimed, @Nullable Manifest before) {
    if (request.has(RefreshRequest.Option.ACCEPT_UNCLAIMED)
        || request.has(RefreshRequest.Option.DRAFT_ONLY)
        || (before != null && isUnaccounted(before))) {
      return;
    }
    Map<String, List<UnclaimedCells>> bySheet =
        unclaimed.stream()
            .collect(
                Collectors.groupingBy(
                    UnclaimedCells::label, LinkedHashMap::new, Collectors.toList()));
    List<String> refused = new ArrayList<>();
    bySheet.forEach(
        (sheet, cells) -> {
          boolean many =
              cells.stream().mapToLong(UnclaimedCells::rows).sum() > UnclaimedCells.MOST_ROWS;
          if (many && !isAccepted(before, cells)) {
            refused.add(sheet + " " + ranges(cells));
          }
        });
    if (!refused.isEmpty()) {
      throw new DataRejectedException(
          "numbers that belong to no table: " + String.join("; ", refused),
          "look at them with 'datawarp inspect FILE --html'; then set 'range' for the table they"
              + " are, or 'skip: true' for the sheet, in the manifest's draft (datawarp extract),"
              + " or say --accept-unclaimed once");
    }
  }

  private static boolean isUnaccounted(Manifest before) {
    boolean loaded = before.header().lastLoaded() != null;
    return loaded && before.header().extractionVersion() < ACCOUNTED;
  }

  private static boolean isAccepted(@Nullable Manifest before, List<UnclaimedCells> cells) {
    return before != null
        && cells.stream().collect(Collectors.groupingBy(UnclaimedCells::kind)).values().stream()
            .allMatch(kind -> AcceptedCells.accepts(before, kind));
  }

  private static String ranges(List<UnclaimedCells> cells) {
    return cells.stream()
        .limit(5)
        .map(range -> range.range() + " (" + range.numbers() + ")")
        .collect(Collectors.joining(", "));
  }
}
