package org.datawarp.workflow.remove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.LockedException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.remove.RemovePlan.GoingManifest;
import org.datawarp.workflow.remove.RemovePlan.GoingSource;
import org.datawarp.workflow.retention.RetentionWorkflow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class RemoveWorkflowIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String TWO = "Region,Patients\nNorth,1\nSouth,2\n";

  private final String stem = "rem" + NUMBERS.incrementAndGet();
  private final String one = stem + "_aug25";

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  @Test
  void aReaderOfItsTableIsNamedAndNothingIsRemoved(Database database) throws SQLException {
    estate.refresh(one, TWO);
    Map<String, String> files = estate.files();

    try (Connection idle = database.open();
        Statement statement = idle.createStatement()) {
      statement.execute("SELECT count(*) FROM staging.tbl_" + one);

      assertThatThrownBy(
              () ->
                  estate
                      .removeWorkflow()
                      .remove(
                          new RemoveRequest(List.of(one), null, "remove", Duration.ofMillis(700)),
                          RunListener.SILENT))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining("deleting source " + one)
          .hasMessageContaining("SELECT count(*) FROM staging.tbl_" + one);
      assertThat(estate.rows(one)).isNotEmpty();
    }

    assertThat(estate.files()).isEqualTo(files);
    assertThat(estate.remove(one).left()).isEmpty();
  }

  @Test
  void aSourceGoesWithAllThatHangsOnItAndComesBack() {
    estate.refresh("stays_" + one, TWO);
    estate.refresh(one, TWO);
    String rows = estate.rows(one);
    Map<String, String> files = estate.files();
    RemovePlan plan = estate.removeWorkflow().plan(Estate.removeRequest(null, one));
    assertThat(estate.files()).isEqualTo(files);

    RemoveReport report = estate.remove(one);

    assertThat(report.left()).isEmpty();
    assertThat(report.plan()).isEqualTo(plan);
    assertThat(plan.sources())
        .containsExactly(
            new GoingSource(
                one,
                null,
                one,
                "staging.tbl_" + one,
                2L,
                plan.sources().get(0).sizeBytes(),
                List.of("output/current/" + one + ".parquet", "output/current/" + one + ".md"),
                List.of()));
    assertThat(plan.manifests())
        .containsExactly(new GoingManifest(one, "manifests/active/" + one + ".yaml", "exported"));
    assertThat(estate.query("SELECT to_regclass('staging.tbl_" + one + "')"))
        .containsExactly("null");
    assertThat(estate.files().keySet()).noneMatch(path -> path.startsWith("output/current/" + one));
    assertThat(
            estate.query(
                "SELECT old_row_count, new_row_count, status FROM datawarp.tbl_refresh_events WHERE run_id = '"
                    + report.run()
                    + "'"))
        .containsExactly("2|0|success");
    assertThat(estate.cleanupPlan().executable()).isEmpty();

    estate.undo(report.run());

    assertThat(estate.rows(one)).isEqualTo(rows);
    assertThat(estate.files()).isEqualTo(files);
  }

  @Test
  void aGlobMeansAllThatFitButNoMoreThanTheLimit() {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      names.add(stem + "_" + i + "_aug25");
      estate.refresh(names.get(i - 1), TWO);
    }
    estate.refresh("other_" + one, TWO);
    Map<String, String> files = estate.files();
    RemoveWorkflow remove = estate.removeWorkflow();

    assertThatThrownBy(
            () -> remove.remove(Estate.removeRequest(2, stem + "_*"), RunListener.SILENT))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.hint()).contains("--max-delete 3"))
        .hasMessageContaining("3 would go, more than 2");
    assertThatThrownBy(() -> remove.plan(Estate.removeRequest(2, stem + "_*")))
        .isInstanceOf(RefusedException.class);
    assertThat(estate.files()).isEqualTo(files);

    RemoveReport report = estate.remove(stem + "_*");

    assertThat(report.plan().sources())
        .extracting(GoingSource::source)
        .containsExactlyElementsOf(names);
    assertThat(estate.parquet("other_" + one)).exists();
    estate.undo(report.run());
    assertThat(estate.files()).isEqualTo(files);
  }

  @Test
  void moreThanTwentyNeedAWordOfTheirOwn() {
    estate.refresh(one, TWO);
    estate.execute(
        "INSERT INTO datawarp.tbl_data_sources (code, name, table_name, workspace) SELECT '"
            + stem
            + "_many' || i, 'x', 'tbl_"
            + stem
            + "_many' || i, '"
            + estate.identity()
            + "' FROM generate_series(1, 21) i");

    assertThatThrownBy(() -> estate.remove(stem + "_many*"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("21 would go, more than the usual 20");
    assertThat(
            estate
                .removeWorkflow()
                .remove(Estate.removeRequest(21, stem + "_many*"), RunListener.SILENT)
                .plan()
                .sources())
        .hasSize(21);
  }

  @Test
  void whatIsHeldStaysAndNothingElseGoes() {
    estate.refresh(one, TWO);
    estate.refresh(stem + "_sep25", TWO);
    new RetentionWorkflow(estate.context()).hold(one, null, "inquiry");
    Map<String, String> files = estate.files();

    assertThatThrownBy(() -> estate.remove(stem + "_*"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("inquiry");
    assertThatThrownBy(() -> estate.deprecate(one))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("inquiry");
    assertThat(estate.files()).isEqualTo(files);
  }

  @Test
  void aNameThatFitsNothingIsSaid() {
    estate.refresh(one, TWO);

    assertThatThrownBy(() -> estate.remove("no_such"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("no source or manifest is called no_such");
    assertThatThrownBy(() -> estate.remove("nothing*")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void oneSourceOfSeveralLeavesTheOthersAndTheirManifest() {
    Path zip = estate.zip(one + ".zip", "a.csv", TWO, "b.csv", "Trust,Beds\nR1A,1\nR1B,2\n");
    estate.refresh(one, zip, null);
    Map<String, String> files = estate.files();
    Path manifest = estate.workspace().activeManifests().resolve(one + ".yaml");

    RemoveReport report = estate.remove(one + "_b");

    assertThat(report.plan().manifests()).isEmpty();
    assertThat(manifest).content().contains(one + "_a").doesNotContain("code: " + one + "_b");
    assertThat(estate.parquet(one + "_a")).exists();
    estate.undo(report.run());
    assertThat(estate.files()).isEqualTo(files);
    assertThatThrownBy(() -> estate.deprecate(one + "_a"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(one + "_a is only one of the sources of " + one);
  }

  @Test
  void tablesThatWereDroppedByHandAreNoObstacle() {
    estate.refresh(one, TWO);
    Map<String, String> files = estate.files();
    estate.execute("DROP TABLE staging.tbl_" + one);

    RemoveReport report = estate.remove(one);

    assertThat(report.left()).isEmpty();
    assertThat(Files.exists(estate.parquet(one))).isFalse();
    estate.undo(report.run());
    assertThat(estate.files()).isEqualTo(files);
  }
}
