package org.datawarp.workflow.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.datawarp.lifecycle.publication.PublicationCalendar;
import org.datawarp.lifecycle.refresh.RefreshReport;
import org.datawarp.lifecycle.refresh.RefreshRequest;
import org.datawarp.lifecycle.refresh.RefreshRequest.Option;
import org.datawarp.lifecycle.refresh.RefreshRequest.ReplacedGoes;
import org.datawarp.model.RunListener;
import org.datawarp.model.error.DatawarpException;
import org.datawarp.model.error.NotFoundException;
import org.datawarp.model.error.RefusedException;
import org.datawarp.model.error.SourceUnavailableException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.testing.Estate;
import org.datawarp.testing.HttpTestServer;
import org.datawarp.testing.PostgresExtension;
import org.datawarp.workflow.publication.PublicationOrder.Wanted;
import org.datawarp.workflow.publication.PublicationReport.IssueResult;
import org.datawarp.workflow.publication.PublicationReport.PublicationResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A publication is described once and then simply refreshed, against a web site of its pages. */
@ExtendWith(PostgresExtension.class)
class PublicationRefreshIT {
  private static final String MONTHLY = "  frequency: monthly\n  schedule: {start: 2025-10}\n";
  private static final DateTimeFormatter TOKEN =
      DateTimeFormatter.ofPattern("MMMyy", Locale.ENGLISH);

  private static final String APART = "  consolidate: false\n";
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static Database database;

  private final String code = "serial" + Character.toString('a' + NUMBERS.incrementAndGet());

  @TempDir Path folder;
  private Estate estate;
  private HttpTestServer site;

  @BeforeAll
  static void share(Database shared) {
    database = shared;
  }

  @BeforeEach
  void start() {
    estate = new Estate(folder, database);
    site = HttpTestServer.start();
    at("2026-01-12");
  }

  @AfterEach
  void stop() {
    site.close();
  }

  @Test
  void dueIssuesOfTwelveMonthlyPagesAreFetchedAndTheRestIsTold() {
    registerMonthly("schedule: {start: 2025-01, lag: 6w}");
    for (int month = 1; month <= 12; month++) {
      if (month != 5 && month != 12) { // one is late, one is not due before 2026-02-11
        issue(YearMonth.of(2025, month), "first");
      }
    }

    PublicationReport first = due();

    assertThat(outcomes(first))
        .as(errors(first))
        .containsExactly(
            "2025-01 refreshed",
            "2025-02 refreshed",
            "2025-03 refreshed",
            "2025-04 refreshed",
            "2025-05 failed",
            "2025-06 refreshed",
            "2025-07 refreshed",
            "2025-08 refreshed",
            "2025-09 refreshed",
            "2025-10 refreshed",
            "2025-11 refreshed");
    assertThat(first.hasFailures()).isTrue();
    PublicationResult result = first.publications().get(0);
    assertThat(result.next()).isEqualTo("2025-12");
    assertThat(result.nextDue()).isEqualTo("2026-02-11");
    IssueResult late = result.issues().get(4);
    assertThat(late.error().name()).isEqualTo("SOURCE_UNAVAILABLE");
    assertThat(late.due()).isEqualTo("2025-07-12");
    assertThat(query("SELECT count(*) FROM staging.tbl_" + code + "_jan25")).containsExactly("5");
    assertThat(failedRuns()).containsExactly(code + "_may25");

    issue(YearMonth.of(2025, 8), "second");
    Map<String, String> manifests = manifests();
    estate.clock().advance(Duration.ofHours(1));
    PublicationReport second = due();

    assertThat(outcomes(second))
        .contains("2025-05 failed", "2025-08 refreshed", "2025-07 unchanged")
        .doesNotContain("2025-12 not published");
    IssueResult revised = second.publications().get(0).issues().get(7);
    assertThat(revised.revised()).hasSize(1);
    assertThat(revised.changes())
        .containsExactly("note August-2025 first → August-2025 second in every row");
    Map<String, String> after = manifests();
    after.remove(code + "_aug25.yaml");
    manifests.remove(code + "_aug25.yaml");
    assertThat(after).isEqualTo(manifests);

    issue(YearMonth.of(2025, 5), "first");
    estate.clock().advance(Duration.ofHours(1));
    PublicationReport mended = due();

    assertThat(mended.hasFailures()).isFalse();
    assertThat(outcomes(mended)).contains("2025-05 refreshed").hasSize(11);
    assertThat(outcomes(due())).allMatch(line -> line.endsWith("unchanged"));
  }

