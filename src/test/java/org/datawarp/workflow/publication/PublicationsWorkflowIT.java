package org.datawarp.workflow.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.datawarp.model.error.RefusedException;
import org.datawarp.platform.postgres.Database;
import org.datawarp.storage.workspace.WorkspaceSetup;
import org.datawarp.testing.Estate;
import org.datawarp.testing.HttpTestServer;
import org.datawarp.testing.PostgresExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Registered publications are listed and checked, and entries proposed from pages. */
@ExtendWith(PostgresExtension.class)
class PublicationsWorkflowIT {
  private static final String RATES = "Region,Patients\nNorth,1\nSouth,2\nEast,3\nWest,4\nKent,5\n";
  private static Database database;
  private static HttpTestServer site;

  @TempDir Path folder;
  private Estate estate;

  @BeforeAll
  static void start(Database shared) {
    database = shared;
    site = HttpTestServer.start();
  }

  @AfterAll
  static void stop() {
    site.close();
  }

  @BeforeEach
  void make() {
    estate = new Estate(folder, database); // on 2025-09-01
  }

  @Test
  void aPageOfIssuePagesIsProposedWithATemplate() {
    page("/s/mi-adhd/", "ADHD Management Information", "may-2025/", "june-2025/", "july-2025/");
    for (String month : List.of("May", "June", "July")) {
      String name = month.toLowerCase(java.util.Locale.ROOT);
      site.serve(
          "/s/mi-adhd/" + name + "-2025/",
          html(
              "ADHD Management Information, " + month + " 2025",
              "<p>Publication date: 14 Aug 2025</p><a href='"
                  + name
                  + ".csv'>Data</a><a href='https://x.gov.uk/open-government-licence/version/3/'>OGL</a>"));
      site.serve("/s/mi-adhd/" + name + "-2025/" + name + ".csv", RATES.getBytes(UTF_8));
    }

    ProposedEntry proposed = propose("/s/mi-adhd/");

    assertThat(proposed.publication()).isEqualTo("mi_adhd");
    assertThat(proposed.yaml())
        .isEqualTo(
            """
            publications:
              mi_adhd:
                name: ADHD Management Information
                landing_page: SITE/s/mi-adhd/
                url: SITE/s/mi-adhd/{month_name}-{year}/
                discovery: true
                frequency: monthly
                schedule:
                  start: 2025-05
                  lag: 14d
                licence: Open Government Licence v3.0
            """
                .replace("SITE", site.url("")));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void issuesThatHoldAllHistoryAreProposedAsCumulative() {
    page("/beds/", "Beds", "Beds-Jun-2025-x1.csv", "Beds-Jul-2025-y2.csv");
    site.serve("/beds/Beds-Jun-2025-x1.csv", months(6));
    site.serve("/beds/Beds-Jul-2025-y2.csv", months(7));

    assertThat(propose("/beds/").yaml())
        .contains("issues: cumulative")
        .doesNotContain("\n    url:");
  }

  @Test
  void issuesOfTheSamePlacesAreNotCumulative() {
    page("/rates/", "Rates", "Rates-Jun-2025.csv", "Rates-Jul-2025.csv");
    site.serve("/rates/Rates-Jun-2025.csv", RATES.getBytes(UTF_8));
    site.serve("/rates/Rates-Jul-2025.csv", RATES.getBytes(UTF_8));

    assertThat(propose("/rates/").yaml()).doesNotContain("cumulative");
  }

  @Test
  void aFileIsProposedByItsAddress() {
    site.serve("/f/ADHD_Aug25.csv", RATES.getBytes(UTF_8));
    site.serve("/f/ods.csv", RATES.getBytes(UTF_8));

    assertThat(propose("/f/ADHD_Aug25.csv").yaml()).contains("/f/ADHD_{Month_abbr}{yy}.csv");
    assertThat(propose("/f/ods.csv").reasons()).anyMatch(line -> line.contains("frequency: none"));
  }

  @Test
  void anEntryIsWrittenOnceAndSecretsNever() throws Exception {
    site.serve("/f/ADHD_Aug25.csv", RATES.getBytes(UTF_8));
    new WorkspaceSetup(estate.workspace()).create("");
    estate.register("other:\n  url: x\n");
    PublicationsWorkflow workflow = estate.publications();
    ProposedEntry proposed = workflow.propose(site.url("/f/ADHD_Aug25.csv"), "adhd");

    assertThat(workflow.write(proposed).writtenTo()).isEqualTo(".datawarp/config.yaml");

    assertThat(estate.configuration().publications())
        .extracting(publication -> publication.code())
        .containsExactly("other", "adhd");
    String text = Files.readString(estate.workspace().configurationFile());
    assertThatThrownBy(() -> workflow.write(proposed)).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> workflow.propose(site.url("/x.csv?key=secret"), null))
        .isInstanceOf(RefusedException.class)
        .hasMessageNotContaining("secret=");
    assertThat(estate.workspace().configurationFile()).hasContent(text);
  }

