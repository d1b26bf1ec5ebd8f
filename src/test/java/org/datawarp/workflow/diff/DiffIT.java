package org.datawarp.workflow.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.model.Existing;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.pipeline.compare.RowChange;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.archive.ArchiveRequest.Option;
import org.datawarp.workflow.diff.DiffReport.TableDiff;
import org.datawarp.workflow.diff.DiffRequest.Meaning;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class DiffIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String JULY = "Code,Patients\nRAX,20\nRJ6,5\nRR8,7\n";
  private static final String AUGUST = "Code,Patients\nRAX,1020\nRJ6,5\nRCB,9\n";

  private final String series = "dif" + NUMBERS.incrementAndGet();
  private final String july = series + "_jul25";
  private final String august = series + "_aug25";

  @TempDir Path folder;

  private Estate estate;
  private DiffWorkflow diff;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
    diff = new DiffWorkflow(estate.context(), () -> {});
  }

  @Test
  void twoManifestsAreComparedByTheColumnThatNamesTheirRows() {
    estate.refresh(july, JULY);
    estate.refresh(august, AUGUST);

    TableDiff table = only(diff(july, august));

    assertThat(table.before().period()).isEqualTo("2025-07");
    assertThat(table.after().period()).isEqualTo("2025-08");
    assertThat(table.comparison().key()).containsExactly("code");
    assertThat(table.comparison().rowsAdded()).isEqualTo(1);
    assertThat(table.comparison().rowsRemoved()).isEqualTo(1);
    assertThat(table.comparison().valuesRevised()).isEqualTo(1);
    assertThat(table.changes())
        .extracting(RowChange::name)
        .containsExactlyInAnyOrder("RAX", "RR8", "RCB");
    assertThat(table.changes().get(0).values().get(0)).hasToString("patients 20 → 1020");
    assertThat(table.changes().get(0).rowAfter()).isEqualTo(2);
  }

  @Test
  void twoPeriodsOfAPublicationAreItsManifests() {
    estate.refresh(july, JULY);
    estate.refresh(august, AUGUST);

    DiffReport byPeriod = diff(series + "@2025-07", series + "@aug 2025");

    assertThat(byPeriod.tables()).isEqualTo(diff(july, august).tables());
    assertThatThrownBy(() -> diff(series + "@2025-06", series + "@2025-07"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("with the period 2025-06")
        .extracting(e -> ((NotFoundException) e).hint())
        .asString()
        .contains(series + "@2025-07, " + series + "@2025-08");
  }

  @Test
  void twoPeriodsOfOneTableAreItsRows() {
    estate.refresh(august, JULY);
    estate.execute(
        "INSERT INTO staging.tbl_"
            + august
            + " SELECT code, patients + 1, _load_id, _loaded_at, '2025-09', _period_start, _period_end,"
            + " _manifest_file_id, _source_row FROM staging.tbl_"
            + august);

    TableDiff table = only(diff(august + "@2025-08", august + "@2025-09"));

    assertThat(table.comparison().rowsBefore()).isEqualTo(3);
    assertThat(table.comparison().rowsAfter()).isEqualTo(3);
    assertThat(table.comparison().valuesRevised()).isEqualTo(3);
  }

  @Test
  void versionsAreTheExportBeforeAndTheOneInUse() {
    String first = estate.refresh(august, JULY).run();
    estate.clock().advance(Duration.ofDays(1));
    estate.refresh(august, AUGUST);

    TableDiff table = only(versions(august, null));

    assertThat(table.before().place()).contains("/output/.versions/");
    assertThat(table.after().place()).contains("/output/current/");
    assertThat(table.comparison().valuesRevised()).isEqualTo(1);
    assertThat(only(versions(august + "@2025-09-01", august)).comparison())
        .isEqualTo(table.comparison());
    assertThat(only(versions(august + "@" + first, august + "@current")).comparison())
        .isEqualTo(table.comparison());
    assertThat(versions(august + "@current", august).isSame()).isTrue();
  }

  @Test
  void aVersionThatIsNotKeptIsSaid() {
    estate.refresh(august, JULY);

    assertThatThrownBy(() -> versions(august, null))
        .isInstanceOf(NotFoundException.class)
        .hasMessage(august + ": no older version of it is kept");
    assertThatThrownBy(() -> versions(august + "@nobody", null))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("run nobody neither loaded it");
    assertThatThrownBy(() -> versions("nothing", null))
        .isInstanceOf(NotFoundException.class)
        .hasMessage("there is no source or manifest 'nothing'");
  }

  @Test
  void whatIsArchivedWithoutItsRowsIsReadFromTheArchive() {
    estate.refresh(july, JULY);
    estate.refresh(august, AUGUST);
    estate.archive(Set.of(Option.PURGE_DB), july);

    TableDiff table = only(diff(july, august));

    assertThat(table.before().place()).contains("/archive/parquet/");
    assertThat(table.comparison().valuesRevised()).isEqualTo(1);
  }

  @Test
  void filesNeedNoWorkspace() {
    String before = estate.file("july.csv", JULY).toString();
    String after = estate.file("august.csv", AUGUST).toString();

    TableDiff table = only(diff(before, after));

    assertThat(table.comparison().rowsAdded()).isEqualTo(1);
    assertThat(table.comparison().valuesRevised()).isEqualTo(1);
    assertThat(table.changes().get(0).rowBefore()).isEqualTo(2);
    assertThat(estate.workspace().root()).doesNotExist();
    assertThat(diff(before, before).isSame()).isTrue();
  }

  @Test
  void aParquetFileIsComparedWithACsv() {
    estate.refresh(august, AUGUST);
    String parquet = estate.parquet(august).toString();

    TableDiff table = only(diff(estate.file("july.csv", JULY).toString(), parquet));

    assertThat(table.after().period()).isEqualTo("2025-08");
    assertThat(table.comparison().columnsAdded()).isEmpty();
    assertThat(table.comparison().valuesRevised()).isEqualTo(1);
  }

  @Test
  void membersOfAZipAreTables() {
    String before =
        estate.zip("one.zip", "a.csv", JULY, "b.csv", "Region,Beds\nNorth,1\n").toString();
    String after = estate.zip("two.zip", "a.csv", AUGUST, "c.csv", "Other,Thing\nx,1\n").toString();

    DiffReport report = diff(before, after);

    assertThat(report.tables()).hasSize(1);
    assertThat(report.onlyBefore()).hasSize(1);
    assertThat(report.onlyAfter()).hasSize(1);
    assertThat(report.isSame()).isFalse();
  }

  @Test
  void allThatDiffersGoesToAParquetFile() throws SQLException {
    estate.refresh(july, JULY);
    estate.refresh(august, AUGUST);
    Path file = folder.resolve("changes.parquet");

    DiffReport report = diff(request(july, august, 1, file, Existing.KEEP));

    assertThat(report.tables().get(0).changes()).hasSize(1);
    assertThat(report.tables().get(0).leftOut()).isEqualTo(2);
    assertThat(
            duckdb(
                "SELECT \"table\", change, key, \"column\", before, after, row_before, row_after FROM '"
                    + file
                    + "' ORDER BY change, key"))
        .containsExactly(
            august + " | added | {\"code\":\"RCB\"} | null | null | null | null | 4",
            august + " | changed | {\"code\":\"RAX\"} | patients | 20 | 1020 | 2 | 2",
            august + " | removed | {\"code\":\"RR8\"} | null | null | null | 4 | null");
  }

  @Test
  void aFileThatIsThereStays() {
    estate.refresh(july, JULY);
    estate.refresh(august, AUGUST);
    Path file = estate.file("changes.parquet", "mine");

    assertThatThrownBy(() -> diff(request(july, august, 1, file, Existing.KEEP)))
        .isInstanceOf(RefusedException.class)
        .hasMessage(file + " is there already");
    assertThatThrownBy(() -> diff(request(july, august, 1, estate.parquet(july), Existing.REPLACE)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("in a folder of the workspace");
    assertThat(file).hasContent("mine");

    diff(request(july, august, 1, file, Existing.REPLACE));
    assertThat(file).isNotEmptyFile();
    assertThat(Files.exists(folder.resolve("changes.parquet.tmp"))).isFalse();
  }

  @Test
  void sidesThatDoNotGoTogetherAreRefused() {
    estate.refresh(july, JULY);
    String file = estate.file("july.csv", JULY).toString();

    assertThatThrownBy(() -> diff(july, file)).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> diff(request(july, null, 1, null, Existing.KEEP)))
        .isInstanceOf(UsageException.class)
        .hasMessage("there is one side only");
    assertThatThrownBy(() -> versions(file, file)).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> diff(july, "nothing")).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> diff("no/such.csv", file)).isInstanceOf(NotFoundException.class);
  }

  private DiffReport diff(String before, String after) {
    return diff(request(before, after, 100, null, Existing.KEEP));
  }

  private DiffReport diff(DiffRequest request) {
    return diff.diff(request).orElseThrow();
  }

  private DiffReport versions(String before, @Nullable String after) {
    return diff(
        new DiffRequest(
            before, after, Meaning.VERSION, List.of(), List.of(), 100, null, Existing.KEEP));
  }

  private static DiffRequest request(
      String before, @Nullable String after, int limit, @Nullable Path output, Existing existing) {
    return new DiffRequest(
        before, after, Meaning.PERIOD, List.of(), List.of(), limit, output, existing);
  }

  private static TableDiff only(DiffReport report) {
    assertThat(report.tables()).hasSize(1);
    return report.tables().get(0);
  }

  private static List<String> duckdb(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          values.add(String.valueOf(found.getObject(i)));
        }
        rows.add(String.join(" | ", values));
      }
    }
    return rows;
  }
}