  @Test
  void beforeItsDueDateAMissingIssueIsNoFailureAndAfterItOne() {
    registerMonthly("schedule: {start: 2025-11, lag: 6w}");
    issue(YearMonth.of(2025, 11), "first");

    assertThat(outcomes(run(Wanted.ALL_MISSING)))
        .containsExactly("2025-11 refreshed", "2025-12 not published");
    RefreshReport one = one(code + "_dec25");
    assertThat(one.outcome()).isEqualTo(RefreshReport.Outcome.NOT_PUBLISHED);
    assertThat(one.period()).isEqualTo("2025-12");
    assertThat(one.warnings()).singleElement().asString().contains("2026-02-11");
    site.serve(
        "/mi/december-2025/", html("Upcoming, not yet published"), "Content-Type", "text/html");
    assertThat(one(code + "_dec25").outcome()).isEqualTo(RefreshReport.Outcome.NOT_PUBLISHED);
    site.serve("/mi/december-2025/", new byte[0]);
    assertThat(one(code + "_dec25").outcome()).isEqualTo(RefreshReport.Outcome.NOT_PUBLISHED);
    assertThat(failedRuns()).isEmpty();

    at("2026-02-11"); // on the day itself it may still come
    assertThat(outcomes(due())).contains("2025-12 not published");
    at("2026-02-12");
    assertThat(outcomes(due())).contains("2025-12 failed");
    assertThat(failedRuns()).containsExactly(code + "_dec25");
    site.on("/mi/december-2025/", 404, new byte[0]);
    assertThatThrownBy(() -> one(code + "_dec25")).isInstanceOf(SourceUnavailableException.class);
  }

  @Test
  void theLicenceOfTheEntryHoldsWhereThePublisherStatesNone() throws IOException {
    registerMonthly("licence: Licence of the house\n  schedule: {start: 2025-11, lag: 6w}");
    issue(YearMonth.of(2025, 11), "first");

    one(code + "_nov25");

    assertThat(manifests().get(code + "_nov25.yaml")).contains("licence: Licence of the house");
    assertThat(Files.readString(estate.workspace().currentOutput().resolve(code + "_nov25.md")))
        .contains("Licence of the house");
  }

  @Test
  void anUnreachableSiteIsAFailureAtAnyTime() {
    registerMonthly("schedule: {start: 2025-12, lag: 6w}");
    site.close();

    assertThat(outcomes(run(Wanted.ALL_MISSING))).containsExactly("2025-12 failed");
  }

