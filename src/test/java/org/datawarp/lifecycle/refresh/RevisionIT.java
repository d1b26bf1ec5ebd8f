package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.platform.postgres.Database;
import org.datawarp.repository.SourceRepository.EventEntry;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.status.StatusWorkflow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a refresh says of a revision, and what it leaves alone. */
@ExtendWith(PostgresExtension.class)
class RevisionIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String WAITS =
      "Code,Open referrals\nRAX,20\nRJ6,5\nRR8,7\nRCB,1\nRDD,2\nRTT,3\nRYY,4\nRZZ,6\n";
  private static final String BEDS = "Region,Beds\nNorth,10\nSouth,12\n";

  private final String one = "rev" + NUMBERS.incrementAndGet() + "_aug25";

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  @Test
  void aRevisedValueIsToldInOneLineAndKeptInTheEvent() {
    estate.refresh(one, WAITS);
    estate.clock().advance(Duration.ofDays(1));

    RefreshReport report = estate.refresh(one, WAITS.replace("RAX,20", "RAX,1020"));

    String line = "1 value in 8 rows changed: RAX open_referrals 20 → 1020";
    assertThat(report.sources().get(0).changes()).containsExactly(line);
    EventEntry event = new StatusWorkflow(estate.context()).history(one, 1).orElseThrow().get(0);
    assertThat(event.revision()).isEqualTo(line);
    assertThat(String.valueOf(event.details().get("revision")))
        .contains("rows_before=8", "rows_after=8", "values_revised=1");
    assertThat(String.valueOf(event.details().get("revision"))).contains("key=[code]");
  }

  @Test
  void rowsThatComeAndGoAreToldToo() {
    estate.refresh(one, WAITS);

    RefreshReport report =
        estate.refresh(
            one, WAITS.replace("RZZ,6\n", "").replace("RJ6,5", "RJ6,*") + "NEW,9\nMORE,8\n");

    assertThat(report.sources().get(0).changes())
        .containsExactly(
            "new column open_referrals__marker",
            "1 value in 9 rows changed: RJ6 open_referrals 5 → *; 2 rows added: MORE, NEW; 1 row"
                + " removed: RZZ");
  }

  @Test
  void theFirstLoadIsNoRevision() {
    assertThat(estate.refresh(one, WAITS).sources().get(0).changes()).isEmpty();
    assertThat(new StatusWorkflow(estate.context()).history(one, 1).orElseThrow().get(0).revision())
        .isNull();
  }

  @Test
  void tablesWithoutAChangeAreLeftAlone() throws IOException {
    refresh(WAITS, BEDS);
    String waits = one + "_waits";
    String beds = one + "_beds";
    byte[] export = Files.readAllBytes(estate.parquet(beds));
    String rows = rows(beds);
    estate.clock().advance(Duration.ofDays(1));

    RefreshReport report = refresh(WAITS.replace("RAX,20", "RAX,21"), BEDS);

    assertThat(changes(report, waits))
        .containsExactly("1 value in 8 rows changed: RAX open_referrals 20 → 21");
    assertThat(changes(report, beds))
        .containsExactly("the file has the same rows; table and export stay as they are");
    assertThat(report.sources().get(0).code()).isEqualTo(beds);
    assertThat(report.sources().get(0).rowsLoaded()).isZero();
    assertThat(report.sources().get(0).rowsTotal()).isEqualTo(2);
    assertThat(estate.parquet(beds)).hasBinaryContent(export);
    assertThat(rows(beds)).isEqualTo(rows);
    assertThat(estate.workspace().versions().resolve(beds)).doesNotExist();
    assertThat(estate.workspace().versions().resolve(waits)).exists();
    assertThat(
            estate.query(
                "SELECT count(*) FROM datawarp.tbl_load_history h JOIN datawarp.tbl_data_sources s ON s.id = h.source_id WHERE s.code = '"
                    + beds
                    + "'"))
        .containsExactly("1");
    assertThat(
            estate.query(
                "SELECT last_checked_at::date FROM datawarp.tbl_data_sources WHERE code = '"
                    + beds
                    + "'"))
        .containsExactly("2025-09-02");
    assertThat(estate.refresh(one, folder.resolve(one + ".zip"), null).outcome())
        .isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void whatWasLeftAloneIsStillThereAfterAnUndo() throws IOException {
    refresh(WAITS, BEDS);
    String before = rows(one + "_waits") + rows(one + "_beds");
    Map<String, String> files = estate.files();
    estate.clock().advance(Duration.ofDays(1));
    String run = refresh(WAITS.replace("RAX,20", "RAX,21"), BEDS).run();

    estate.undo(run);

    assertThat(values(one + "_waits")).contains("RAX=20");
    assertThat(rows(one + "_beds"))
        .isEqualTo(before.substring(before.length() - rows(one + "_beds").length()));
    String export = "output/current/" + one + "_beds.parquet";
    assertThat(estate.files().get(export)).isEqualTo(files.get(export));
    assertThat(refresh(WAITS, BEDS).outcome()).isIn(Outcome.UNCHANGED, Outcome.REFRESHED);
  }

  @Test
  void anotherFileWithTheSameRowsLeavesEverythingAlone() throws IOException {
    estate.refresh(one, WAITS);
    byte[] export = Files.readAllBytes(estate.parquet(one));
    String rows = rows(one);
    estate.clock().advance(Duration.ofDays(1));

    RefreshReport report = estate.refresh(one, WAITS.replace("RAX,20", "RAX, 20"));

    assertThat(report.sources().get(0).changes())
        .containsExactly("the file has the same rows; table and export stay as they are");
    assertThat(estate.parquet(one)).hasBinaryContent(export);
    assertThat(rows(one)).isEqualTo(rows);
    assertThat(estate.workspace().versions().resolve(one)).doesNotExist();
    assertThat(estate.refresh(one, WAITS.replace("RAX,20", "RAX, 20")).outcome())
        .isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void anExportThatSomebodyChangedIsWrittenAnew() throws IOException {
    estate.refresh(one, WAITS);
    Files.writeString(estate.parquet(one), "not mine");
    estate.clock().advance(Duration.ofDays(1));

    RefreshReport report = estate.refresh(one, WAITS.replace("RAX,20", "RAX, 20"));

    assertThat(report.sources().get(0).rowsLoaded()).isEqualTo(8);
    assertThat(Files.readAllBytes(estate.parquet(one))).startsWith('P', 'A', 'R', '1');
  }

  private RefreshReport refresh(String waits, String beds) {
    return estate.refresh(
        one, estate.zip(one + ".zip", "waits.csv", waits, "beds.csv", beds), null);
  }

  private static List<String> changes(RefreshReport report, String code) {
    return report.sources().stream()
        .filter(source -> source.code().equals(code))
        .findFirst()
        .orElseThrow()
        .changes();
  }

  private String rows(String code) {
    return String.join(
        "\n", estate.query("SELECT r::text FROM staging.tbl_" + code + " r ORDER BY _source_row"));
  }

  private List<String> values(String code) {
    return estate.query(
        "SELECT code || '=' || open_referrals FROM staging.tbl_" + code + " ORDER BY _source_row");
  }
}
