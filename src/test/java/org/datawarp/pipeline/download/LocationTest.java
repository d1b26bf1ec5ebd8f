package org.datawarp.pipeline.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.datawarp.model.error.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTPS://Digital.NHS.uk:443/a/../b.csv#top|https://digital.nhs.uk/b.csv",
        "http://x.test|http://x.test/",
        "http://x.test:80?a=1|http://x.test/?a=1",
        "https://x.test/Data for Aug [1].csv|https://x.test/Data%20for%20Aug%20%5B1%5D.csv",
        "https://x.test/100%.csv|https://x.test/100%25.csv",
        "https://x.test/a%20b.csv|https://x.test/a%20b.csv",
        "https://x.test/café|https://x.test/caf%C3%A9",
        "https://[::1]:8080/x|https://[::1]:8080/x"
      })
  void addressesAreNormalized(String text, String key) {
    assertThat(Location.parse(text).key()).isEqualTo(key);
  }

  @Test
  void passwordsAndSignaturesStayOutOfTheKey() {
    Location location =
        Location.parse("https://ann:s3cr%40t@x.test/f.csv?sv=1&sig=abc%3D&X-Amz-Signature=9&q=2");

    assertThat(location.key())
        .isEqualTo("https://ann@x.test/f.csv?sv=1&sig=***&X-Amz-Signature=***&q=2");
    assertThat(location.toString()).doesNotContain("s3cr", "abc");
    Location.Remote remote = (Location.Remote) location;
    assertThat(remote.uri().toString()).doesNotContain("ann").contains("sig=abc%3D");
    assertThat(remote.authorization()).isEqualTo("Basic YW5uOnMzY3JAdA==");
  }

  @Test
  void pathsAndFileUrlsAreTheSameFile() {
    Path file = Path.of("some folder", "a b.csv").toAbsolutePath();

    assertThat(Location.parse("some folder/a b.csv")).isEqualTo(Location.parse(file.toString()));
    assertThat(Location.parse(file.toUri().toString()).key()).isEqualTo(file.toUri().toString());
    assertThat(Location.parse("file://localhost" + file.toUri().getRawPath()).key())
        .isEqualTo(file.toUri().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftp://x.test/a.csv",
        "javascript:alert(1)",
        "mailto:a@b.test",
        "https://",
        "https://user:secretword@/a",
        "https://x.test:99999/",
        "https://a_b!/secretword@x",
        "file://otherhost/share/a.csv",
        "a\u0000b"
      })
  void whatCannotBeFetchedIsRefused(String text) {
    assertThatThrownBy(() -> Location.parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessageNotContainingAny("user:secretword")
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}
