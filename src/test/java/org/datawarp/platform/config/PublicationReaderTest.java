package org.datawarp.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Month;
import java.util.Map;
import org.datawarp.model.error.UsageException;
import org.datawarp.model.period.PeriodParser;
import org.datawarp.model.period.PeriodUnit;
import org.datawarp.model.publication.IssueKind;
import org.datawarp.model.publication.Publication;
import org.datawarp.model.publication.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicationReaderTest {
  @TempDir Path folder;

  @Test
  void anEntryMaySayAllThis() throws IOException {
    Publication adhd =
        read("""
                publications:
                  adhd:
                    name: ADHD Management Information
                    frequency: monthly
                    landing_page: https://example.org/mi-adhd
                    url: https://example.org/mi-adhd/{month_name}-{year}?key=${NHS_KEY}
                    schedule: {months: [2, 5], start: 2025-05, lag: 6w, recheck: 0d}
                    urls:
                      2025-08: https://example.org/F5GI8.xlsx
                    exceptions:
                      2025-11: {skip: strike}
                    discovery: true
                    consolidate: false
                    licence: Open Government Licence v3.0
                    issues: cumulative
                """)
            .findPublication("adhd")
            .orElseThrow();

    assertThat(adhd.name()).isEqualTo("ADHD Management Information");
    assertThat(adhd.unit()).isEqualTo(PeriodUnit.MONTHLY);
    assertThat(adhd.schedule().months()).containsExactlyInAnyOrder(Month.FEBRUARY, Month.MAY);
    assertThat(adhd.schedule().recheck().text()).isEqualTo("0d");
    assertThat(adhd.findSkipReason(PeriodParser.require("2025-11"))).contains("strike");
    assertThat(adhd.isDiscovered()).isTrue();
    assertThat(adhd.consolidates()).isFalse();
    assertThat(adhd.issues()).isEqualTo(IssueKind.CUMULATIVE);
    assertThat(adhd.licence()).isEqualTo("Open Government Licence v3.0");
  }

  @Test
  void anAddressAloneIsEnoughAsItAlwaysWas() throws IOException {
    Publication old = read("publications:\n  x2024:\n    url: data.csv\n").publications().get(0);

    assertThat(old.name()).isEqualTo("x2024");
    assertThat(old.schedule()).isEqualTo(Schedule.NONE);
    assertThat(old.consolidates()).isTrue();
    assertThat(old.issues()).isEqualTo(IssueKind.SEPARATE);
  }

  @Test
  void referencesAreResolvedWhenTheyAreWanted() throws IOException {
    String text = "publications:\n  a:\n    url: https://h/{year}?key=${NHS_KEY}\n";
    Configuration without = read(text);
    Publication publication = without.publications().get(0);

    assertThatThrownBy(() -> without.findIssueUrl(publication, PeriodParser.require("2025-08")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("NHS_KEY");
    assertThat(
            Configuration.read(
                    folder.resolve("config.yaml"), Map.of("NHS_KEY", "{month}"), Map.of())
                .findIssueUrl(publication, PeriodParser.require("2025-08")))
        .contains("https://h/2025?key={month}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adhd_aug25:\\n  name: x                              | 2:3: the code 'adhd_aug25' names a period",
        "A-B:\\n  name: x                                     | 2:3: 'A-B' is not a publication's code",
        "a: x                                                 | 2:6: expected keys and values, found 'x'",
        "a:                                                   | 2:",
        "a: [1]                                               | 2:6: expected keys and values",
        "a:\\n  frequency: fortnightly                        | 3:16: unknown frequency 'fortnightly'",
        "a:\\n  frequency: [monthly]                          | 3:16: expected a text",
        "a:\\n  url: 'javascript:alert(1)'                    | 3:10: url is no address: 'javascript:'",
        "a:\\n  url: 'https://h/{months}'                     | 3:10: url: unknown word '{months}'",
        "a:\\n  url: \"https://h/\\u0000x\"                   | 3:10: url is no address",
        "a:\\n  url: \"https://h/\\u202ex\"                   | 3:10: url is no address",
        "a:\\n  url: ''                                       | 3:10: url is no address",
        "a:\\n  url: 'https://h/{pub_year}'                   | 3:10: {pub_…} words want the day",
        "a:\\n  landing_page: 'https://h/{year}'              | 3:19: landing_page is one address",
        "a:\\n  name: \"two\\u000alines\"                       | 3:11: name is one line",
        "a:\\n  schedule: monthly                             | 3:15: expected keys and values",
        "a:\\n  schedule: {begin: 2025-01}                    | 3:16: unknown key 'begin'",
        "a:\\n  schedule: {start: 2025-01}                    | 3:15: a schedule with start or months",
        "a:\\n  frequency: monthly\\n  schedule: {start: yes} | 4:16: not a period: 'yes'",
        "a:\\n  frequency: monthly\\n  schedule: {start: FY25}| 4:16: the period 'FY25' is ambiguous",
        "a:\\n  schedule: {lag: soon}                         | 3:21: 'soon' is no length of time",
        "a:\\n  schedule: {lag: 9999d}                        | 3:21: '9999d' is no length of time",
        "a:\\n  schedule: {lag: -1d}                          | 3:21: '-1d' is no length of time",
        "a:\\n  frequency: monthly\\n  schedule: {months: [13]} | 4:25: '13' is no month",
        "a:\\n  frequency: monthly\\n  schedule: {months: [1, jan]} | 4:28: 'jan' stands twice",
        "a:\\n  frequency: monthly\\n  schedule: {months: []} | 4:24: no months",
        "a:\\n  frequency: monthly\\n  schedule: {months: 5}  | 4:24: expected a list",
        "a:\\n  urls: {soon: x}                               | 3:12: not a period: 'soon'",
        "a:\\n  urls: {2025-08: x, aug25: y}                  | 3:24: the period 2025-08 stands twice",
        "a:\\n  urls: {2025-08: 'x-{year}'}                   | 3:21: the address of one period",
        "a:\\n  frequency: monthly\\n  urls: {FY2024-25: x}   | 4:12: 'FY2024-25' is not monthly",
        "a:\\n  exceptions: {2025-08: late}                   | 3:27: expected skip",
        "a:\\n  exceptions: {2025-08: {due: soon}}            | 3:33: 'soon' is no day",
        "a:\\n  exceptions: {2025-08: {due: 2025-02-30}}      | 3:33: '2025-02-30' is no day",
        "a:\\n  exceptions: {2025-08: {}}                     | 3:27: expected either skip or due",
        "a:\\n  discovery: maybe                              | 3:16: expected true or false",
        "a:\\n  discovery: true                               | 3:16: discovery wants a landing_page",
        "a:\\n  consolidate: 1                                | 3:18: expected true or false",
        "a:\\n  issues: both                                  | 3:13: unknown kind of issues 'both'",
        "a:\\n  frequency: none\\n  issues: cumulative        | 3:16: reference data",
        "a:\\n  frequency: none\\n  urls: {2025-08: x}        | 4:5: reference data",
        "a:\\n  nmae: x                                       | 3:5: unknown key 'nmae'",
      })
  void mistakesAreToldWithTheirPlace(String entry, String message) {
    String text = "publications:\n" + entry.replace("\\n", "\n").indent(2);

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("config.yaml:" + message);
  }

  @Test
  void whatIsSaidIsShownWithoutSecrets() throws IOException {
    Configuration configuration =
        read("publications:\n  a:\n    name: A\n    urls: {2025-08: 'https://u:secret@h/x'}\n");

    assertThat(configuration.settings())
        .filteredOn(setting -> setting.key().equals("publications.a"))
        .extracting(Setting::value)
        .containsExactly("name: A, urls: {2025-08=https://u:***@h/x}");
  }

  private Configuration read(String text) throws IOException {
    Path file = folder.resolve("config.yaml");
    Files.writeString(file, text);
    return Configuration.read(file, Map.of(), Map.of());
  }
}
