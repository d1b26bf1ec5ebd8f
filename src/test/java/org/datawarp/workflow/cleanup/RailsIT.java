package org.datawarp.workflow.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.datawarp.lifecycle.run.LastDatabaseFile;
import org.datawarp.model.Age;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.RefusedException;
import org.datawarp.testing.PlantedEstate;
import org.datawarp.workflow.cleanup.CleanupOptions.Permission;
import org.junit.jupiter.api.Test;

/** Each rail keeps something, which goes when the rail is taken away. */
class RailsIT extends CleanupFixture {
  @Test
  void youngThingsAreKept() {
    sql(
        "UPDATE datawarp.tbl_column_metadata SET updated_at = '2025-08-31' WHERE column_name = 'gone1'");
    CleanupOptions usual = new CleanupOptions(CleanupOptions.USUAL_MIN_AGE, 10_000, Set.of());

    execute(usual);
    assertThat(metadata("gone1")).isOne();
    assertThat(metadata("gone2")).isZero();
    assertThat(
            cleanup().plan(usual).orElseThrow().items().stream()
                .filter(orphan -> orphan.found().id().endsWith(".gone1"))
                .map(Orphan::reason))
        .containsExactly("younger than 72h");

    executeWithout(SafetyRule.MIN_AGE, usual);
    assertThat(metadata("gone1")).isZero();
  }

  @Test
  void whatHasNoDateIsKeptUntilItHasBeenKnownLongEnough() {
    sql(
        "UPDATE datawarp.tbl_column_metadata SET updated_at = NULL, created_at = NULL WHERE column_name = 'gone1'");
    CleanupOptions usual = new CleanupOptions(CleanupOptions.USUAL_MIN_AGE, 10_000, Set.of());

    execute(usual);
    assertThat(metadata("gone1")).isOne();

    clock.advance(Duration.ofHours(73));
    execute(usual);
    assertThat(metadata("gone1")).isZero();
  }

  @Test
  void strangersThingsAreOnlyReported() {
    execute(ALL);
    assertThat(query("SELECT count(*) FROM staging.tbl_analysis")).containsExactly("3");
    assertThat(file("output/current/analyst.parquet")).exists();
    assertThat(file("downloads/2025-05/mine.xlsx")).exists();

    executeWithout(SafetyRule.RECORDED_ONLY, ALL);
    assertThat(query("SELECT to_regclass('staging.tbl_analysis')")).containsExactly("null");
    assertThat(file("output/current/analyst.parquet")).doesNotExist();
    assertThat(file("downloads/2025-05/mine.xlsx")).doesNotExist();
  }

  @Test
  void unrecordedTablesGoWhenAskedForAndOtherThingsOfStrangersDoNot() {
    CleanupOptions all =
        new CleanupOptions(Age.parse("0h"), 10_000, Set.of(Permission.INCLUDE_UNRECORDED));

    CleanupReport report = execute(all);

    assertThat(query("SELECT to_regclass('staging.tbl_analysis')")).containsExactly("null");
    assertThat(query("SELECT to_regclass('staging.tbl_notes')")).doesNotContain("null");
    assertThat(file("output/current/analyst.parquet")).exists();
    undo(String.valueOf(report.run()));
    assertThat(query("SELECT count(*) FROM staging.tbl_analysis")).containsExactly("3");
  }

  @Test
  void draftsAndArchivedAndHeldThingsAreKept() {
    sql(
        "INSERT INTO datawarp.tbl_holds (workspace, source_pattern, reason) SELECT workspace,"
            + " 'bare*', 'inquiry' FROM datawarp.tbl_workspaces WHERE root <> '/elsewhere'");

    execute(ALL);
    assertThat(file("manifests/active/draft1.yaml")).exists();
    assertThat(file("manifests/active/shelved1.yaml")).exists();
    assertThat(file("manifests/active/bare1.yaml")).exists();
    assertThat(
            cleanup().plan(ALL).orElseThrow().items().stream()
                .filter(orphan -> orphan.found().id().equals("bare1"))
                .map(Orphan::reason))
        .containsExactly("held (bare*): inquiry");

    executeWithout(SafetyRule.PROTECTED, ALL);
    assertThat(file("manifests/active/draft1.yaml")).doesNotExist();
    assertThat(file("manifests/active/shelved1.yaml")).doesNotExist();
    assertThat(file("manifests/active/bare1.yaml")).doesNotExist();
  }

