package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.table.TableDifference;
import org.datawarp.pipeline.manifest.ManifestSource;
import org.datawarp.workflow.status.QuarantineLine;
import org.datawarp.workflow.status.StatusWorkflow;
import org.junit.jupiter.api.Test;

/** What people write into a manifest about its tables, over several refreshes. */
class DecisionsIT extends RefreshFixture {
  private static final String TWO_HEADERS =
      "Area,Sick,Well\nRegion,Patients,Others\nNorth,1,2\nSouth,2,3\nEast,3,4\nWest,4,5\n";
  private static final String MIXED =
      "Region,Patients\nNorth,1\nSouth,2\nEast,3\nWest,4\nLondon,5\nKent,1 or 2 in 2019\n";
  private static final String MONTHS =
      "Region,Apr 2024,May 2024,Jun 2024\nNorth,1,2,3\nSouth,4,5,6\n";

  private Path file() {
    return workspace.activeManifests().resolve(name + ".yaml");
  }

  /** Writes a line into each source of the manifest, as a person would. */
  private void decide(String line) {
    edit("(?m)^( *)schema: staging$", "$0\n$1" + line);
  }

  private void edit(String pattern, String replacement) {
    try {
      String text = Files.readString(file());
      String edited = text.replaceAll(pattern, replacement);
      assertThat(edited).isNotEqualTo(text);
      Files.writeString(file(), edited);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ManifestSource only() {
    assertThat(manifest().sources()).hasSize(1);
    return manifest().sources().get(0);
  }

  @Test
  void aHeaderSetByAPersonIsTakenAtOnceAndStays() {
    String url = source(TWO_HEADERS);
    refresh(url);
    assertThat(only().parts().get(0).headerRows()).containsExactly(1, 2);
    decide("header_rows: [2]");

    RefreshReport decided = refresh(url);

    assertThat(decided.outcome())
        .as("the bytes are the same, the decision is not")
        .isEqualTo(Outcome.REFRESHED);
    assertThat(query("SELECT region, patients FROM " + table + " ORDER BY _source_row"))
        .containsExactly("North|1", "South|2", "East|3", "West|4");
    assertThat(only().decisions().headerRows()).containsExactly(2);
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);

    RefreshReport revised = refresh(source(TWO_HEADERS + "London,5,6\n"));

    assertThat(revised.outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(only().decisions().headerRows()).containsExactly(2);
    assertThat(only().parts().get(0).headerRows()).containsExactly(2);
    assertConsistent();
  }

  @Test
  void aDecisionThatIsNotUnderstoodIsToldWithItsPlace() {
    String url = source(FIVE);
    refresh(url);
    decide("header_rows: first");

    assertThatThrownBy(() -> refresh(url))
        .isInstanceOf(UsageException.class)
        .hasMessageMatching("manifests/active/" + name + "\\.yaml:\\d+:\\d+: .*");
  }

  @Test
  void takingADecisionBackIsAChangeToo() {
    String url = source(TWO_HEADERS);
    refresh(url);
    decide("header_rows: [2]");
    refresh(url);
    edit("\n *header_rows: \\[2\\]|\n *header_rows:\n *- 2(?=\n *fingerprint)", "");

    assertThat(refresh(url, Option.FORCE).outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(only().decisions().isEmpty()).isTrue();
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void fewContradictingCellsGoToQuarantineAndAreReplacedByTheNextLoad() {
    String url = source(MIXED);
    refresh(url);
    assertThat(query("SELECT patients FROM " + table + " WHERE region = 'Kent'"))
        .containsExactly("1 or 2 in 2019");
    run(withPeriod(request(source(FIVE)), null));
    String fresh = source(MIXED.replace("Kent", "Surrey"));
    decide("quarantine: 2");

    RefreshReport report = refresh(fresh);

    assertThat(report.sources().get(0).cellsQuarantined()).isEqualTo(1);
    assertThat(report.warnings()).anyMatch(warning -> warning.contains("put aside"));
    List<QuarantineLine> cells = quarantine();
    assertThat(cells).hasSize(1);
    QuarantineLine cell = cells.get(0);
    assertThat(cell.source()).isEqualTo(name);
    assertThat(cell.period()).isEqualTo("2025-08");
    assertThat(cell.cell()).isEqualTo("B7");
    assertThat(cell.raw()).isEqualTo("1 or 2 in 2019");
    assertThat(cell.column()).isEqualTo("patients");
    assertThat(query("SELECT patients FROM " + table + " WHERE region = 'Surrey'"))
        .containsExactly("null");

    refresh(source(MIXED));
    assertThat(quarantine()).singleElement().satisfies(c -> assertThat(c.row()).isEqualTo(7));
    refresh(source(SIX));
    assertThat(quarantine()).isEmpty();
    assertConsistent();
  }

  private List<QuarantineLine> quarantine() {
    return new StatusWorkflow(context).quarantine(name).orElseThrow();
  }

  @Test
  void aDifferenceFromTheTableRememberedIsReportedAndStored() {
    refresh(source("Region,Patients,Waiting\nNorth,1,2\nSouth,2,3\nEast,3,4\n"));

    RefreshReport report =
        refresh(source("x\nRegion,Weeks,Patients\nNorth,1,2\nSouth,2,3\nEast,3,4\n"));

    assertThat(report.differences())
        .extracting(TableDifference::kind)
        .contains(TableDifference.Kind.MOVED, TableDifference.Kind.HEADER_GONE);
    assertThat(report.warnings()).anyMatch(warning -> warning.contains("Waiting"));
    assertThat(report.json().get("differences"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .isNotEmpty();
    assertThat(
            query(
                "SELECT details->'differences'->0->>'kind' FROM datawarp.tbl_refresh_events"
                    + " WHERE run_id = '"
                    + report.run()
                    + "'"))
        .containsExactly("moved");
  }

  @Test
  void theNextIssueIsComparedWithTheOneBefore() {
    refresh(source(FIVE));
    String next = name.replace("_aug25", "_sep25");
    String file =
        write(
            "next.csv",
            FIVE.replace("Patients", "People").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    RefreshRequest request = request(file);

    RefreshReport report =
        run(
            new RefreshRequest(
                next,
                file,
                null,
                request.tables(),
                request.scope(),
                request.replaced(),
                request.options(),
                Duration.ZERO,
                "refresh " + next));

    assertThat(report.differences())
        .extracting(TableDifference::line)
        .containsExactly(name + ": header 'Patients' is now 'People'");
  }

  @Test
  void aSkippedTableIsLeftOutAndItsRowsGoOnlyWithConsent() {
    String url =
        zip(
            "a.csv", "Region,Patients\nNorth,1\nSouth,2\n",
            "b.csv", "Trust,Beds\nR1A,1\nR1B,2\n");
    refresh(url);
    assertThat(manifest().sources()).hasSize(2);
    String skipped = manifest().sources().get(1).code().value();
    edit("(?s)(code: " + skipped + "\n.*?\n)( *)(schema: staging)", "$1$2$3\n$2skip: true");

    assertThatThrownBy(() -> refresh(url))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(skipped);
    RefreshReport report = refresh(url, Option.ACCEPT_SHRINK);

    assertThat(report.sources()).hasSize(1);
    assertThat(report.leftOut())
        .anySatisfy(sheet -> assertThat(sheet.why()).containsAnyOf("skipped", "decided"));
    assertThat(query("SELECT count(*) FROM staging.tbl_" + skipped)).containsExactly("0");
    assertThat(manifest().sources())
        .anySatisfy(source -> assertThat(source.decisions().skip()).isTrue());
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertNothingIsLeft();
  }

  @Test
  void periodColumnsStayColumnsAndBecomeRowsAgain() {
    String url = source(MONTHS);
    refresh(url);
    assertThat(only().unpivoted()).containsExactly("Apr 2024", "May 2024", "Jun 2024");

    refresh(url, Option.NO_UNPIVOT, Option.ACCEPT_SHRINK);
    assertThat(query("SELECT apr_2024 FROM " + table + " ORDER BY 1")).containsExactly("1", "4");
    assertThat(only().unpivoted()).isEmpty();
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);

    RefreshReport back = refresh(url, Option.UNPIVOT);
    assertThat(back.outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(query("SELECT count(*) FROM " + table)).containsExactly("6");

    decide("unpivot: never");
    refresh(url, Option.ACCEPT_SHRINK);
    assertThat(query("SELECT count(*) FROM " + table)).containsExactly("2");
    assertConsistent();
  }

  @Test
  void boundsGetColumnsWhereThatIsSaid() {
    String text = "Region,Patients\nNorth,10\nSouth,<5\nEast,30\nWest,40\n";
    String url = source(text);
    refresh(url);

    refresh(url, Option.BOUNDS);

    assertThat(
            query(
                "SELECT patients__marker, patients__lo, patients__hi FROM "
                    + table
                    + " WHERE region = 'South'"))
        .containsExactly("<5|null|4");
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertConsistent();
  }

  @Test
  void rowsThatAreNotLoadedAreNamed() {
    RefreshReport report =
        refresh(source("Region,Patients\nNorth,1\n\nSouth,2\nRegion,Patients\nEast,3\n"));

    assertThat(report.sources().get(0).leftOut())
        .singleElement()
        .satisfies(
            part ->
                assertThat(org.datawarp.model.table.LeftOutRows.text(part.rows()))
                    .contains("repeated header row (5)"));
    assertThat(report.sources().get(0).counts().reconciles()).isTrue();
  }

  @Test
  void aPageGivesItsNameThoughItEndsInASlash() {
    assertThat(RefreshRequest.nameOf("https://x.org/stats/adhd/august-2025/"))
        .isEqualTo("adhd_august_2025");
    assertThat(RefreshRequest.nameOf("https://x.org/stats/community-waits/?a=b#c"))
        .isEqualTo("community_waits");
    assertThat(RefreshRequest.nameOf("files/ADHD_summary_Aug25.xlsx"))
        .isEqualTo("adhd_summary_aug25");
    assertThat(RefreshRequest.nameOf("https://x.org/")).isEqualTo("manifest");
    assertThat(RefreshRequest.nameOf("https://x.org/2024_waits.csv")).isEqualTo("waits");
  }

  @Test
  void loadingWhatHasNoManifestIsNotFound() {
    assertThatThrownBy(() -> run(with(request(null), RefreshRequest.Scope.LOAD_ONLY)))
        .isInstanceOf(org.datawarp.model.error.NotFoundException.class)
        .hasMessageContaining(name);
  }
}
