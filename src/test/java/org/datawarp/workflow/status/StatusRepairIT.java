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
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.model.RunListener;
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

/** {@code status --fix} after an older backup was restored. */
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
