package org.datawarp.workflow.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.run.Drift;
import org.datawarp.lifecycle.run.DriftFinder;
import org.datawarp.model.RunListener;
import org.datawarp.model.SourceCode;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.export.Catalog;
import org.datawarp.pipeline.export.CatalogEntry;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code status --fix}, after an older backup was restored and after files were lost. */
@ExtendWith(PostgresExtension.class)
class StatusRepairIT {
  private static final String CSV = "Region,Patients\nNorth,1\nSouth,2\n";

  @TempDir Path folder;

  private Estate estate;
  private String code;

  @BeforeEach
  void fill(Database database) {
    estate = new Estate(folder, database);
    code = "fix" + Math.abs(folder.hashCode()) + "_aug25";
    estate.refresh(code, CSV);
    estate.clock().advance(Duration.ofMinutes(1));
  }

  @Test
  void anExportAndAManifestThatTheDatabaseForgotAreRecordedAgain() {
    forget();
    Map<String, String> before = estate.files();
    assertThatThrownBy(() -> estate.refresh(code, CSV + "East,3\n"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("output/current/" + code + ".parquet");

    StatusRepairReport plan = repair().plan().orElseThrow();
    assertThat(paths(plan))
        .containsExactly(
            "output/current/" + code + ".parquet", "manifests/active/" + code + ".yaml");
    assertThat(
            estate.query(
                "SELECT count(*) FROM datawarp.tbl_exports WHERE source_code = '" + code + "'"))
        .containsExactly("0");

    StatusRepairReport report = fix();

    assertThat(paths(report)).isEqualTo(paths(plan));
    assertThat(report.run()).isNotNull();
    assertThat(report.left()).isEmpty();
    Map<String, String> after = estate.files();
    assertThat(after.get("output/current/" + code + ".parquet"))
        .isEqualTo(before.get("output/current/" + code + ".parquet"));
    assertThat(Catalog.read(estate.workspace().catalog()))
        .extracting(CatalogEntry::source)
        .containsExactly(code);
    assertThat(fix().run()).isNull();
    assertThat(estate.refresh(code, CSV).outcome()).isEqualTo(RefreshReport.Outcome.UNCHANGED);
  }

  @Test
  void whatIsNotProvenStaysUnrecorded() throws IOException {
    Path export = estate.parquet(code);
    Path kept = Files.copy(export, folder.resolve("kept"));
    String workspace = estate.identity().toString();
    String path = "output/current/" + code + ".parquet";

    forget();
    Files.writeString(export, "my own work");
    assertLeft(path, "cannot be read");

    restore(kept, export);
    estate.execute("UPDATE staging.tbl_" + code + " SET patients = 9 WHERE region = 'North'");
    assertLeft(path, "its rows are not those of");
    estate.execute("UPDATE staging.tbl_" + code + " SET patients = 1 WHERE region = 'North'");

    Files.writeString(
        estate.workspace().root().resolve(".datawarp/workspace"),
        "00000000-0000-4000-8000-000000000001\n");
    estate.execute(
        "UPDATE datawarp.tbl_data_sources SET workspace = '00000000-0000-4000-8000-000000000001'"
            + " WHERE workspace = '"
            + workspace
            + "'",
        "UPDATE datawarp.tbl_workspaces SET workspace = '00000000-0000-4000-8000-000000000001'"
            + " WHERE workspace = '"
            + workspace
            + "'");
    assertLeft(path, "it was written by workspace " + workspace);
  }

  @Test
  void anExportOfAPeriodAndItsManifestAreRecordedAgain() {
    String base = "c" + code.replace("_aug25", "");
    estate.stack(base + "_jul25", CSV);
    estate.stack(base + "_aug25", CSV + "East,3.25\n");
    String source =
        query(
            "SELECT source_code FROM datawarp.tbl_period_rows WHERE manifest_name = '"
                + base
                + "_jul25'");
    Map<String, String> before = estate.files();
    estate.execute(
        "DELETE FROM datawarp.tbl_exports WHERE source_code = '"
            + source
            + "' AND period = '2025-07'",
        "DELETE FROM datawarp.tbl_manifests WHERE name = '" + base + "_jul25'",
        "DELETE FROM datawarp.tbl_runs WHERE workspace = '" + estate.identity() + "'");

    StatusRepairReport report = fix();

    assertThat(paths(report))
        .containsExactly(
            "output/current/" + source + "/2025-07.parquet",
            "manifests/active/" + base + "_jul25.canonical.yaml");
    assertThat(report.left()).isEmpty();
    assertThat(
            query(
                "SELECT period || ' ' || row_count || ' ' || path FROM datawarp.tbl_exports"
                    + " WHERE source_code = '"
                    + source
                    + "' AND period = '2025-07'"))
        .isEqualTo("2025-07 2 output/current/" + source + "/2025-07.parquet");
    assertThat(drift()).isEmpty();
    assertThat(estate.files()).containsAllEntriesOf(withoutCatalog(before));
    assertThat(fix().run()).isNull();
    assertThat(estate.stack(base + "_jul25", CSV).outcome())
        .isEqualTo(RefreshReport.Outcome.UNCHANGED);
  }

  @Test
  void aFileOfNoPeriodInACanonicalFolderStays() throws IOException {
    String base = "d" + code.replace("_aug25", "");
    estate.stack(base + "_jul25", CSV);
    String source =
        query(
            "SELECT source_code FROM datawarp.tbl_period_rows WHERE manifest_name = '"
                + base
                + "_jul25'");
    Files.copy(estate.parquet(source + "/2025-07"), estate.parquet(source + "/my_copy"));

    assertLeft("output/current/" + source + "/my_copy.parquet", "no period of " + source);
  }

  @Test
  void whatIsRecordedAndNotThereIsWrittenAgainAsItWas() throws IOException {
    String base = "e" + code.replace("_aug25", "");
    estate.stack(base + "_jul25", CSV);
    estate.stack(base + "_aug25", CSV + "East,3.25\n");
    Map<String, String> before = estate.files();
    for (String file : List.copyOf(before.keySet())) {
      if (file.startsWith("manifests/active/") || file.startsWith("output/current/")) {
        Files.delete(estate.workspace().resolve(file));
      }
    }
    int missing = drift().size();

    StatusRepairReport plan = repair().plan().orElseThrow();
    StatusRepairReport report = fix();

    assertThat(missing).isEqualTo(9);
    assertThat(plan.written()).hasSize(missing).isEqualTo(report.written());
    assertThat(report.left()).isEmpty();
    assertThat(paths(report)).isEmpty();
    assertThat(withoutCatalog(estate.files())).isEqualTo(withoutCatalog(before));
    assertThat(Catalog.read(estate.workspace().catalog())).hasSize(3);
    assertThat(drift()).isEmpty();
    assertThat(
            query(
                "SELECT count(*) FROM datawarp.tbl_run_items WHERE run_id = '"
                    + report.run()
                    + "' AND kind = 'write'"))
        .isEqualTo("9");
  }

  @Test
  void aMissingExportWhoseRowsHaveChangedIsLeftAndSaysWhy() throws IOException {
    Files.delete(estate.parquet(code));
    estate.execute("UPDATE staging.tbl_" + code + " SET patients = 9 WHERE region = 'North'");

    StatusRepairReport report = fix();

    assertThat(report.written()).isEmpty();
    assertThat(report.left())
        .singleElement()
        .satisfies(
            file ->
                assertThat(file.why())
                    .isEqualTo("its rows in the database are not those that were exported"));
    assertThat(estate.parquet(code)).doesNotExist();
  }

  @Test
  void aHeaderSaysAgainWhatTheDatabaseDoesAndTheRestStays() throws IOException {
    Path manifest = estate.workspace().activeManifests().resolve(code + ".yaml");
    String before = Files.readString(manifest);
    estate.refresh(code, CSV + "East,3\n");
    String after = Files.readString(manifest);
    Files.writeString(
        manifest, before.replaceFirst("\n  name: ", "\n  description: Ask AB first.\n  name: "));

    assertThat(drift())
        .singleElement()
        .satisfies(each -> assertThat(each.kind()).isEqualTo(Drift.Kind.HEADER));
    StatusRepairReport report = fix();

    assertThat(report.mended())
        .extracting(StatusRepairReport.Recorded::path)
        .containsExactly("manifests/active/" + code + ".yaml");
    assertThat(drift()).isEmpty();
    String mended = Files.readString(manifest);
    assertThat(mended).contains("Ask AB first.");
    assertThat(mended.lines().filter(line -> !line.contains("Ask AB first.")).toList())
        .containsExactlyInAnyOrderElementsOf(
            after.lines().filter(line -> !line.contains("description:")).toList());
    assertThat(fix().run()).isNull();
    assertThat(estate.refresh(code, CSV + "East,3\n").outcome())
        .isEqualTo(RefreshReport.Outcome.UNCHANGED);
  }

  @Test
  void undoTakesBackWhatWasRecorded() {
    forget();
    Map<String, String> files = withoutCatalog(estate.files());
    List<String> records = records();

    StatusRepairReport report = fix();
    assertThat(records()).isNotEqualTo(records);
    estate.undo(report.run());

    assertThat(records()).isEqualTo(records);
    assertThat(withoutCatalog(estate.files())).isEqualTo(files);
    assertThat(paths(repair().plan().orElseThrow())).isEqualTo(paths(report));
  }

  @Test
  void undoTakesBackWhatWasWrittenAndTheUndoOfThatBringsItAgain() throws IOException {
    Path export = estate.parquet(code);
    Map<String, String> whole = withoutTrash(estate.files());
    Files.delete(export);
    Files.delete(estate.workspace().page(new SourceCode(code)));
    Files.delete(estate.workspace().activeManifests().resolve(code + ".yaml"));
    Map<String, String> files = withoutCatalog(estate.files());

    String undo = estate.undo(fix().run());

    assertThat(withoutTrash(estate.files())).isEqualTo(files);
    assertThat(drift()).extracting(Drift::kind).containsOnly(Drift.Kind.MISSING).hasSize(3);
    estate.undo(undo);
    assertThat(withoutTrash(estate.files())).isEqualTo(whole);
    assertThat(drift()).isEmpty();
  }

  @Test
  void undoPutsBackAHeaderAsAPersonHadIt() throws IOException {
    Path manifest = estate.workspace().activeManifests().resolve(code + ".yaml");
    String before = Files.readString(manifest);
    estate.refresh(code, CSV + "East,3\n");
    Files.writeString(manifest, before);
    List<String> records = records();

    StatusRepairReport report = fix();
    assertThat(report.mended()).hasSize(1);
    assertThat(Files.readString(manifest)).isNotEqualTo(before);
    estate.undo(report.run());

    assertThat(Files.readString(manifest)).isEqualTo(before);
    assertThat(records()).isEqualTo(records);
  }

  @Test
  void aLaterRefreshStandsInTheWayOfTheUndo() throws IOException {
    Files.delete(estate.parquet(code));
    String run = fix().run();
    estate.clock().advance(Duration.ofMinutes(1));
    String later = estate.refresh(code, CSV + "East,3\n").run();

    assertThatThrownBy(() -> estate.undo(run))
        .isInstanceOf(RefusedException.class)
        .hasMessage("later runs touched the same: " + later);
  }

  private List<String> records() {
    return Stream.of("tbl_exports", "tbl_manifests", "tbl_data_sources")
        .flatMap(
            table ->
                estate
                    .query("SELECT to_jsonb(t)::text FROM datawarp." + table + " t ORDER BY 1")
                    .stream())
        .toList();
  }

  private static Map<String, String> withoutTrash(Map<String, String> files) {
    Map<String, String> others = withoutCatalog(files);
    others.keySet().removeIf(path -> path.startsWith(".datawarp/"));
    return others;
  }

  private static Map<String, String> withoutCatalog(Map<String, String> files) {
    Map<String, String> others = new TreeMap<>(files);
    others.remove("output/current/catalog.parquet");
    return others;
  }

  private String query(String sql) {
    return String.join(",", estate.query(sql));
  }

  private List<Drift> drift() {
    return estate
        .database()
        .read("looking", new DriftFinder(estate.workspace(), estate.identity())::find);
  }

  private void assertLeft(String path, String why) {
    StatusRepairReport report = fix();
    assertThat(report.recorded()).isEmpty();
    assertThat(report.left())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.path()).isEqualTo(path);
              assertThat(file.why()).contains(why);
            });
    assertThat(report.run()).isNull();
  }

  private static void restore(Path kept, Path place) throws IOException {
    Files.copy(kept, place, StandardCopyOption.REPLACE_EXISTING);
  }

  /** As after the restore of a backup that was made between load and export. */
  private void forget() {
    estate.execute(
        "DELETE FROM datawarp.tbl_exports WHERE source_code = '" + code + "'",
        "DELETE FROM datawarp.tbl_manifests WHERE name = '" + code + "'",
        "DELETE FROM datawarp.tbl_runs WHERE workspace = '" + estate.identity() + "'");
  }

  private static List<String> paths(StatusRepairReport report) {
    return report.recorded().stream().map(StatusRepairReport.Recorded::path).toList();
  }

  private StatusRepairReport fix() {
    return repair().run("status --fix", Duration.ZERO, RunListener.SILENT).orElseThrow();
  }

  private StatusRepair repair() {
    return new StatusRepair(estate.context());
  }
}
