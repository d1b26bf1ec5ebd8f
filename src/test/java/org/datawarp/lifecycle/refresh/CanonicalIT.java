package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.model.error.RefusedException;
import org.datawarp.pipeline.export.ParquetRows;
import org.datawarp.pipeline.manifest.Manifest;
import org.datawarp.pipeline.manifest.ManifestStore;
import org.datawarp.platform.io.FileHash;
import org.junit.jupiter.api.Test;

/** Issues of one publication in one table. */
class CanonicalIT extends RefreshFixture {
  private static final String HEADER = "Code,Region,Patients,Share\n";

  private final String publication = name.replace("_aug25", "");
  private final String stacked = "staging.tbl_" + publication;

  /** Rows of one month, from values for each of three regions. */
  static String month(int... patients) {
    StringBuilder text = new StringBuilder(HEADER);
    String[] regions = {"North", "South", "East", "West", "London"};
    for (int i = 0; i < patients.length; i++) {
      text.append("R").append(i).append(',').append(regions[i]).append(',');
      text.append(patients[i]).append(",0.").append(patients[i]).append('\n');
    }
    return text.toString();
  }

  private RefreshReport stack(String token, String text, RefreshRequest.Option... options) {
    String url = write(token + ".csv", text.getBytes(StandardCharsets.UTF_8));
    return workflow.run(
        of(token, url, options).withReference(RefreshRequest.AUTO),
        org.datawarp.model.RunListener.SILENT);
  }

  private RefreshRequest of(String token, String url, RefreshRequest.Option... options) {
    RefreshRequest request = request(url);
    return new RefreshRequest(
        publication + "_" + token,
        url,
        null,
        List.of(),
        request.scope(),
        request.replaced(),
        Set.of(options),
        request.maxWait(),
        "refresh " + publication + "_" + token);
  }

  private Manifest manifest(String token) {
    return new ManifestStore(workspace).require(publication + "_" + token).manifest();
  }

  private Path file(String period) {
    return workspace.currentOutput().resolve(publication).resolve(period + ".parquet");
  }

  private List<String> counts() {
    return query("SELECT _period, count(*) FROM " + stacked + " GROUP BY 1 ORDER BY 1");
  }

  /** Checks that rows, registry, files and manifests say the same of each period. */
  private void assertStacked(String... tokens) {
    for (String token : tokens) {
      Manifest manifest = manifest(token);
      assertThat(query("SELECT yaml FROM datawarp.tbl_manifests WHERE name = '" + manifest.name() + "'"))
          .containsExactly(ManifestStore.text(manifest));
      var source = manifest.sources().get(0);
      String period = manifest.header().period().label();
      assertThat(source.parquetPath()).isEqualTo(workspace.relative(file(period)));
      assertThat(FileHash.sha256(file(period))).isEqualTo(source.parquetSha256());
      assertThat(rowsIn(file(period))).isEqualTo(source.rows());
      assertThat(
              query(
                  "SELECT row_count FROM datawarp.tbl_period_rows WHERE source_code = '"
                      + publication
                      + "' AND period = '"
                      + period
                      + "'"))
          .containsExactly(String.valueOf(source.rows()));
      assertThat(counts()).contains(period + "|" + source.rows());
    }
    assertThat(
            Stream.of(tokens)
                .map(token -> file(manifest(token).header().period().label()))
                .map(ParquetRows::schema)
                .distinct())
        .hasSize(1);
    assertNothingIsLeft();
  }

  @Test
  void issuesOfAPublicationStackInOneTable() {
    stack("jun25", month(1, 2, 3));
    stack("jul25", month(4, 5, 6));
    RefreshReport report = stack("aug25", month(7, 8, 9));

    assertThat(report.outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(counts()).containsExactly("2025-06|3", "2025-07|3", "2025-08|3");
    assertThat(exists(table)).isFalse();
    assertThat(workspace.activeManifests().resolve(publication + "_aug25.canonical.yaml"))
        .isRegularFile();
    assertThat(workspace.page(new org.datawarp.model.SourceCode(publication))).isRegularFile();
    assertStacked("jun25", "jul25", "aug25");
    assertThat(
            query(
                "SELECT first_seen_period, last_seen_period, total_loads, total_rows_loaded FROM"
                    + " datawarp.tbl_canonical_sources WHERE canonical_code = '"
                    + publication
                    + "'"))
        .containsExactly("2025-06|2025-08|3|9");
    assertThat(
            query(
                "SELECT llm_generated_code, period, match_method, match_confidence FROM"
                    + " datawarp.tbl_source_mappings WHERE canonical_code = '"
                    + publication
                    + "' ORDER BY period"))
        .containsExactly(
            publication + "_jun25|2025-06|first|1",
            publication + "_jul25|2025-07|fingerprint|1",
            publication + "_aug25|2025-08|fingerprint|1");
    assertThat(stack("aug25", month(7, 8, 9)).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aRevisionReplacesItsOwnPeriodAlone() {
    stack("jul25", month(4, 5, 6));
    stack("aug25", month(7, 8, 9));
    String july = FileHash.sha256(file("2025-07"));

    stack("aug25", month(7, 8, 10));

    assertThat(query("SELECT patients FROM " + stacked + " WHERE _period = '2025-08' ORDER BY 1"))
        .containsExactly("7", "8", "10");
    assertThat(FileHash.sha256(file("2025-07"))).isEqualTo(july);
    assertStacked("jul25", "aug25");
    assertThat(workspace.versions().resolve(publication).resolve("2025-08")).isNotEmptyDirectory();
    assertThat(workspace.versions().resolve(publication).resolve("2025-07")).doesNotExist();
  }

  @Test
  void aNewColumnAndWiderNumbersAreWrittenToAllFiles() {
    stack("jul25", month(4, 5, 6));
    String wider =
        month(7, 8, 9).replace("Share\n", "Share,Staff\n").replace(",0.9\n", ",10.1234,5\n");

    RefreshReport report = stack("aug25", wider.replace(",0.7\n", ",0.7,3\n").replace(",0.8\n", ",0.8,4\n"));

    assertThat(report.warnings()).anyMatch(line -> line.contains("written anew (2025-07)"));
    assertStacked("jul25", "aug25");
    assertThat(ParquetRows.schema(file("2025-07"))).contains("DECIMAL(6,4)").contains("staff");
    assertThat(
            query(
                "SELECT drift_type, details ->> 'column' FROM datawarp.tbl_drift_events WHERE"
                    + " canonical_code = '"
                    + publication
                    + "'"))
        .containsExactly("column_added|staff");
    assertThat(stack("jul25", month(4, 5, 6)).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aPeriodOfAnotherManifestIsRefusedNamingIt() {
    stack("aug25", month(7, 8, 9));
    String url = write("again.csv", month(1, 2, 3).getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(
            () ->
                run(
                    of("august_2025", url)
                        .withReference(RefreshRequest.AUTO)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("2025-08")
        .hasMessageContaining("manifest " + publication + "_aug25");
    assertThat(counts()).containsExactly("2025-08|3");
  }
}
