package org.datawarp.workflow.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.model.SourcePattern;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.testing.SampleWorkbook;
import org.datawarp.workflow.archive.ArchiveRequest.Option;
import org.datawarp.workflow.trace.TracedRow.FileState;
import org.datawarp.workflow.trace.TracedRow.Origin;
import org.datawarp.workflow.trace.TracedRow.TracedValue;
import org.datawarp.workflow.trace.TracedRow.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
class TraceIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String TRUSTS =
      "Code,Seen on,Share,Patients\nRAX,2025-08-01,0.50,\"1,200\"\nRJ6,2025-08-02,0.25,*\n";

  private final String one = "tra" + NUMBERS.incrementAndGet() + "_aug25";

  @TempDir Path folder;

  private Estate estate;
  private TraceWorkflow trace;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
    trace = new TraceWorkflow(estate.context());
  }

  @Test
  void aValueLeadsToItsCellAndIsReadAgain() {
    String run = estate.refresh(one, TRUSTS).run();

    TraceReport report = trace(request(3L));

    assertThat(report.matches()).isEqualTo(1);
    assertThat(report.isProven()).isTrue();
    TracedRow row = report.rows().get(0);
    assertThat(row.period()).isEqualTo("2025-08");
    assertThat(row.file().url()).endsWith(one + ".csv");
    assertThat(row.file().sha256()).hasSize(64);
    assertThat(row.file().state()).isEqualTo(FileState.AS_RECORDED);
    assertThat(row.file().downloadedAt()).isEqualTo("2025-09-01T10:00:00Z");
    assertThat(row.file().loadedBy()).isEqualTo(run);
    assertThat(row.loadedAt()).isEqualTo("2025-09-01T10:00:00Z");
    assertThat(row.values())
        .extracting(TracedValue::column)
        .containsExactly("code", "seen_on", "share", "patients", "patients__marker");
    assertThat(row.values())
        .extracting(TracedValue::cell)
        .containsExactly("A3", "B3", "C3", "D3", "D3");
    assertThat(row.values())
        .extracting(TracedValue::raw)
        .containsExactly("RJ6", "2025-08-02", "0.25", "*", "*");
    assertThat(row.values())
        .extracting(TracedValue::value)
        .containsExactly("RJ6", "2025-08-02", "0.25", null, "*");
  }

  @Test
  void conditionsAreReadAsTheColumnsType() {
    estate.refresh(one, TRUSTS);

    assertThat(rows("code=RAX")).containsExactly(2L);
    assertThat(rows("patients=1,200")).containsExactly(2L);
    assertThat(rows("share=0.250")).containsExactly(3L);
    assertThat(rows("seen_on=2025-08-02")).containsExactly(3L);
    assertThat(rows("patients=")).containsExactly(3L);
    assertThat(rows("_period=2025-08", "Code=RJ6")).containsExactly(3L);
    assertThatThrownBy(() -> rows("code=RAX", "share=0.25")).isInstanceOf(NotFoundException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "code=x' OR '1'='1",
        "code=x\\' OR 1=1 --",
        "code=\"; DROP TABLE datawarp.tbl_runs; --",
        "code=$$x$$ OR true"
      })
  void aConditionIsNeverPartOfAStatement(String hostile) {
    estate.refresh(one, TRUSTS);

    assertThatThrownBy(() -> rows(hostile)).isInstanceOf(NotFoundException.class);

    assertThat(rows("code=RAX")).containsExactly(2L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "patients=many        | 'many' is no bigint, which column patients is",
        "patients=1 OR 1=1    | '1 OR 1=1' is no bigint, which column patients is",
        "share=1e999999999    | '1e999999999' is no numeric, which column share is",
        "seen_on=yesterday    | 'yesterday' is no date, which column seen_on is",
        "1=1                  | has no column '1'",
        "code) OR (1=1        | has no column 'code) OR (1'",
        "code                 | --where 'code' is no condition",
        "=RAX                 | --where '=RAX' is no condition"
      })
  void aConditionThatIsNoneIsRefused(String text, String message) {
    estate.refresh(one, TRUSTS);

    assertThatThrownBy(() -> rows(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aPeriodThatWasAColumnLeadsToItsHeader() {
    estate.refresh(one, "Region,Apr 2025,May 2025,Jun 2025\nNorth,10,20,30\nSouth,4,5,6\n");

    TraceReport report = trace(request(3L));

    assertThat(report.isProven()).isTrue();
    assertThat(report.rows()).extracting(TracedRow::sourceColumn).containsExactly("B", "C", "D");
    assertThat(value(report.rows().get(1), "period").cell()).isEqualTo("C1");
    assertThat(value(report.rows().get(1), "period").raw()).isEqualTo("May 2025");
    assertThat(value(report.rows().get(1), "period").origin()).isEqualTo(Origin.HEADER);
    assertThat(report.rows().get(1).values())
        .filteredOn(value -> "5".equals(value.value()))
        .extracting(TracedValue::cell)
        .containsExactly("C3");
  }

  @Test
  void aLabelAboveARowIsFound() {
    estate.refresh(
        one,
        "Trust,Code,Beds\nLondon,,\nKingston,RAX,10\nCroydon,RJ6,20\nNorth,,\nLeeds,RR8,30\nYork,RCB,40\n");

    TraceReport report = trace(request(7L));

    TracedValue section = value(report.rows().get(0), "section");
    assertThat(section.value()).isEqualTo("North");
    assertThat(section.cell()).isEqualTo("A5");
    assertThat(section.raw()).isEqualTo("North");
    assertThat(section.origin()).isEqualTo(Origin.KEY);
    assertThat(report.isProven()).isTrue();
  }

  @Test
  void membersOfAZipAreReadEachOnItsOwn() {
    Path zip =
        estate.zip(
            "both.zip",
            "a.csv",
            "Region,Patients\nNorth,1\n",
            "b.csv",
            "Region,Patients\nSouth,2\n");
    estate.refresh(one, zip, null);

    TraceReport report = trace(request(2L));

    assertThat(report.isProven()).isTrue();
    assertThat(report.rows()).extracting(row -> row.file().member()).contains("a.csv", "b.csv");
    assertThat(report.rows())
        .extracting(row -> value(row, "region").raw())
        .containsExactlyInAnyOrder("North", "South");
  }

  @Test
  void everyTableOfAWorkbookIsTracedOnItsOwnSheet() {
    estate.refresh(one, SampleWorkbook.FILE, null);
    List<String> codes =
        estate.query(
            "SELECT code FROM datawarp.tbl_data_sources WHERE owner_manifest = '" + one + "'");

    assertThat(codes).hasSizeGreaterThan(1);
    for (String code : codes) {
      String first = estate.query("SELECT min(_source_row) FROM staging.tbl_" + code).get(0);
      TraceReport report =
          trace(
              new TraceRequest(
                  SourcePattern.parse(code), Long.valueOf(first), null, List.of(), List.of(), 100));
      assertThat(report.isProven()).as(code + " " + report).isTrue();
      assertThat(report.rows()).allMatch(row -> row.file().sheet() != null);
    }
    assertThatThrownBy(() -> trace(request(1L)))
        .isInstanceOf(UsageException.class)
        .hasMessage("'" + one + "' means " + codes.size() + " sources");
  }

  @Test
  void aValueThatSomebodyChangedInTheTableIsFound() {
    estate.refresh(one, TRUSTS);
    estate.execute("UPDATE staging.tbl_" + one + " SET patients = 7 WHERE code = 'RAX'");

    TraceReport report = trace(request(2L));

    assertThat(report.isProven()).isFalse();
    TracedValue value = value(report.rows().get(0), "patients");
    assertThat(value.verdict()).isEqualTo(Verdict.DIFFERS);
    assertThat(value.value()).isEqualTo("7");
    assertThat(value.reread()).isEqualTo("1200");
  }

  @Test
  void aDownloadThatWasChangedIsNotRead() throws IOException {
    estate.refresh(one, TRUSTS);
    Path kept = estate.workspace().resolve(trace(request(2L)).rows().get(0).file().path());
    Files.writeString(kept, TRUSTS.replace("RAX", "XXX"));

    TraceReport report = trace(request(2L));

    assertThat(report.rows().get(0).file().state()).isEqualTo(FileState.CHANGED);
    assertThat(report.rows().get(0).values())
        .allMatch(value -> value.verdict() == Verdict.NOT_READ);
    assertThat(report.warnings()).singleElement().asString().contains("is not the file");

    Files.delete(kept);
    assertThat(trace(request(2L)).rows().get(0).file().state()).isEqualTo(FileState.GONE);
  }

  @Test
  void anArchivedDownloadIsFound() {
    estate.refresh(one, TRUSTS);
    estate.archive(Set.of(Option.DOWNLOADS), one);

    TraceReport report = trace(request(2L));

    assertThat(report.isProven()).isTrue();
    assertThat(report.rows().get(0).file().path()).startsWith("archive/downloads/");
    assertThat(report.rows().get(0).file().downloadedAt()).isEqualTo("2025-09-01T10:00:00Z");
  }

  @Test
  void onlySomeColumnsAndRows() {
    estate.refresh(one, TRUSTS);

    TraceReport report =
        trace(
            new TraceRequest(
                SourcePattern.parse(one),
                null,
                "2025-08",
                List.of(),
                List.of("patients", "code"),
                1));

    assertThat(report.matches()).isEqualTo(2);
    assertThat(report.rows()).hasSize(1);
    assertThat(report.rows().get(0).values())
        .extracting(TracedValue::column)
        .containsExactly("code", "patients");
  }

  @Test
  void whereThereIsNoWorkspaceNothingIsMade() {
    assertThat(trace.trace(request(1L))).isEmpty();

    assertThat(estate.workspace().root()).doesNotExist();
  }

  private List<Long> rows(String... where) {
    return trace(
            new TraceRequest(SourcePattern.parse(one), null, null, List.of(where), List.of(), 100))
        .rows()
        .stream()
        .map(TracedRow::row)
        .toList();
  }

  private TraceRequest request(@Nullable Long row) {
    return new TraceRequest(SourcePattern.parse(one), row, null, List.of(), List.of(), 100);
  }

  private TraceReport trace(TraceRequest request) {
    return trace.trace(request).orElseThrow();
  }

  private static TracedValue value(TracedRow row, String column) {
    return row.values().stream()
        .filter(value -> value.column().equals(column))
        .findFirst()
        .orElseThrow();
  }
}
