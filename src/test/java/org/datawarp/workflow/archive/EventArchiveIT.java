package org.datawarp.workflow.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.lifecycle.transfer.SyncRequest;
import org.datawarp.lifecycle.version.ArchiveMeta;
import org.datawarp.model.Age;
import org.datawarp.model.RunListener;
import org.datawarp.model.RunStep;
import org.datawarp.model.error.DataRejectedException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.io.FileHash;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.restore.RestoreRequest.Choice;
import org.datawarp.workflow.status.StatusWorkflow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Old events leave the database for files. */
@ExtendWith(PostgresExtension.class)
class EventArchiveIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final Age YEAR = Age.parse("365d");

  private final String name = "evt" + NUMBERS.incrementAndGet() + "_aug25";

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  /** Nine refreshes leave five versions; then a year goes by. */
  private void live() {
    for (int i = 0; i < 9; i++) {
      estate.clock().advance(Duration.ofDays(12));
      estate.refresh(name, "Region,Patients\nNorth," + i + "\n");
    }
    estate.clock().advance(Duration.ofDays(400));
  }

  private List<String> events() {
    return estate.query(
        "SELECT to_jsonb(e)::text FROM datawarp.tbl_refresh_events e WHERE workspace = '"
            + estate.identity()
            + "' ORDER BY id");
  }

  private EventArchive archive() {
    return new EventArchive(estate.context());
  }

  private EventArchiveReport run() {
    estate.clock().advance(Duration.ofMinutes(1));
    return archive()
        .run(YEAR, "archive --events-older-than 365d", Duration.ZERO, RunListener.SILENT);
  }

  @Test
  void oldEventsMoveToAFileAMonthAndWhatTellsOfVersionsStays() throws Exception {
    live();
    List<String> before = events();
    EventArchiveReport plan = archive().plan(YEAR).orElseThrow();
    assertThat(events()).isEqualTo(before);

    EventArchiveReport report = run();

    assertThat(report.events()).isEqualTo(plan.events()).isEqualTo(3);
    assertThat(report.stay()).isEqualTo(plan.stay()).isEqualTo(6);
    assertThat(report.months())
        .extracting(EventArchiveReport.Month::month)
        .containsExactly("2025-09", "2025-10");
    List<String> left = new java.util.ArrayList<>();
    for (EventArchiveReport.Month month : report.months()) {
      Path file = estate.workspace().resolve(month.file());
      assertThat(FileHash.sha256(file)).isEqualTo(month.sha256());
      assertThat(ArchiveMeta.find(file).orElseThrow())
          .satisfies(
              meta -> {
                assertThat(meta.sha256()).isEqualTo(month.sha256());
                assertThat(meta.rows()).isEqualTo(month.events());
              });
      left.addAll(Files.readAllLines(file));
    }
    assertThat(left).isEqualTo(before.subList(0, 3));
    assertThat(events()).isEqualTo(before.subList(3, 9));
    assertThat(new StatusWorkflow(estate.context()).olderEvents())
        .extracting(file -> file.path())
        .containsExactly("archive/audit/2025-09.jsonl", "archive/audit/2025-10.jsonl");
    assertThat(run().events()).isZero();
    assertThatThrownBy(() -> estate.undo(report.run()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("which undo cannot take back");
  }

  @Test
  void rowsComeBackAsTheyDidBefore() {
    live();
    run();

    estate.restore(new Choice.AsOf(Instant.parse("2025-11-13T00:00:00Z")), name);

    assertThat(estate.query("SELECT region, patients FROM staging.tbl_" + name))
        .containsExactly("North|5");
  }

  @Test
  void theFilesAreSyncedAndHistoryNamesTheStoreThatHasThem() throws Exception {
    live();
    run();
    String store = "file:" + Files.createDirectories(folder.resolve("nas"));

    estate
        .syncWorkflow()
        .run(
            new SyncRequest(
                store,
                null,
                null,
                null,
                100,
                Set.of(SyncRequest.Option.DELETE_LOCAL),
                Duration.ZERO,
                "sync"),
            RunListener.SILENT);

    assertThat(estate.files().keySet()).noneMatch(path -> path.endsWith(".jsonl"));
    assertThat(new StatusWorkflow(estate.context()).olderEvents())
        .hasSize(2)
        .allSatisfy(file -> assertThat(file.store()).isEqualTo(store));
    // A name that was used is not used again.
    estate.execute(
        "INSERT INTO datawarp.tbl_refresh_events (source_code, refresh_type, status, initiated_at,"
            + " workspace) VALUES ('gone', 'full', 'failed', '2025-09-03', '"
            + estate.identity()
            + "')");
    assertThat(run().months())
        .extracting(EventArchiveReport.Month::file)
        .containsExactly("archive/audit/2025-09-2.jsonl");
  }

  @Test
  void whatIsNotDeletedAsItWasWrittenStays() {
    live();
    List<String> before = events();
    estate.execute(
        "CREATE FUNCTION public.keep_one() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RETURN NULL; END $$",
        "CREATE TRIGGER keep_one BEFORE DELETE ON datawarp.tbl_refresh_events FOR EACH ROW"
            + " WHEN (OLD.new_row_count = 1) EXECUTE FUNCTION public.keep_one()");
    try {
      estate.execute(
          "UPDATE datawarp.tbl_refresh_events SET new_row_count = 2 WHERE id = (SELECT"
              + " min(id) FROM datawarp.tbl_refresh_events WHERE source_code = '"
              + name
              + "')");
      List<String> changed = events();

      assertThatThrownBy(this::run).isInstanceOf(DataRejectedException.class);

      assertThat(events()).isEqualTo(changed).hasSameSizeAs(before);
      assertThat(estate.files().keySet()).noneMatch(path -> path.contains("archive/"));
    } finally {
      estate.execute(
          "DROP TRIGGER keep_one ON datawarp.tbl_refresh_events",
          "DROP FUNCTION public.keep_one()");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RunStep.class,
      names = {"BEGIN", "CHANGE", "COMMIT", "PUBLISH"})
  void aBreakLosesNoEvent(RunStep last) throws Exception {
    live();
    List<String> before = events();

    assertThatThrownBy(
            () ->
                archive()
                    .run(
                        YEAR,
                        "archive",
                        Duration.ZERO,
                        Estate.breaksAfter(last, new IllegalStateException("broken"))))
        .hasMessageContaining("broken");
    run();

    List<String> all = new java.util.ArrayList<>();
    for (String path : List.of("2025-09", "2025-10")) {
      all.addAll(
          Files.readAllLines(estate.workspace().resolve("archive/audit/" + path + ".jsonl")));
    }
    all.addAll(events());
    assertThat(all).isEqualTo(before);
  }
}
