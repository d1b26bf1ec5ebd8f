package org.datawarp.workflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.datawarp.repository.EstateRepository.Revisions;
import org.datawarp.repository.EstateRepository.WithheldShare;
import org.datawarp.workflow.report.EstateReport.PeriodRows;
import org.datawarp.workflow.report.EstateReport.PublicationRows;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

class EstatePageTest {
  private static final Instant NOW = Instant.parse("2025-11-30T10:00:00Z");

  @Test
  void everyNumberIsOnThePage() {
    Document page = Jsoup.parse(EstatePage.of(report(List.of(publication("adhd", 2)))));

    assertThat(page.select(".card").eachText())
        .contains("1 publications", "2 sources", "1,234,567 rows", "2.5 MB in tables");
    assertThat(page.select("rect title").eachText())
        .contains("2025-01: 10 rows", "2025-02: 20 rows", "45.5 %", "2025-10: 3 revised");
    assertThat(page.select(".line .name").eachText()).contains("adhd", "adhd_aug25 · referrals");
    assertThat(page.select(".line").eachText()).anyMatch(line -> line.contains("29 days"));
  }

  @Test
  void thePageFetchesNothingAndRunsNothing() {
    String hostile = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>";
    Document page = Jsoup.parse(EstatePage.of(report(List.of(publication(hostile, 1)))));

    assertThat(page.select("script, img, link, iframe, [src], [href]")).isEmpty();
    assertThat(page.select("h3").text()).contains(hostile);
  }

  @Test
  void ofManyPublicationsTheRestIsCounted() {
    List<PublicationRows> many =
        IntStream.range(0, 1_000).mapToObj(i -> publication("p" + i, 3)).toList();
    Document page = Jsoup.parse(EstatePage.of(report(many)));

    assertThat(page.select(".series h3")).hasSize(40);
    assertThat(page.text()).contains("and 960 publications with fewer rows");
  }

  @Test
  void aTableThatIsGoneIsTold() {
    PublicationRows gone =
        new PublicationRows("adhd", 1, 0, 1, 0, 0, List.of(), NOW.minusSeconds(86_400));

    assertThat(Jsoup.parse(EstatePage.of(report(List.of(gone)))).select(".series").text())
        .startsWith("adhd no rows, nothing exported; 1 table is gone");
  }

  @Test
  void anEmptyEstateSaysSo() {
    EstateReport empty =
        new EstateReport("/data", NOW, 0, 0, 0, 0, null, 0, List.of(), List.of(), List.of());

    assertThat(Jsoup.parse(EstatePage.of(empty)).text())
        .contains("Nothing is loaded yet.", "No column has markers.", "never");
  }

  static PublicationRows publication(String name, int periods) {
    return new PublicationRows(
        name,
        2,
        30,
        0,
        2_000_000,
        500_000,
        IntStream.rangeClosed(1, periods)
            .mapToObj(i -> new PeriodRows("2025-0" + i, LocalDate.of(2025, i, 1), 10L * i))
            .toList(),
        NOW.minusSeconds(29 * 86_400));
  }

  static EstateReport report(List<PublicationRows> publications) {
    return new EstateReport(
        "/data",
        NOW,
        2,
        1_234_567,
        2_500_000,
        500_000,
        NOW,
        0,
        publications,
        List.of(new WithheldShare("adhd_aug25", "referrals", 0.455)),
        List.of(new Revisions(LocalDate.of(2025, 10, 1), 3)));
  }
}
