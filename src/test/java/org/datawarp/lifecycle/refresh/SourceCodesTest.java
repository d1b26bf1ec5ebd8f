package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.datawarp.model.RowCursor;
import org.datawarp.model.SourceCode;
import org.datawarp.model.table.ColumnFacts;
import org.datawarp.model.table.ColumnType;
import org.datawarp.model.table.DetectedColumn;
import org.datawarp.model.table.DetectedTable;
import org.datawarp.model.table.KeyOrigin;
import org.datawarp.model.table.RowCounts;
import org.datawarp.model.table.TableColumn;
import org.datawarp.pipeline.extract.SourcePart;
import org.datawarp.pipeline.extract.SourceTable;
import org.datawarp.pipeline.manifest.ManifestColumn;
import org.datawarp.pipeline.manifest.ManifestPart;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.junit.jupiter.api.Test;

class SourceCodesTest {
  private static final String MANIFEST = "adhd_aug25";

  @Test
  void theOnlyTableOfANewManifestGetsItsName() {
    assertThat(assign(List.of(), table("open", "Open", "1a", "A", "B")))
        .containsExactly("adhd_aug25");
  }

  @Test
  void severalTablesOfANewManifestGetItsNameAndTheirLabel() {
    assertThat(
            assign(
                List.of(),
                table("open", "Open", "1a", "A", "B"),
                table("closed", "Closed", "1b", "C", "D")))
        .containsExactly("adhd_aug25_open", "adhd_aug25_closed");
  }

  @Test
  void equalLabelsOfTwoFilesAreToldApart() {
    assertThat(
            assign(
                List.of(),
                table("open", "Open", "1a", "A", "B"),
                table("open", "Open", "1a", "C", "D")))
        .containsExactly("adhd_aug25_open", "adhd_aug25_open_2");
  }

  @Test
  void theOnlyTableStaysTheOnlyTableWhateverItsHeaders() {
    assertThat(
            assign(
                List.of(source("adhd_aug25", "Old", "1a", "A", "B")),
                table("new", "New", "9z", "X", "Y", "Z")))
        .containsExactly("adhd_aug25");
  }

  @Test
  void aNewSecondTableLeavesTheFirstItsName() {
    assertThat(
            assign(
                List.of(source("adhd_aug25", "Open", "1a", "A", "B")),
                table("closed", "Closed", "1b", "C", "D"),
                table("open", "Open", "1a", "A", "B")))
        .containsExactly("adhd_aug25_closed", "adhd_aug25");
  }

  @Test
  void equalHeadersOutweighAnEqualTitle() {
    assertThat(
            assign(
                List.of(
                    source("m_one", "One", "1", "A", "B"), source("m_two", "Two", "2", "C", "D")),
                table("x", "Two", "1", "A", "B"),
                table("y", "One", "2", "C", "D")))
        .containsExactly("m_one", "m_two");
  }

  @Test
  void anEqualTitleOutweighsSimilarHeaders() {
    // Of three headers each shares two with both tables before.
    assertThat(
            assign(
                List.of(
                    source("m_one", "One", "1", "A", "B", "C"),
                    source("m_two", "Two", "2", "A", "B", "D")),
                table("x", "Two", "8", "A", "B", "E"),
                table("y", "One", "9", "A", "B", "F")))
        .containsExactly("m_two", "m_one");
  }

  @Test
  void aTableWithMostlyTheSameHeadersKeepsItsCodeUnderAnotherTitleAndSheet() {
    assertThat(
            assign(
                List.of(
                    source("m_one", "One", "1", "A", "B", "C", "D"),
                    source("m_two", "Two", "2", "P", "Q", "R", "S")),
                table("x", "Renamed", "7", "P", "Q", "R", "S", "T"),
                table("y", "Renamed too", "8", "A", "B", "C", "D", "E")))
        .containsExactly("m_two", "m_one");
  }

  @Test
  void theSheetDecidesLastAndNeverAlone() {
    List<ManifestSource> before =
        List.of(
            source("m_one", "One", "Table 5a", "A", "B", "C"),
            source("m_two", "Two", "Table 5b", "X", "Y", "Z"));

    assertThat(
            assign(
                before,
                table("five_a", "New title", "Table 5a", "A", "B", "G", "H"),
                table("five_b", "Another", "Table 5b", "K", "L", "M")))
        .as("a third of the headers and the sheet is enough; a renumbered sheet alone is not")
        .containsExactly("m_one", "adhd_aug25_five_b");
  }