  @Test
  void anIssueIsRefreshedByItsNameAlone() {
    registerMonthly("schedule: {start: 2025-11, lag: 6w}");
    issue(YearMonth.of(2025, 11), "first");

    assertThat(one(code + "_nov25").outcome()).isEqualTo(RefreshReport.Outcome.REFRESHED);
    assertThat(one(code + "_nov25").outcome()).isEqualTo(RefreshReport.Outcome.UNCHANGED);
    assertThatThrownBy(() -> one(code, site.url("/mi/november-2025/")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is a publication");
  }

  @Test
  void theIssuesOfAPublicationAreOneTableOverAllPeriods() {
    estate.register(code + ":\n  landing_page: " + site.url("/rolling/") + "\n");
    rolling("Sep25", "Aug25", "Oct25");

    assertThat(outcomes(due())).hasSize(3).allMatch(line -> line.endsWith("refreshed"));

    assertThat(
            query(
                "SELECT s.table_name || ' ' || string_agg(DISTINCT p.period, ',' ORDER BY p.period)"
                    + " FROM datawarp.tbl_data_sources s JOIN datawarp.tbl_period_rows p"
                    + " ON p.source_code = s.code WHERE s.publication = '"
                    + code
                    + "' GROUP BY s.table_name"))
        .containsExactly("tbl_" + code + " 2025-08,2025-09,2025-10");
  }

  @Test
  void everyPeriodOfARollingPageThatIsNotHereIsTakenOldestFirst() {
    estate.register(code + ":\n  landing_page: " + site.url("/rolling/") + "\n" + APART);
    rolling("Sep25", "Aug25", "Oct25");

    assertThat(outcomes(due()))
        .containsExactly("2025-08 refreshed", "2025-09 refreshed", "2025-10 refreshed");
    assertThat(outcomes(due()))
        .containsExactly("2025-08 unchanged", "2025-09 unchanged", "2025-10 unchanged");

    rolling("Sep25", "Aug25", "Oct25", "Nov25", "Dec25");
    assertThat(outcomes(run(Wanted.ALL_MISSING)))
        .containsExactly("2025-11 refreshed", "2025-12 refreshed");
    assertThat(query("SELECT count(*) FROM staging.tbl_" + code + "_dec25")).containsExactly("5");
  }

  @Test
  void whatAPageShowsIsTakenByTheKindStartAndExceptionsOfTheEntry() {
    estate.register(
        """
        %s:
          landing_page: %s
          consolidate: false
          frequency: monthly
          schedule: {start: 2025-09}
          exceptions: {2025-10: {skip: no collection}}
        """
            .formatted(code, site.url("/rolling/")));
    rolling("Aug25", "Sep25", "Oct25", "Nov25", "2024-25");

    PublicationReport plan = estate.publicationRefresh().plan(order(code, Wanted.DUE), SILENT);

    assertThat(outcomes(plan)).contains("2025-09 planned", "2025-11 planned");
    assertThat(outcomes(due()))
        .contains("2025-09 refreshed", "2025-11 refreshed")
        .noneMatch(line -> line.startsWith("2025-08") || line.startsWith("2025-10"))
        .noneMatch(line -> line.startsWith("FY"));
  }

  @Test
  void anIssueThatCameBeforeItsDayIsNotTheNextAnyMore() {
    estate.register(
        """
        %s:
          landing_page: %s
          frequency: monthly
          schedule: {start: 2025-10, lag: 4w, months: [10]}
          exceptions: {2025-10: {due: 2027-01-30}}
        """
            .formatted(code, site.url("/rolling/")));
    rolling("Oct25");

    PublicationReport report = due();

    assertThat(outcomes(report)).containsExactly("2025-10 refreshed");
    assertThat(report.publications().get(0).next()).isNotEqualTo("2025-10");
  }

  @Test
  void anIssueThatIsHereBeforeItsPeriodIsOverIsNotTheNextAnyMore() {
    estate.register(code + ":\n  landing_page: " + site.url("/rolling/") + "\n" + MONTHLY);
    YearMonth now = YearMonth.from(PublicationCalendar.today(estate.clock()));
    rolling(TOKEN.format(now));

    PublicationReport report = due();

    assertThat(outcomes(report)).contains(now + " refreshed");
    assertThat(report.publications().get(0).next()).isEqualTo(now.plusMonths(1).toString());
  }

  @Test
  void anIssueThatIsNotThereAfterItsPeriodIsTheNextWhereNothingSaysWhenItIsDue() {
    estate.register(code + ":\n  landing_page: " + site.url("/rolling/") + "\n" + MONTHLY);
    YearMonth now = YearMonth.from(PublicationCalendar.today(estate.clock()));
    rolling(TOKEN.format(now.minusMonths(2)));

    PublicationReport report = due();

    assertThat(outcomes(report)).contains(now.minusMonths(2) + " refreshed");
    assertThat(report.publications().get(0).next()).isEqualTo(now.minusMonths(1).toString());
  }

  @Test
  void anIssueWithoutAnAddressSaysWhereToWriteIt() {
    estate.register(
        """
        %s:
          frequency: monthly
          schedule: {start: 2025-08, lag: 4w}
          urls: {2025-08: "%s"}
        """
            .formatted(code, site.url("/none.csv")));

    assertThatThrownBy(() -> one(code + "_sep25"))
        .isInstanceOfSatisfying(
            DatawarpException.class, e -> assertThat(e.hint()).contains("under 'urls' of " + code));
  }

  @Test
  void provisionalIssuesAreLookedAtAgainHoweverOld() {
    estate.register(
        """
        %s:
          landing_page: %s
          consolidate: false
          schedule: {lag: 1w, recheck: 0d}
        """
            .formatted(code, site.url("/rolling/")));
    rolling("Sep25", "Aug25-provisional");
    due();
    rolling("Sep25", "Aug25-provisional", "Aug25-final");
    at("2026-06-01");

    PublicationReport again = due();

    assertThat(outcomes(again)).containsExactly("2025-08 refreshed");
    assertThat(query("SELECT DISTINCT note FROM staging.tbl_" + code + "_aug25"))
        .containsExactly("Aug25-final");
    assertThat(outcomes(due())).isEmpty();
  }

  @Test
  void weeksNamedByTheirLastDayAreFoundAgain() {
    estate.register(
        code + ":\n  landing_page: " + site.url("/rolling/") + "\n  frequency: weekly\n" + APART);
    rolling("to-21-Dec-2025", "to-28-Dec-2025");

    PublicationReport first = due();
    assertThat(outcomes(first))
        .as(errors(first))
        .containsExactly("2025-12-21 refreshed", "2025-12-28 refreshed");
    assertThat(outcomes(due())).containsExactly("2025-12-21 unchanged", "2025-12-28 unchanged");
  }

  @Test
  void anArchivedOrSkippedIssueIsNotFetchedAgain() {
    registerMonthly("schedule: {start: 2025-09, lag: 1w}\n  exceptions: {2025-10: skip}");
    for (int month = 9; month <= 11; month++) {
      issue(YearMonth.of(2025, month), "first");
    }
    due();
    estate.archive(Set.of(), code + "_sep25");
    estate.clock().advance(Duration.ofHours(1));

    assertThat(outcomes(run(Wanted.ALL_MISSING))).containsExactly("2025-12 failed");
    assertThat(outcomes(due())).containsExactly("2025-11 unchanged", "2025-12 failed");
  }

  @Test
  void onlyTheNewestIssueOfACumulativePublicationStays() {
    estate.register(
        """
        %s:
          landing_page: %s
          issues: cumulative
        """
            .formatted(code, site.url("/rolling/")));
    rolling("Aug25", "Sep25");

    assertThat(outcomes(due())).containsExactly("2025-09 refreshed");
    assertThat(query("SELECT DISTINCT note FROM staging.tbl_" + code)).containsExactly("Sep25");
    assertThat(outcomes(due())).containsExactly("2025-09 unchanged");

    rolling("Aug25", "Sep25", "Oct25", "Nov25");
    assertThat(outcomes(due())).containsExactly("2025-11 refreshed");
    assertThat(
            query(
                "SELECT DISTINCT _period, note, count(*) FROM staging.tbl_"
                    + code
                    + " GROUP BY 1, 2"))
        .containsExactly("2025-11|Nov25|5");
    assertThatThrownBy(() -> one(code + "_sep25"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("one manifest");
  }

  @Test
  void oneFileUnderTwoManifestsAndAManifestOfThePublicationsNameAreTold() {
    rolling("Aug25");
    estate.register("other:\n  url: x\n");
    one("elsewhere_aug25", site.url("/rolling/" + code + "_Aug25.csv"));
    one(code, site.url("/rolling/" + code + "_Aug25.csv"), "2025-08");
    estate.register(code + ":\n  landing_page: " + site.url("/rolling/") + "\n" + APART);
    rolling("Aug25", "Sep25");

    PublicationReport report = due();

    assertThat(outcomes(report)).containsExactly("2025-08 unchanged", "2025-09 refreshed");
    assertThat(report.publications().get(0).warnings())
        .singleElement()
        .asString()
        .contains("has the publication's name");
    estate.clock().advance(Duration.ofHours(1));
    assertThat(one("third_aug25", site.url("/rolling/" + code + "_Aug25.csv")).warnings())
        .anyMatch(line -> line.contains("elsewhere_aug25") && line.contains(code));
  }

  @Test
  void aPublicationThatFailsLeavesTheOthersAlone() {
    estate.register(
        """
        broken:
          landing_page: %s
          consolidate: false
        secret:
          url: https://example.org/x?key=${NO_SUCH_VARIABLE}
        %s:
          landing_page: %s
          consolidate: false
        """
            .formatted(site.url("/gone/"), code, site.url("/rolling/")));
    rolling("Aug25");

    PublicationReport report = estate.publicationRefresh().run(order(null, Wanted.DUE), SILENT);

    assertThat(report.hasFailures()).isTrue();
    assertThat(report.publications().get(0).error().message()).contains("HTTP 404");
    assertThat(report.publications().get(1).error().message()).contains("NO_SUCH_VARIABLE");
    assertThat(report.publications().get(2).issues()).hasSize(1);
  }

  @Test
  void nothingRegisteredIsNotFound() {
    assertThatThrownBy(() -> run(Wanted.DUE)).isInstanceOf(NotFoundException.class);
    estate.register("other:\n  url: x\n");
    assertThatThrownBy(() -> run(Wanted.DUE))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining(code);
  }

  private static final RunListener SILENT = RunListener.SILENT;

  private void at(String day) {
    estate
        .clock()
        .advance(Duration.between(estate.clock().instant(), Instant.parse(day + "T10:00:00Z")));
  }

  private void registerMonthly(String more) {
    estate.register(
        "%s:\n  url: %s\n  frequency: monthly\n  consolidate: false\n  %s\n"
            .formatted(code, site.url("/mi/{month_name}-{year}/"), more));
  }

  /** Publishes a page with one file. */
  private void issue(YearMonth month, String note) {
    String name = month.format(DateTimeFormatter.ofPattern("MMMM-uuuu", Locale.ENGLISH));
    String page = "/mi/" + name.toLowerCase(Locale.ROOT) + "/";
    site.serve(
        page,
        html("<h1>" + name + "</h1><a href=\"data-" + name + ".csv\">Data " + name + "</a>"),
        "Content-Type",
        "text/html");
    site.serve(page + "data-" + name + ".csv", csv(name + " " + note));
  }

  /** Publishes a page of several periods. */
  private void rolling(String... months) {
    StringBuilder links = new StringBuilder("<h1>Series</h1>");
    for (String month : months) {
      String file = code + "_" + month + ".csv";
      links
          .append("<p><a href=\"")
          .append(file)
          .append("\">Series ")
          .append(month)
          .append("</a></p>");
      site.serve("/rolling/" + file, csv(month));
    }
    site.serve("/rolling/", html(links.toString()), "Content-Type", "text/html");
  }

  private static byte[] html(String main) {
    return ("<html><head><title>Series</title></head><body><main>" + main + "</main></body></html>")
        .getBytes(UTF_8);
  }

  private static byte[] csv(String note) {
    StringBuilder rows = new StringBuilder("Region,Note,Patients\n");
    for (String region : List.of("North", "South", "East", "West", "London")) {
      rows.append(region).append(',').append(note).append(',').append(region.length()).append('\n');
    }
    return rows.toString().getBytes(UTF_8);
  }

  private PublicationReport due() {
    return run(Wanted.DUE);
  }

  private PublicationReport run(Wanted wanted) {
    return estate.publicationRefresh().run(order(code, wanted), SILENT);
  }

  private static PublicationOrder order(String publication, Wanted wanted) {
    return new PublicationOrder(
        publication, wanted, ReplacedGoes.VERSIONS, Set.of(), Duration.ZERO);
  }

  private RefreshReport one(String manifest) {
    return one(manifest, null);
  }

  private RefreshReport one(String manifest, String url) {
    return one(manifest, url, null);
  }

  private RefreshReport one(String manifest, String url, String period) {
    return estate
        .publicationRefresh()
        .issue(
            new RefreshRequest(
                manifest,
                url,
                period,
                List.of(),
                RefreshRequest.Scope.FULL,
                ReplacedGoes.VERSIONS,
                Set.<Option>of(),
                Duration.ZERO,
                "refresh " + manifest),
            SILENT);
  }

  private static List<String> outcomes(PublicationReport report) {
    return report.publications().stream()
        .flatMap(result -> result.issues().stream())
        .map(issue -> issue.period() + " " + issue.outcome().text())
        .toList();
  }

  /** What went wrong, for the message of a test that fails. */
  private static String errors(PublicationReport report) {
    return report.publications().stream()
        .flatMap(result -> result.issues().stream())
        .filter(issue -> issue.error() != null)
        .map(issue -> issue.period() + ": " + issue.error())
        .collect(Collectors.joining("; "));
  }

  private Map<String, String> manifests() {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(estate.workspace().activeManifests())) {
      for (Path file : files.toList()) {
        texts.put(file.getFileName().toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return texts;
  }

  private List<String> failedRuns() {
    return query(
        "SELECT DISTINCT manifest_name FROM datawarp.tbl_refresh_events WHERE status = 'failed' AND manifest_name LIKE '"
            + code
            + "%'");
  }

  private List<String> query(String sql) {
    return estate.query(sql);
  }
}
