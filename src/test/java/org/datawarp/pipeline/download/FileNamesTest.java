package org.datawarp.pipeline.download;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain.xlsx|plain.xlsx",
        "Monthly A&E (1).xls|Monthly A&E (1).xls",
        "../../etc/passwd|passwd",
        "..\\..\\boot.ini|boot.ini",
        "..|download",
        "/|download",
        ".hidden.csv|hidden.csv",
        "-rf.csv|_-rf.csv",
        "con.csv|_con.csv",
        "LPT1|_LPT1",
        "a<b>:c?.csv|a_b__c_.csv",
        "data.csv.meta|data.csv_meta",
        "data.csv.SHA256|data.csv_SHA256",
        "trailing.csv. .|trailing.csv",
        "two   spaces.csv|two spaces.csv"
      })
  void namesAreMadeSafe(String wish, String name) {
    assertThat(FileNames.safe(wish)).isEqualTo(name);
  }

  @Test
  void controlAndDirectionCharactersVanish() {
    assertThat(FileNames.safe("a\u0000b\r\n\u202exslx.exe")).isEqualTo("abxslx.exe");
  }

  @Test
  void longNamesKeepTheirExtension() {
    String name = FileNames.safe("é".repeat(200) + ".xlsx");

    assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(120);
    assertThat(name).startsWith("éé").endsWith("é.xlsx");
  }

  @Test
  @Timeout(60)
  void aLongContentDispositionIsReadInOnePassAndWithoutADeepStack() {
    URI address = URI.create("https://example.org/data.csv");

    assertThat(
            FileNames.ofDownload(
                "attachment; filename=\"" + "a\\b".repeat(30_000) + ".xlsx\"", address, address))
        .endsWith(".xlsx");
    assertThat(
            FileNames.ofDownload(
                "attachment; filename=\"" + "\\a".repeat(100_000), address, address))
        .isNotEmpty();
    assertThat(FileNames.safe("/".repeat(200_000) + "x" + ". ".repeat(200_000) + "y"))
        .endsWith("y");
  }

  @Test
  void numbersGoBeforeTheExtension() {
    assertThat(FileNames.numbered("data.csv", 2)).isEqualTo("data-2.csv");
    assertThat(FileNames.numbered("data", 3)).isEqualTo("data-3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "attachment; filename=\"Beds Q1.xlsx\"|Beds Q1.xlsx",
        "attachment; filename=beds.xlsx; size=3|beds.xlsx",
        "attachment; filename=\"x.csv\"; filename*=UTF-8''Caf%C3%A9.csv|Café.csv",
        "attachment; filename=\"../../x.csv\"|x.csv",
        "attachment; filename=\"a\\\"b.csv\"|a_b.csv",
        "inline|url.csv"
      })
  void theServersNameWins(String header, String name) {
    URI uri = URI.create("https://example.test/url.csv");

    assertThat(FileNames.ofDownload(header, uri, uri)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "https://x.test/a/b.xlsx, https://x.test/old, b.xlsx",
    "https://x.test/blob/1234, https://x.test/data%20Aug.csv, data Aug.csv",
    "https://x.test/file?uri=/a/b/current/deaths.xls, https://x.test/1, deaths.xls",
    "https://x.test/a/..%2f..%2fevil.csv, https://x.test/1, evil.csv",
    "https://x.test/, https://x.test/, download",
    "https://x.test/a/export, https://x.test/b, export"
  })
  void otherwiseTheAddressNamesTheFile(String finalUri, String requested, String name) {
    assertThat(FileNames.ofDownload(null, URI.create(finalUri), URI.create(requested)))
        .isEqualTo(name);
  }
}
