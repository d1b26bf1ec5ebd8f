package org.datawarp.workflow.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.datawarp.lifecycle.run.WorkspaceContext;
import org.datawarp.platform.postgres.Database;
import org.datawarp.storage.workspace.Workspace;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.archive.ArchiveRequest.Option;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class HistoryIT {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final String TWO = "Region,Patients\nNorth,1\nSouth,2\n";
  private static final String THREE = "Region,Patients\nNorth,1\nSouth,2\nEast,3\n";

  private final String one = "his" + NUMBERS.incrementAndGet() + "_aug25";

  @TempDir Path folder;

  private Estate estate;
  private StatusWorkflow look;

  @BeforeEach
  void makeEstate(Database database) {
    estate = new Estate(folder, database);
    look = new StatusWorkflow(estate.context());
  }

  @Test
  void versionsTellWhereRowsAreAndWhichRunsPutThemThere() {
    String first = estate.refresh(one, TWO).run();
    estate.clock().advance(Duration.ofDays(1));
    String second = estate.refresh(one, THREE).run();
    estate.refresh("other_" + one, TWO);

    List<VersionLine> lines = look.versions(one, 10).orElseThrow();

    assertThat(lines).extracting(VersionLine::place).containsExactly("current", "versions");
    assertThat(lines.get(0).path()).isEqualTo("output/current/" + one + ".parquet");
    assertThat(lines.get(0).rowCount()).isEqualTo(3);
    assertThat(lines.get(0).loadedBy()).isEqualTo(second);
    assertThat(lines.get(0).keptAt()).isNull();
    assertThat(lines.get(1).path()).startsWith("output/.versions/" + one + "/2025-08/2025-09-02");
    assertThat(lines.get(1).loadedBy()).isEqualTo(first);
    assertThat(lines.get(1).keptBy()).isEqualTo(second);
    assertThat(lines.get(1).sha256()).hasSize(64);
    assertThat(lines.get(1).manifestPath()).endsWith(".yaml");
    assertThat(lines.get(1).json().keySet())
        .containsExactly(
            "source",
            "place",
            "path",
            "description_path",
            "manifest_path",
            "manifest",
            "period",
            "row_count",
            "size_bytes",
            "sha256",
            "loaded_at",
            "loaded_by",
            "kept_at",
            "kept_by");
    assertThat(look.versions(one, 1).orElseThrow()).hasSize(1);
    assertThat(look.versions("*" + one, 10).orElseThrow()).hasSize(3);
  }

  @Test
  void anUndoThatPutsAVersionBackDidNotKeepIt() {
    estate.refresh(one, TWO);
    estate.clock().advance(Duration.ofDays(1));
    estate.refresh(one, THREE);
    List<VersionLine> lines = look.versions(one, 10).orElseThrow();
    estate.clock().advance(Duration.ofDays(1));

    estate.undo(estate.remove(one).run());

    assertThat(look.versions(one, 10).orElseThrow()).isEqualTo(lines);
  }

  @Test
  void aDeprecationTellsThatRowsStay() {
    estate.refresh(one, TWO);
    estate.deprecate(one);

    EventLine event = look.history(one, 1).orElseThrow().get(0);

    assertThat(event.type()).isEqualTo("deprecate");
    assertThat(event.oldRowCount()).isEqualTo(2);
    assertThat(event.newRowCount()).isEqualTo(2);
  }

  @Test
  void onePatternIsForCodesAndManifestsEverywhere() {
    estate.refresh(one, TWO);
    estate.refresh("other_" + one, TWO);

    assertThat(sources("*" + one, 10)).containsExactly("other_" + one, one);
    assertThat(sources("*" + one, 1)).containsExactly("other_" + one);
    assertThat(sources(one.replace('_', '?'), 10)).containsExactly(one);
    assertThat(sources(one.replace('_', '%'), 10)).isEmpty();
    assertThat(sources("~other_" + one, 10)).containsExactly("other_" + one);
    assertThat(look.list("~other_" + one).orElseThrow())
        .extracting(SourceLine::code)
        .containsExactly("other_" + one);
  }

  private List<String> sources(String pattern, int limit) {
    return look.history(pattern, limit).orElseThrow().stream().map(EventLine::source).toList();
  }

  @Test
  void archivesAreListedAlsoOfSourcesThatAreGone() {
    estate.refresh(one, TWO);
    estate.clock().advance(Duration.ofDays(1));
    String archived = estate.archive(Set.of(Option.PURGE_DB), one).run();

    assertThat(look.versions(one, 10).orElseThrow())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.place()).isEqualTo("archive");
              assertThat(line.path()).isEqualTo("archive/parquet/2025-09-02/" + one + ".parquet");
              assertThat(line.keptBy()).isEqualTo(archived);
              assertThat(line.rowCount()).isEqualTo(2);
            });

    estate.remove(one);
    assertThat(look.versions(one, 10).orElseThrow()).hasSize(1);
  }

  @Test
  void runsTellUntilWhenTheyCanBeTakenBack() {
    estate.refresh(one, TWO);
    String removal = estate.remove(one).run();
    assertThat(line(removal).undoUntil())
        .isEqualTo(estate.clock().instant().plus(Duration.ofDays(14)));

    String undo = estate.undo(removal);

    assertThat(line(removal).undoneBy()).isEqualTo(undo);
    assertThat(line(removal).undoUntil()).isNull();
    assertThat(line(undo).undoes()).isEqualTo(removal);
    assertThat(line(undo).undoUntil()).isNotNull();
    assertThat(look.runs(2).orElseThrow()).extracting(RunLine::run).containsExactly(undo, removal);
  }

  @Test
  void runsOfEveryCommandThatUsesTheTrashTellUntilWhen() {
    String refreshed = String.valueOf(estate.refresh(one, TWO).run());
    estate.clock().advance(Duration.ofDays(1));
    String archived = estate.archive(Set.of(Option.PURGE_DB), one).run();
    estate.clock().advance(Duration.ofDays(1));
    String restored = estate.restore(one).run();

    assertThat(line(refreshed).undoUntil()).isNull();
    assertThat(line(String.valueOf(archived)).undoUntil()).isNotNull();
    assertThat(line(String.valueOf(restored)).undoUntil())
        .isEqualTo(estate.clock().instant().plus(Duration.ofDays(14)));
  }

  @Test
  void whereNothingIsNothingIsMade() {
    Workspace nowhere = new Workspace(folder.resolve("nowhere"));
    StatusWorkflow empty =
        new StatusWorkflow(
            new WorkspaceContext(
                nowhere, estate::configuration, estate::database, estate::cache, estate.clock()));

    assertThat(empty.versions("*", 10)).isEmpty();
    assertThat(empty.runs(10)).isEmpty();
    assertThat(nowhere.root()).doesNotExist();
  }

  private RunLine line(String run) {
    return look.runs(100).orElseThrow().stream()
        .filter(line -> line.run().equals(run))
        .findFirst()
        .orElseThrow();
  }
}
