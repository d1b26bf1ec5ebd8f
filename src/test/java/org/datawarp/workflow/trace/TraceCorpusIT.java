package org.datawarp.workflow.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.usermodel.WorkbookFactory;
import org.apache.poi.ss.util.CellReference;
import org.datawarp.model.SourcePattern;
import org.datawarp.pipeline.compare.RowChange;
import org.datawarp.pipeline.compare.RowChange.Kind;
import org.datawarp.pipeline.compare.RowChange.ValueChange;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.diff.DiffReport;
import org.datawarp.workflow.diff.DiffReport.TableDiff;
import org.datawarp.workflow.diff.DiffRequest;
import org.datawarp.workflow.diff.DiffWorkflow;
import org.datawarp.workflow.trace.TracedRow.TracedValue;
import org.datawarp.workflow.trace.TracedRow.Verdict;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two real issues of a publication, what differs between them, and three of the values that do,
 * traced and looked up in the workbook by another reader.
 */
@Tag("slow")
@ExtendWith(PostgresExtension.class)
class TraceCorpusIT {
  private static final String NAME = "Community-health-services-waiting-lists-";

  @TempDir Path folder;

  @Test
  void whatDiffersBetweenTwoIssuesStandsInTheirWorkbooks(Database database) throws IOException {
    Path august = corpus("2024-25-August.xlsx");
    Path june = corpus("2025-26-June.xlsx");
    assumeTrue(Files.exists(august) && Files.exists(june), "the corpus is not here");
    Estate estate = new Estate(folder, database);
    estate.refresh("community_aug24", august, null);
    estate.refresh("community_jun25", june, null);

    DiffReport report =
        new DiffWorkflow(estate.context(), () -> {})
            .diff(
                new DiffRequest(
                    "community@2024-08",
                    "community@2025-06",
                    DiffRequest.Meaning.PERIOD,
                    List.of(),
                    List.of("total_waiting_list_by_service"),
                    1_000,
                    null,
                    org.datawarp.model.Existing.KEEP))
            .orElseThrow();

    TableDiff table = report.tables().get(0);
    assertThat(table.comparison().unique()).isTrue();
    assertThat(table.comparison().rowsBefore()).isEqualTo(199);
    assertThat(table.comparison().rowsAfter()).isEqualTo(193);
    assertThat(table.comparison().rowsChanged()).isGreaterThan(150);
    List<RowChange> changed =
        table.changes().stream().filter(change -> change.kind() == Kind.CHANGED).toList();
    TraceWorkflow trace = new TraceWorkflow(estate.context());
    try (Workbook before = WorkbookFactory.create(august.toFile(), null, true);
        Workbook after = WorkbookFactory.create(june.toFile(), null, true)) {
      for (RowChange change : List.of(changed.get(0), changed.get(60), changed.get(140))) {
        ValueChange value = change.values().get(change.values().size() / 2);
        check(
            trace,
            table.before().name(),
            change.rowBefore(),
            value.column(),
            value.before(),
            before);
        check(trace, table.after().name(), change.rowAfter(), value.column(), value.after(), after);
      }
    }
  }

  private static void check(
      TraceWorkflow trace, String source, long row, String column, String value, Workbook book) {
    TraceReport report =
        trace
            .trace(
                new TraceRequest(
                    SourcePattern.parse(source), row, null, List.of(), List.of(column), 10))
            .orElseThrow();

    assertThat(report.isProven()).isTrue();
    TracedRow traced = report.rows().get(0);
    TracedValue found = traced.values().get(0);
    assertThat(found.verdict()).isEqualTo(Verdict.SAME);
    CellReference cell = new CellReference(found.cell());
    assertThat(cell.getRow()).isEqualTo((int) row - 1);
    Cell read = book.getSheet(traced.file().sheet()).getRow(cell.getRow()).getCell(cell.getCol());
    String text =
        read.getCellType() == CellType.NUMERIC
            ? String.valueOf((long) read.getNumericCellValue())
            : read.getStringCellValue();
    assertThat(text).as(source + " " + found).isEqualTo(value).isEqualTo(found.raw());
  }

  private static Path corpus(String name) {
    return Path.of(
        System.getProperty("datawarp.corpus", "../shared/corpus"),
        "nhs/community-health-services",
        NAME + name);
  }
}
