package org.datawarp.pipeline.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.datawarp.model.period.PeriodParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real pages; skipped where the corpus is not. */
class CorpusPagesTest {
  private static final Path PAGES =
      Path.of(System.getProperty("datawarp.corpus", Path.of("..", "shared", "corpus").toString()))
          .resolve("pages");

  private static PageReport read(Path file) throws IOException {
    String name = file.getFileName().toString().replaceFirst("\\.(html|json)$", "");
    String address =
        file.getParent().endsWith("govuk-2014")
            ? "www.gov.uk/government/" + name
            : name.replace('_', '/');
    return new LandingPages().find(URI.create("https://" + address), Files.readString(file), null);
  }

  @Test
  void everyPageIsReadAndEveryFileIsTakenOrLeftWithAReason() throws IOException {
    assumeTrue(Files.isDirectory(PAGES));
    List<Path> files;
    try (Stream<Path> all = Files.walk(PAGES)) {
      files = all.filter(Files::isRegularFile).toList();
    }

    assertThat(files).hasSizeGreaterThan(40);
    for (Path file : files) {
      PageReport report = read(file);
      assertThat(report.links())
          .as(file.toString())
          .allSatisfy(
              link -> {
                assertThat(link.why()).isNotBlank().hasLineCount(1);
                assertThat(link.isTaken() && !link.format().isData()).isFalse();
              });
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gov.wales_notifications-deaths-residents-related-covid-19-adult-care-homes-1-march-10-july-2020.html|2020-07-14|1",
        "govuk-2014/publication_attachments_inline.html||11",
        "govuk-2014/publication_attachments_unmarked.html||8",
        "govuk-2014/publication_csv.html||1",
        "govuk-2014/publication_page.html||0",
        "www.ons.gov.uk_economy_grossdomesticproductgdp_datasets_quarterlycountryandregionalgdp.html|2021-02-01|1",
        "www.ons.gov.uk_businessindustryandtrade_internationaltrade_datasets_uktradeingoodsbyclassificationofproductbyactivity.html|2020-12-16|1",
        "www.ons.gov.uk_economy_inflationandpriceindices_datasets_onlinepricechangesforhighdemandproducts.html|2020-08-20|1",
        "www.ons.gov.uk_economy_nationalaccounts_balanceofpayments_adhocs_008596individualcountrydatagoodsonamonthlybasisfromjanu.html|2018-06-18|1",
        "www.ons.gov.uk_peoplepopulationandcommunity_populationandmigration_migrationwithintheuk_datasets_localareamigrationindic.html|2019-08-22|1"
      })
  void theRightFilesAreTaken(String name, String published, int taken) throws IOException {
    assumeTrue(Files.isDirectory(PAGES));

    PageReport report = read(PAGES.resolve(name));

    assertThat(report.taken()).hasSize(taken);
    if (published != null) {
      assertThat(report.published()).hasToString(published);
    }
  }

  @Test
  void anEditionOfTheOnsIsFoundByItsHeading() throws IOException {
    assumeTrue(Files.isDirectory(PAGES));
    Path file =
        PAGES.resolve(
            "www.ons.gov.uk_economy_grossdomesticproductgdp_datasets"
                + "_quarterlycountryandregionalgdp.html");

    PageReport report =
        new LandingPages()
            .find(
                URI.create("https://www.ons.gov.uk/x"),
                Files.readString(file),
                PeriodParser.require("2019-04/2019-06"));

    assertThat(report.taken()).singleElement().returns("rgdptables1.xlsx", LinkDecision::fileName);
  }
}
