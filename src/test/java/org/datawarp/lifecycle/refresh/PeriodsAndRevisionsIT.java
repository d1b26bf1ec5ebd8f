package org.datawarp.lifecycle.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.datawarp.lifecycle.refresh.RefreshReport.NewerPeriod;
import org.datawarp.lifecycle.refresh.RefreshReport.Outcome;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.lifecycle.refresh.RefreshRequest.Scope;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.RefusedException;
import org.datawarp.testing.HttpTestServer;
import org.junit.jupiter.api.Test;

/** What "unchanged" means, which period is loaded, and what was revised. */
class PeriodsAndRevisionsIT extends RefreshFixture {
  private static final String WAITING = "Region,Waiting\nNorth,7\nSouth,8\n";

  @Test
  void aSourceThatIsNotRegisteredIsNotUnchanged() {
    String url = source(FIVE);
    refresh(url);
    clock.advance(Duration.ofMinutes(1));
    refreshOther(); // or no source at all would be left
    // As with triggers off: nothing that hangs on the row follows it.
    execute(
        "SET session_replication_role = replica; DELETE FROM datawarp.tbl_data_sources WHERE code = '"
            + name
            + "'; SET session_replication_role = origin");

    // Its table is nobody's now, and is told to be.
    assertThatThrownBy(() -> refresh(url))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("no source is recorded");
    execute("DROP TABLE " + table);
    RefreshReport report = refresh(url);

    assertThat(report.outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(query("SELECT code FROM datawarp.tbl_data_sources WHERE code = '" + name + "'"))
        .containsExactly(name);
    assertThat(rows()).hasSize(5);
    assertConsistent();
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void aTableThatIsGoneIsNotUnchanged() {
    String url = source(FIVE);
    refresh(url);
    clock.advance(Duration.ofMinutes(1));
    execute("DROP TABLE " + table);

    assertThat(refresh(url).outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(rows()).hasSize(5);
    assertConsistent();
  }

  @Test
  void oneOfTwoSourcesDeletedByHandIsNotUnchanged() {
    String url = zip("patients.csv", FIVE, "waiting.csv", WAITING);
    refresh(url);
    clock.advance(Duration.ofMinutes(1));
    String waiting = name + "_waiting";
    execute("DELETE FROM datawarp.tbl_data_sources WHERE code = '" + waiting + "'");

    RefreshReport report = refresh(url);

    assertThat(report.outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(manifest().sources()).hasSize(2);
    assertThat(query("SELECT count(*) FROM staging.tbl_" + waiting)).containsExactly("2");
    assertConsistent();
    assertThat(refresh(url).outcome()).isEqualTo(Outcome.UNCHANGED);
  }

  @Test
  void oneOfTwoSourcesTakenOutOfTheManifestIsNotUnchanged() throws Exception {
    String url = zip("patients.csv", FIVE, "waiting.csv", WAITING);
    refresh(url);
    clock.advance(Duration.ofMinutes(1));
    Path file = workspace.activeManifests().resolve(name + ".yaml");
    var manifest = manifest();
    Files.writeString(
        file,
        org.datawarp.pipeline.manifest.ManifestStore.text(
            manifest.withSources(List.of(manifest.sources().get(0)))));

    assertThat(refresh(url).outcome()).isEqualTo(Outcome.REFRESHED);
    assertThat(manifest().sources()).hasSize(2);
    assertConsistent();
  }

  @Test
  void aNewerPeriodOnTheSamePageIsNamed() {
    try (HttpTestServer server = HttpTestServer.start()) {
      page(server, "Aug25");
      serve(server, "Aug25");
      String page = server.url("/adhd/");
      assertThat(refresh(page).newerPeriod()).isNull();
      page(server, "Aug25", "Sep25", "Oct25");

      RefreshReport unchanged = refresh(page);

      assertThat(unchanged.outcome()).isEqualTo(Outcome.UNCHANGED);
      NewerPeriod newer = new NewerPeriod("2025-10", server.url("/adhd/adhd_Oct25.csv"));
      assertThat(unchanged.newerPeriod()).isEqualTo(newer);
      assertThat(workflow.plan(request(page), RunListener.SILENT).newerPeriod()).isEqualTo(newer);
      assertThat(refresh(page, Option.FORCE).newerPeriod()).isEqualTo(newer);

      page(server, "Oct25");
      assertThatThrownBy(() -> refresh(page)).hasMessageContaining("2025-10");
    }
  }

  @Test
  void anotherPeriodDoesNotTakeThePlaceOfTheOneLoaded() {
    String url = source(FIVE);
    refresh(url);
    List<String> before = records();
    String next = write("next.csv", SIX.getBytes(StandardCharsets.UTF_8));

    for (String period : List.of("2025-09", "none", "FY2025-26")) {
      assertThatThrownBy(() -> run(withPeriod(request(next), period)))
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.hint()).contains("--replace-period"))
          .hasMessageContaining("2025-08");
      assertThatThrownBy(() -> workflow.plan(withPeriod(request(next), period), RunListener.SILENT))
          .isInstanceOf(RefusedException.class);
    }
    assertThat(records()).isEqualTo(before);
    assertThat(run(withPeriod(request(url), "2025-08")).outcome()).isEqualTo(Outcome.UNCHANGED);

    run(withPeriod(request(next, Option.REPLACE_PERIOD), "2025-09"));

    assertThat(query("SELECT DISTINCT _period FROM " + table)).containsExactly("2025-09");
    assertConsistent();
  }

  @Test
  void aDraftOfAnotherPeriodDoesNotTakeItEither() {
    String url = source(FIVE);
    refresh(url);
    steps.extract(withPeriod(request(url), "2025-09"), null, RunListener.SILENT);
    RefreshRequest load = with(request(null, Option.FORCE), Scope.LOAD_ONLY);

    assertThatThrownBy(() -> run(load))
        .isInstanceOf(RefusedException.class)
        .hasMessageContainingAll("2025-08", "2025-09");
    run(with(request(null, Option.FORCE, Option.REPLACE_PERIOD), Scope.LOAD_ONLY));
    assertThat(query("SELECT DISTINCT _period FROM " + table)).containsExactly("2025-09");
  }

  @Test
  void aRevisionIsToldUntilALoadHasTakenIt() {
    try (HttpTestServer server = HttpTestServer.start()) {
      server.serve("/data.csv", FIVE.getBytes(StandardCharsets.UTF_8));
      String url = server.url("/data.csv");
      refresh(url);
      clock.advance(Duration.ofMinutes(1));
      server.serve("/data.csv", SIX.getBytes(StandardCharsets.UTF_8));

      assertRevised(workflow.plan(request(null), RunListener.SILENT), url);
      assertRevised(workflow.plan(request(null), RunListener.SILENT), url);
      assertThatThrownBy(() -> run(withPeriod(request(null), "2025-09")))
          .isInstanceOf(RefusedException.class);
      assertRevised(refresh(null), url);
      assertThat(rows()).hasSize(6);

      RefreshReport after = refresh(null);
      assertThat(after.outcome()).isEqualTo(Outcome.UNCHANGED);
      assertThat(after.revised()).isEmpty();
      assertThat(after.warnings()).noneMatch(line -> line.contains("was revised"));
    }
  }

  @Test
  void aRefusedLoadOfRevisedBytesIsNotTheLastToTell() {
    String url = source(FIVE);
    refresh(url);
    clock.advance(Duration.ofMinutes(1));
    source("Region,Patients\nNorth,1\n");

    assertThatThrownBy(() -> refresh(url)).hasMessageContaining("1");
    RefreshReport taken = refresh(url, Option.ACCEPT_SHRINK);

    assertThat(taken.revised()).hasSize(1);
    assertThat(taken.warnings()).anyMatch(line -> line.contains("was revised"));
    assertThat(refresh(url).revised()).isEmpty();
  }

  private static void assertRevised(RefreshReport report, String url) {
    assertThat(report.revised()).containsExactly(url);
    assertThat(report.warnings()).filteredOn(line -> line.contains("was revised")).hasSize(1);
  }

  private static void page(HttpTestServer server, String... months) {
    StringBuilder html =
        new StringBuilder("<html><head><title>ADHD</title></head><body><main><h1>ADHD</h1>");
    for (String month : months) {
      html.append("<p><a href=\"adhd_").append(month).append(".csv\">ADHD ").append(month);
      html.append("</a></p>");
    }
    server.serve(
        "/adhd/", html.append("</main></body></html>").toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void serve(HttpTestServer server, String month) {
    server.serve("/adhd/adhd_" + month + ".csv", FIVE.getBytes(StandardCharsets.UTF_8));
  }

  private void refreshOther() {
    workflow.run(
        new RefreshRequest(
            "other_" + name,
            write("other.csv", FIVE.getBytes(StandardCharsets.UTF_8)),
            null,
            List.of(),
            Scope.FULL,
            RefreshRequest.ReplacedGoes.VERSIONS,
            java.util.Set.of(),
            Duration.ZERO,
            "refresh other"),
        RunListener.SILENT);
  }
}