  @Test
  void manyThingsAtOnceNeedAWordOfTheirOwn() {
    CleanupOptions usual = new CleanupOptions(Age.parse("0h"), null, Set.of());
    Map<String, String> files = files();

    assertThatThrownBy(() -> execute(usual))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.hint()).contains("--max-delete "))
        .hasMessageContaining("more than the usual 20")
        .hasMessageContaining("15 of 75 would go in 'Orphaned load_history records'");
    assertThatThrownBy(() -> execute(new CleanupOptions(Age.parse("0h"), 30, Set.of())))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("--max-delete allows 30");
    assertSame(files(), files);
    assertThat(query("SELECT count(*) FROM datawarp.tbl_load_history")).containsExactly("75");

    executeWithout(SafetyRule.MAX_DELETE, usual);
    assertThat(query("SELECT count(*) FROM datawarp.tbl_load_history")).containsExactly("56");
  }

  @Test
  void anEmptyDatabaseProvesNothing() {
    sql(
        "ALTER TABLE datawarp.tbl_data_sources DISABLE TRIGGER tr_source_deleted",
        "DELETE FROM datawarp.tbl_data_sources",
        "ALTER TABLE datawarp.tbl_data_sources ENABLE TRIGGER tr_source_deleted");

    assertRefusedUnlessAccepted("no source is visible");
  }

  @Test
  void anotherDatabaseThanLastTimeIsNoticed() {
    new LastDatabaseFile(workspace).replace(UUID.randomUUID());

    assertRefusedUnlessAccepted("another database");
  }

  @Test
  void aDatabaseThatNeverSawTheWorkspaceIsNoticed() {
    sql("DELETE FROM datawarp.tbl_workspaces");

    assertRefusedUnlessAccepted("never seen this workspace");
  }

  private void assertRefusedUnlessAccepted(String reason) {
    Path manifest = file("manifests/active/bare1.yaml");

    assertThat(cleanup().plan(ALL).orElseThrow().refused())
        .singleElement()
        .asString()
        .contains(reason);
    assertThatThrownBy(() -> execute(ALL))
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.hint()).contains("--accept-database"))
        .hasMessageContaining(reason);
    assertThat(manifest).exists();

    executeWithout(SafetyRule.EMPTY_WORLD, ALL);
    assertThat(manifest).doesNotExist();
  }

  @Test
  void theRightDatabaseIsAcceptedOnceForAll() {
    new LastDatabaseFile(workspace).replace(UUID.randomUUID());

    execute(new CleanupOptions(Age.parse("0h"), 10_000, Set.of(Permission.ACCEPT_DATABASE)));

    assertThat(cleanup().plan(ALL).orElseThrow().refused()).isEmpty();
  }

  @Test
  void sharesAreCountedByClass() {
    CleanupContext world =
        new CleanupContext(
            clock.instant(),
            UUID.randomUUID(),
            UUID.randomUUID(),
            null,
            true,
            10,
            10,
            new EnumMap<>(Map.of(OrphanClass.PARQUET, 10L, OrphanClass.DOWNLOADS, 9L)));
    CleanupOptions usual = CleanupOptions.USUAL;

    assertThat(
            CleanupRules.standard()
                .decide(world, java.util.List.of(old(OrphanClass.PARQUET)), usual)
                .refused())
        .isEmpty();
    assertThat(
            CleanupRules.standard()
                .decide(world, java.util.List.of(old(OrphanClass.DOWNLOADS)), usual)
                .refused())
        .containsExactly("1 of 9 would go in 'Downloads outside the index', more than a tenth");
    assertThat(
            CleanupRules.standard()
                .decide(world, java.util.List.of(old(OrphanClass.TEMPORARY)), usual)
                .refused())
        .isEmpty();
  }

  private Candidate old(OrphanClass kind) {
    return Candidate.row(kind, "x", "y", null, clock.instant().minus(Duration.ofDays(9)), "f");
  }

  private void executeWithout(SafetyRule rail, CleanupOptions options) {
    clock.advance(Duration.ofSeconds(1));
    cleanup(CleanupRules.without(rail))
        .execute(options, null, "cleanup", Duration.ZERO, RunListener.SILENT);
  }

  private int metadata(String column) {
    return Integer.parseInt(
        query(
                "SELECT count(*) FROM datawarp.tbl_column_metadata WHERE canonical_source_code = '"
                    + PlantedEstate.code(2)
                    + "' AND column_name = '"
                    + column
                    + "'")
            .get(0));
  }

  private Path file(String path) {
    assertThat(Files.isDirectory(workspace.root())).isTrue();
    return workspace.resolve(path);
  }
}