  @Test
  void madeColumnsDoNotMakeTablesAlike() {
    // Made columns, such as those of markers, have no header.
    assertThat(
            assign(
                List.of(
                    source("m_one", "One", "1", "A", "", "", ""),
                    source("m_two", "Two", "2", "B", "C", "")),
                table("x", "Else", "8", "P", "", "", "", ""),
                table("y", "Two", "9", "B", "C", "")))
        .containsExactly("adhd_aug25_x", "m_two");
  }

  @Test
  void aCodeIsGivenOnlyOnce() {
    assertThat(
            assign(
                List.of(source("adhd_aug25", "One", "1", "A", "B")),
                table("x", "One", "1", "A", "B"),
                table("x", "One", "1", "A", "B")))
        .containsExactly("adhd_aug25", "adhd_aug25_x");
  }

  @Test
  void aLabelThatIsTooLongIsCutAndStaysUnique() {
    String label = "a_very_long_label_that_goes_on_and_on_and_on_for_ever";

    List<String> codes =
        assign(
            List.of(),
            table(label + "_one", "One", "1", "A", "B"),
            table(label + "_two", "Two", "2", "C", "D"),
            table(label + "_two", "Three", "3", "E", "F"));

    assertThat(codes).doesNotHaveDuplicates().hasSize(3);
    assertThat(codes)
        .allSatisfy(
            code ->
                assertThat(code)
                    .startsWith("adhd_aug25_a_very_long_label_that_goes_on")
                    .hasSizeLessThanOrEqualTo(SourceCode.MAX_LENGTH)
                    .matches(SourceCode::isValid));
    assertThat(assign(List.of(), tables(label))).isEqualTo(assign(List.of(), tables(label)));
  }

  private static SourceTable[] tables(String label) {
    return new SourceTable[] {
      table(label + "_one", "One", "1", "A", "B"), table("b", "Two", "2", "C", "D")
    };
  }

  private static List<String> assign(List<ManifestSource> before, SourceTable... tables) {
    return SourceCodes.assign(MANIFEST, before, List.of(tables)).codes().stream()
        .map(SourceCode::value)
        .toList();
  }

  private static SourceTable table(String label, String title, String sheet, String... headers) {
    List<TableColumn> columns = new ArrayList<>();
    for (int i = 0; i < headers.length; i++) {
      columns.add(
          new TableColumn(
              "c" + i,
              ColumnType.TEXT,
              headers[i].isEmpty() ? List.of() : List.of(headers[i]),
              List.of()));
    }
    return new SourceTable(
        label, title, columns, List.of(new Part(sheet)), String.join("+", headers));
  }

  private static ManifestSource source(String code, String title, String sheet, String... headers) {
    SourceCode value = new SourceCode(code);
    List<ManifestColumn> columns = new ArrayList<>();
    for (int i = 0; i < headers.length; i++) {
      columns.add(
          new ManifestColumn(
              "c" + i,
              headers[i],
              List.of(headers[i]),
              ColumnType.TEXT,
              ColumnFacts.NONE,
              List.of(),
              KeyOrigin.CELLS,
              new LinkedHashMap<>()));
    }
    ManifestPart part =
        new ManifestPart(
            "file:x", sheet, null, 1, List.of(1), 2, 3, "A", "B", 2, new LinkedHashMap<>());
    return new ManifestSource(
        value,
        title,
        value.stagingTable(),
        String.join("+", headers),
        2,
        null,
        null,
        null,
        columns,
        List.of(part),
        new LinkedHashMap<>());
  }

  /** A part of which only the sheet matters. */
  private record Part(String sheet) implements SourcePart {
    @Override
    public DetectedTable table() {
      DetectedColumn column =
          new DetectedColumn(0, "a", List.of("A"), ColumnType.TEXT, 0, 0, 2, List.of());
      return new DetectedTable(
          sheet, null, 1, "", List.of(1), 2, 3, List.of(column), counts(), null, null, "a test", 1);
    }

    @Override
    public RowCounts counts() {
      return new RowCounts(2, 2, 0, 0, 0, 0, 0);
    }

    @Override
    public long rowsToLoad() {
      return 2;
    }

    @Override
    public RowCursor open() {
      throw new IllegalStateException("codes are given before rows are read");
    }
  }
}
