package org.datawarp.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hundreds of sheets that cross what publishers combine; see {@link CrossedSheets}. */
class CrossedSheetsTest {
  private static final int SHEETS = 400;

  /** Sheets that are read otherwise than a person reads them, in a workbook. */
  private static final Set<Integer> UNREAD = Set.of(27, 61, 114, 271);

  /** The same, as a CSV. */
  private static final Set<Integer> UNREAD_AS_CSV =
      Set.of(27, 39, 92, 114, 156, 174, 218, 271, 336);

  @TempDir Path folder;

  @Test
  void holdWhatTheyWereDrawnWith() {
    assertThat(unread(false)).isSubsetOf(UNREAD);
  }

  @Test
  void holdTheSameAsCsv() {
    assertThat(unread(true)).isSubsetOf(UNREAD_AS_CSV);
  }

  private Set<Integer> unread(boolean csv) {
    Set<Integer> unread = new TreeSet<>();
    for (int number = 0; number < SHEETS; number++) {
      WrittenLayout sheet = CrossedSheets.sheet(number);
      if (!(csv && sheet.needsMerges()) && !sheet.found(folder, csv).equals(sheet.expected())) {
        unread.add(number);
      }
    }
    return unread;
  }
}
