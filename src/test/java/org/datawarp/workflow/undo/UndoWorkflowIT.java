package org.datawarp.workflow.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.undo.UndoReport;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class UndoWorkflowIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String TWO = "Region,Patients\nNorth,1\nSouth,2\n";
  private static final String THREE = "Region,Patients\nNorth,1\nSouth,2\nEast,3\n";

  private final String one = "uwf" + NUMBERS.incrementAndGet() + "_aug25";

  @TempDir Path folder;

  private Estate estate;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
  }

  @Test
  void laterRunsOnTheSameAreNamedAndUndoneNewestFirstWhenAskedFor() {
    estate.refresh(one, TWO);
    String rows = estate.rows(one);
    Map<String, String> files = estate.files();
    String removal = estate.remove(one).run();
    tomorrow();
    String second = String.valueOf(estate.refresh(one, TWO).run());
    tomorrow();
    String third = String.valueOf(estate.refresh(one, THREE).run());
    tomorrow();

    assertThatThrownBy(() -> estate.undo(removal))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.hint()).contains("--with-later"))
        .hasMessageContaining("later runs touched the same: " + third + ", " + second);
    assertThat(estate.undoWorkflow().plan(removal).later()).containsExactly(third, second);

    List<UndoReport> reports = withLater(removal);

    assertThat(reports).extracting(UndoReport::undone).containsExactly(third, second, removal);
    assertThat(reports).allSatisfy(report -> assertThat(report.lost()).isEmpty());
    assertThat(estate.rows(one)).isEqualTo(rows);
    assertThat(outputs(estate.files())).isEqualTo(outputs(files));
  }

  @Test
  void runsOnOtherSourcesAreNoObstacle() {
    estate.refresh(one, TWO);
    String rows = estate.rows(one);
    String removal = estate.remove(one).run();
    tomorrow();
    estate.refresh("other_" + one, THREE);
    tomorrow();

    estate.undo(removal);

    assertThat(estate.rows(one)).isEqualTo(rows);
  }

  @Test
  void aCheckThatFindsNothingNewIsNoObstacleForUndoingAnUndo() {
    estate.refresh(one, TWO);
    String rows = estate.rows(one);
    String removal = estate.remove(one).run();
    tomorrow();
    String undo = estate.undo(removal);
    tomorrow();
    assertThat(estate.refresh(one, TWO).outcome()).isEqualTo(Outcome.UNCHANGED);
    Map<String, String> files = estate.files();
    tomorrow();

    String again = estate.undo(undo);

    assertThat(estate.parquet(one)).doesNotExist();
    assertThat(estate.workspace().activeManifests().resolve(one + ".yaml")).doesNotExist();

    estate.undo(again);
    assertThat(estate.rows(one)).isEqualTo(rows);
    assertThat(outputs(estate.files())).isEqualTo(outputs(files));
    assertThat(estate.refresh(one, TWO).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void anEditByHandIsAnObstacleForUndoingAnUndo() throws Exception {
    estate.refresh(one, TWO);
    String undo = estate.undo(estate.remove(one).run());
    Path manifest = estate.workspace().activeManifests().resolve(one + ".yaml");
    java.nio.file.Files.writeString(
        manifest, java.nio.file.Files.readString(manifest) + "# mine\n");
    Map<String, String> files = estate.files();

    assertThatThrownBy(() -> estate.undo(undo))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(one + ".yaml was changed meanwhile");
    assertThat(estate.files()).isEqualTo(files);
  }

  @Test
  void aRunIsUndoneOnce() {
    estate.refresh(one, TWO);
    String removal = estate.remove(one).run();
    String undo = estate.undo(removal);

    assertThatThrownBy(() -> estate.undo(removal))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.hint()).contains("datawarp undo " + undo))
        .hasMessageContaining("was undone by " + undo);
  }

  @Test
  void aTableInTheWayIsNamedAndStays() {
    estate.refresh(one, TWO);
    String removal = estate.remove(one).run();
    estate.execute("CREATE TABLE staging.tbl_" + one + " (mine int)");

    assertThatThrownBy(() -> estate.undo(removal))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("staging.tbl_" + one + " exists again");
    assertThat(estate.query("SELECT count(mine) FROM staging.tbl_" + one)).containsExactly("0");
  }

  @Test
  void namesOfRunsAreChecked() {
    estate.refresh(one, TWO);

    assertThatThrownBy(() -> estate.undo("yesterday")).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> estate.undo("20250801-093000-1f3a9c"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("this workspace has no run 20250801-093000-1f3a9c");
  }

  private List<UndoReport> withLater(String run) {
    return estate
        .undoWorkflow()
        .undoWithLater(run, "undo --with-later", Duration.ZERO, RunListener.SILENT);
  }

  private void tomorrow() {
    estate.clock().advance(Duration.ofDays(1));
  }

  /** Downloads and the catalogue have lives of their own. */
  private static Map<String, String> outputs(Map<String, String> files) {
    Map<String, String> outputs = new java.util.TreeMap<>(files);
    outputs
        .keySet()
        .removeIf(path -> path.startsWith("downloads/") || path.endsWith("catalog.parquet"));
    return outputs;
  }
}