  @Test
  void aListSaysWhatIsDueWithoutAskingAnybody() {
    estate.register(
        """
        adhd:
          url: http://127.0.0.1:1/{month_name}-{year}?key=secret4567
          frequency: monthly
          schedule: {start: 2025-05, lag: 6w}
        beds:
          landing_page: http://127.0.0.1:1/beds
          issues: cumulative
        """);

    List<PublicationLine> lines = estate.publications().list();

    assertThat(lines.get(0).due()).containsExactly("2025-05", "2025-06");
    assertThat(lines.get(0).next()).isEqualTo("2025-07");
    assertThat(lines.get(0).nextDue()).isEqualTo("2025-09-11");
    assertThat(lines.get(0).address()).doesNotContain("secret4567");
    assertThat(lines.get(0).held()).isZero();
    assertThat(lines.get(1).issues()).isEqualTo("cumulative");
  }

  @Test
  void aCheckAsksThePublishers() {
    page("/rolling/", "Rolling", "R-Jun-2025.csv", "R-Jul-2025.csv");
    site.serve("/late/june-2025", html("June 2025", "<a href='x.csv'>Data June 2025</a>"));
    estate.register(
        """
        good:
          landing_page: SITE/rolling/
          frequency: monthly
          schedule: {start: 2025-06, lag: 3w}
        there:
          url: SITE/late/{month_name}-{year}
          frequency: monthly
          schedule: {start: 2025-06, lag: 6w}
        late:
          url: SITE/late/{month_name}-{year}
          frequency: monthly
          schedule: {start: 2025-07, lag: 3w}
        gone:
          landing_page: SITE/nowhere/
        empty:
          landing_page: SITE/late/june-2025
          frequency: weekly
        """
            .replace("SITE", site.url("")));

    List<PublicationCheck> checks = estate.publications().check(List.of());

    assertThat(checks)
        .extracting(PublicationCheck::hasProblems)
        .containsExactly(false, false, true, true, false);
    assertThat(checks.get(0).shown()).containsExactly("2025-06", "2025-07");
    assertThat(checks.get(0).wanted()).containsExactly("2025-06", "2025-07");
    assertThat(checks.get(0).notYet()).containsExactly("2025-08");
    assertThat(checks.get(1).asked()).isEqualTo("2025-06");
    assertThat(checks.get(2).problems()).singleElement().asString().contains("2025-07 is not at");
    assertThat(checks.get(3).error().message()).contains("HTTP 404");
    assertThat(checks.get(4).wanted()).isEmpty();
  }

  private ProposedEntry propose(String path) {
    return estate.publications().propose(site.url(path), null);
  }

  private static void page(String path, String title, String... links) {
    StringBuilder list = new StringBuilder();
    for (String link : links) {
      String text = link.replaceAll("[/_.-]", " ");
      list.append("<p><a href='").append(link).append("'>").append(text).append("</a></p>");
    }
    site.serve(path, html(title, list.toString()), "Content-Type", "text/html");
  }

  private static byte[] html(String title, String main) {
    return ("<html><head><title>%s - Site</title></head><body><main><h1>%s</h1>%s</main></body></html>"
            .formatted(title, title, main))
        .getBytes(UTF_8);
  }

  private static byte[] months(int count) {
    StringBuilder rows = new StringBuilder("Month,Org,Beds\n");
    for (int month = 1; month <= count; month++) {
      for (String org : List.of("RAX", "RBY", "RCZ")) {
        rows.append("2025-0").append(month).append("-01,").append(org).append(",7\n");
      }
    }
    return rows.toString().getBytes(UTF_8);
  }
}
